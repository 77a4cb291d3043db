"""Whether a sentence tells something of the one person in a role, or speaks of an office.

'The building inspector for Zeballos is on the take' is about somebody; 'The building inspector for
Zeballos should get a car' and 'if the building inspector for Zeballos calls' are about a post. What
is told may be anything: acts, blame, praise, health. A wish, a duty or a condition tells nothing.
"""

import re
from bisect import bisect_left
from typing import Final

from engage.privacy.detector.ailments import find_ailments
from engage.privacy.detector.health import key_same_length, pattern
from engage.privacy.words import Words

# fmt: off
_DUTIES: Final = frozenset((
    "should", "must", "could", "would", "can", "may", "might", "ought", "shall", "shouldn't",
    "cannot", "devrait", "doit", "peut", "pourrait", "please", "wouldn't",
))
_ADVERBS: Final = frozenset((
    "also", "just", "still", "always", "never", "once", "even", "actually", "now", "then", "only",
    "again", "recently", "himself", "herself", "apparently", "regularly", "often", "usually",
    "constantly", "openly", "literally", "quietly", "finally", "already", "reportedly", "really",
    "sometimes", "last", "week", "year", "month", "night", "yesterday", "today", "ne", "simply",
    "both", "basically", "routinely", "personally", "there", "here", "very", "so", "been",
))
_COPULAS: Final = frozenset((
    "is", "was", "has", "had", "been", "isn't", "wasn't", "hasn't", "est", "etait", "a", "n'a",
    "s'est", "n'est", "gets", "got",
))
# 'hasn't been paid', 'got the job': told of somebody, whatever follows.
_NEWS_ITSELF: Final = frozenset(("isn't", "wasn't", "hasn't", "got", "gets", "n'a", "n'est"))
_SERVES: Final = frozenset((
    "covers", "serves", "flies", "works", "runs", "does", "helps", "retired", "retires", "left",
    "visits", "handles", "teaches", "delivers", "provides", "deserves", "remains", "costs", "makes",
    "earns", "answers", "looks", "needs", "gets", "said", "says", "travels", "rotates", "saved",
    "saves", "knows", "cares", "goes", "welcomes", "greets", "explained", "recommended", "agreed",
    "nodded", "smiled", "waved", "apologized", "apologised", "thanked", "announced", "wrote",
    "listened", "reminded", "agrees", "smiles", "waves",
))
_PRAISE: Final = frozenset((
    "lovely", "kind", "great", "amazing", "hero", "legend", "wonderful", "excellent", "awesome",
    "saint", "gem", "treasure", "star", "angel", "helpful", "fantastic", "friendly", "retired",
    "retiring", "leaving", "gone", "booked", "busy", "overworked", "swamped", "good", "nice",
    "patient", "polite", "fabulous", "brilliant", "godsend", "lifesaver", "terrific", "superb",
    "blessing", "delight", "inspiration", "asset", "jewel", "lifeline", "pleasure", "pillar",
    "backbone", "rock", "joy", "credit", "dream", "excellente", "gentil", "gentille", "formidable",
    "away", "new", "back", "professional",
))
_NO_NEWS: Final = frozenset((
    "needed", "required", "vital", "essential", "important", "necessary", "available", "vacant",
    "funded", "unfilled", "responsible", "supposed", "elected", "appointed", "hired", "eliminated",
    "cut", "open", "closed", "full", "empty", "understaffed", "paid", "position", "job", "posting",
    "role", "salary", "wage", "post", "jobs", "positions", "union", "the", "worth", "welcome",
    "shortage", "deserves", "remains", "cost", "costs",
))
_NEITHER: Final = frozenset((
    "and", "or", "nor", "but", "to", "in", "on", "at", "for", "with", "of", "by", "from", "as",
    "if", "when", "than", "because", "since", "so", "about", "like", "et", "ou", "de", "that",
    "before", "after", "until", "without", "instead", "per", "every", "each", "while", "not", "no",
    "via", "please", "the", "this", "i", "we", "you", "they", "it", "my", "our", "who", "whose",
))
_WANTED: Final = frozenset((
    "need", "needs", "want", "wants", "hire", "fund", "become", "be", "being", "as", "like", "pay",
    "train", "recruit", "restore", "replace", "appoint", "elect", "call", "every", "each", "any",
    "if", "unless", "whether", "suppose", "imagine", "when", "bring", "for", "without", "give",
    "have", "needed", "wanted", "wish", "deserves", "deserve", "keep", "save", "support",
))
_ONE: Final = frozenset((
    "he", "she", "he's", "she's", "his", "her", "him", "hers", "il", "elle", "himself", "herself",
))
# 'I asked the clerk in Nelson and she could not find the form': a post at its work.
# 'They fired the cook at the Masset camp': what was done to somebody.
_DONE_TO: Final = frozenset((
    "fired", "suspended", "charged", "arrested", "caught", "sued", "reported", "promoted",
    "disciplined", "investigated", "transferred", "demoted", "convicted", "assaulted", "robbed",
    "stabbed", "punched", "evicted", "deported", "blame", "blames", "bullied", "harassed",
    "threatened", "beat", "attacked", "outed", "laid", "dismissed", "banned", "fined",
))
_BLAMING: Final = frozenset((
    "complained", "complaint", "complain", "complaints", "blame", "report", "reported", "beware",
    "accuse", "accused", "bullied", "harassed", "warned", "warn",
))
_PLAIN_DEEDS: Final = frozenset((
    "could", "couldn't", "can", "can't", "said", "says", "told", "would", "wouldn't", "will",
    "didn't", "doesn't", "thought", "sent", "gave", "explained", "showed", "helped", "answered",
))
_SAYS_WHERE: Final = frozenset(("who", "who's", "whose", "qui"))
# fmt: on
_SENTENCE_END: Final = re.compile(r"[.!?\n](?=\s|$)")
_NEAR: Final = 240
_LONGEST_SENTENCE: Final = 400
_MOST_WORDS: Final = 40
_ASKING: Final = frozenset(("does", "do", "did", "is", "will", "can", "would", "has", "should"))
_CONDITION: Final = frozenset(("if", "suppose", "imagine", "unless", "whether", "when", "si"))


