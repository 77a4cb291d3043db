"""Clauses that single somebody out in a post, though no place stands beside the post.

'the lady who has run it since the new building opened', 'the owner, who's going through that
divorce with the sergeant', 'that nurse, she's from Kerala and came in the fall'. The place stands
somewhere else in the comment; without one nobody would know whom it means.
"""

import re
from typing import Final

from engage.privacy.cues import is_relative, is_role
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.role_holders import CITIES, OFFICES
from engage.privacy.detector.role_phrases import Role, is_plural
from engage.privacy.detector.role_stories import PrivateLife, tells_of_one
from engage.privacy.detector.role_words import PEOPLE
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

_ENDS: Final = (
    r"(?= (?:is|was|has|had|got|isn't|wasn't|hasn't|can't|lost|left|quit|died|drank|told|just|"
    r"never|always|should|must|could|\w+[^\Ws]s)\b|[,.;!?\n]|$)"
)
_SINCE: Final = re.compile(
    r",? (?:who|that)(?:'s|\u2019s| has)? (?:\w+ ){1,8}?since \w+(?: \w+){0,7}?" + _ENDS,
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(
    r", (?:who|whose|(?:the|an?) (?:one|guy|woman|man))\b[^,.;!?\n]{4,90}(?=[,.;!?\n])",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(
    r",? (?:she|he)(?:'s|\u2019s| is) (?:originally |actually |a |the )?(?:from|one from|"
    r"woman from|man from|fellow from) [^\W\d_][^,.;!?\n]{2,80}(?=[,.;!?\n])",
    re.IGNORECASE,
)
_TIES: Final = re.compile(
    r"\b(?:divorc\w+|separat(?:ed|ion)|married to|engaged to|dating|sleeping with|affair|seeing|"
    r"(?:lives|living|shacked up|ran off|related) (?:with|to)|ex-(?:wife|husband)|custody|"
    r"(?:wife|husband|daughter|son|sister|brother|cousin|niece|nephew|mother|father|uncle|aunt) of|"
    r"(?:wife|husband|daughter|son|sister|brother|boyfriend|girlfriend|partner) (?:is|was|works|"
    r"got|runs|died|left|went))\b",
    re.IGNORECASE,
)
_HABIT: Final = frozenset((
    "on", "every", "each", "once", "twice", "a", "the", "other", "second", "third", "first", "last",
    "month", "week", "year", "fortnight", "and", "mondays", "tuesdays", "wednesdays", "thursdays",
    "fridays", "saturdays", "sundays", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "weekends", "alternate", "nights", "mornings", "afternoons",
))  # fmt: skip
_LAST_OF_HABIT: Final = _HABIT - {
    "on",
    "every",
    "each",
    "once",
    "twice",
    "a",
    "the",
    "other",
    "second",
    "third",
    "first",
    "last",
    "and",
    "alternate",
}
_NEAR: Final = 50
_REACH: Final = 200


def singled_out_by_clause(
    words: Words, around: Surroundings, private: PrivateLife, phrase: tuple[int, int]
) -> Role | None:
    start, head = phrase
    low = words.low(head)
    is_post = is_role(low) and low not in PEOPLE and not is_relative(low)
    if low in OFFICES or is_plural(low) or not (is_post or low in PEOPLE):
        return None
    text, begin = words.text, words[head].end
    since = _SINCE.match(text, begin, begin + _REACH)
    clause = _CLAUSE.match(text, begin, begin + _REACH) if is_post or low == "owner" else None
    aside = _ASIDE.match(text, begin, begin + _REACH) if is_post else None
    if clause and not (_TIES.search(clause[0]) or private.is_told(clause.start(), clause.end())):
        clause = None
    if not (since or clause or aside) or not _names_a_place(words, around, start):
        return None
    if aside:
        return _of(words, start, aside.end())
    if since and tells_of_one(words, start, _last(words, since.end()), is_private=True):
        return _of(words, start, since.end())
    if clause and _is_no_wish(words, clause.end()):
        return _of(words, start, clause.end())
    return None


def past_habit(words: Words, last: int) -> int:
    """'who visits Bella Coola | every second Friday'."""
    index, end = last + 1, last
    while index < min(len(words), last + 7) and words.low(index) in _HABIT:
        if words[index].opens or "," in words.gap(index):
            break
        end = index if words.low(index) in _LAST_OF_HABIT else end
        index += 1
    return end


def _of(words: Words, start: int, end: int) -> Role:
    return Role(words[start].start, end, Whose.THIRD, False)


def _last(words: Words, end: int) -> int:
    index = min(words.index_at(end), len(words) - 1)
    return index if words[index].start < end else index - 1


def _is_no_wish(words: Words, end: int) -> bool:
    behind = words.low(words.index_at(end))
    return behind not in ("should", "must", "could", "would", "can", "may", "might", "pays")


def _names_a_place(words: Words, around: Surroundings, index: int) -> bool:
    """Whether the comment says near the post where it is."""
    return any(
        around.is_place(n) and words.low(n) not in CITIES
        for n in range(max(0, index - _NEAR), min(len(words), index + _NEAR))
    )