def tells_of_one(words: Words, first: int, last: int, *, is_private: bool = False) -> bool:
    """Whether words `first` to `last` (inclusive), a role at a place, have a story told of them.

    Where the sentence speaks of private life even 'left' and 'is new' tell something.
    """
    if _is_supposed(words, first):
        return False
    if words.low(first - 1) in _DONE_TO and words[first].is_joined:
        return True
    return _is_told_behind(words, first, last, is_private)


def _is_told_behind(words: Words, first: int, last: int, is_private: bool) -> bool:
    verb = _verb_behind(words, last)
    if verb is None:
        return goes_on_about_one(words, first, last)
    low = words.low(verb)
    closes_clause = any(
        words.low(n) in _SAYS_WHERE or "," in words.gap(n + 1) for n in range(first, last)
    )
    if (
        (words.gap(verb).strip() == "," and not closes_clause)
        or words[verb].opens
        or low in _NEITHER
    ):
        return words.low(verb + 1) not in _DUTIES and goes_on_about_one(words, first, last)
    if is_private:
        return low not in _DUTIES
    if low == "left" and words.low(verb + 1) in ("his", "her", "him"):
        return True
    if low == "will":
        return words.low(verb + 1) in ("not", "never")
    if low in _COPULAS:
        return _is_news(words, verb)
    return low not in _DUTIES | _NO_NEWS | _SERVES


class PrivateLife:
    """Where a text speaks of private life or health: looked for once, when first asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] | None = None

    def is_told(self, start: int, end: int) -> bool:
        """Whether something begins between these places, not too far behind the first."""
        if self._starts is None:
            low = key_same_length(self._text)
            found = pattern("private_life", "health", "medicines").finditer(low)
            spans = [*find_ailments(low), *(match.span() for match in found)]
            self._starts = sorted(begin for begin, _ in spans)
        first = bisect_left(self._starts, start)
        return first < len(self._starts) and self._starts[first] < min(end, start + _NEAR)


def end_of_sentence(words: Words, index: int) -> int:
    until = min(len(words.text), words[index].end + _LONGEST_SENTENCE)
    found = _SENTENCE_END.search(words.text, words[index].end, until)
    return found.start() if found else until


def _is_supposed(words: Words, first: int) -> bool:
    """'we need the …', 'if the …': nobody in particular."""
    before = words.before(first, 5)
    if before[:1] and before[0] in _ASKING and words[first - 1].opens:
        return True
    return (bool(before) and before[0] in _WANTED) or any(word in _CONDITION for word in before)


def _verb_behind(words: Words, last: int) -> int | None:
    """The first word behind that is no adverb; None where the sentence ends."""
    index = last + 1
    while index < len(words) and not (words[index].opens and _stops(words, index)):
        if words.low(index) not in _ADVERBS or index > last + 6:
            return index
        index += 1
    return None


def _is_news(words: Words, copula: int) -> bool:
    """'is on the take' is, 'is needed' and 'was a great help' are not."""
    if words.low(copula) in _NEWS_ITSELF and words.low(copula + 1) not in ("needed", "required"):
        return True
    after = words.after(copula, 5)
    what = [low for low in after if low not in _ADVERBS | {"the", "a", "an", "un", "une", "real"}]
    return bool(what) and what[0] not in _NO_NEWS | _PRAISE


def _stops(words: Words, index: int) -> bool:
    return re.search(r"[.!?\n]", words.gap(index)) is not None


def goes_on_about_one(words: Words, first: int, last: int) -> bool:
    """'Ask the … in Ymir, she knows', 'I met the … in Ymir. He was drunk.'"""
    index = last + 1
    ends = min(len(words), last + _MOST_WORDS)
    while index < ends and not (words[index].opens and _stops(words, index)):
        if words.low(index) in _ONE or words.low(index) in _SAYS_WHERE:
            is_plain = words.low(index) in ("he", "she") and words.low(index + 1) in _PLAIN_DEEDS
            return not is_plain or not _BLAMING.isdisjoint(words.before(first, 2))
        index += 1
    has_opened = words.low(first - 1) not in _ONE
    return has_opened and words.low(index) in _ONE
