"""Names that stand as the subject of a life: letters, lists of people, 'X is the one who'.

'K. is in grade one', 'Pearl: cataracts. Art: hernia.', 'Joy is the one who lifts him', 'Skeeter
down the road sells', 'They sent Bill home. He'. It adds to the weighing and decides nothing alone.
"""

import re
from typing import Final

from engage.privacy.cues import is_relative, is_role
from engage.privacy.lists import is_given, is_ordinary, places
from engage.privacy.words import Words

_LETTER_ACTS: Final = re.compile(
    r"\. (?:is|was|has|had|turned|needs|needed|can't|cannot|could|doesn't|didn't|hasn't|isn't|"
    r"wasn't|won't|still|just|never|got|gets|died|lives|hits|bites|wears|uses|takes|sleeps|cries|"
    r"told|said|says|came|went|goes|lost|wakes|eats|self-harms|overdosed|ran) "
)
# What only a person has, soon behind a letter that stands for a name.
_OF_A_PERSON: Final = re.compile(
    r"\b(?:grade|kindergarten|daycare|preschool|years? old|months old|he|she|his|her|him|aide|ea|"
    r"foster|mom|mum|dad|mother|father|sister|brother|twin|verbal|autis\w+|seizures?|diagnos\w+|"
    r"speak|walk|talk|diapers?|shunt|epilep\w+|wheelchair|hospital|birthday|"
    r"(?:is|was|turned|just) (?:\d{1,2}|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|forty|fifty|sixty|"
    r"seventy|eighty|ninety))\b"
)
_NO_LETTERS: Final = frozenset((
    "option", "vitamin", "section", "bill", "schedule", "type", "part", "plan", "appendix", "class",
    "zone", "hepatitis", "phase", "route", "line", "column", "row", "table", "figure", "question",
    "answer", "point", "item", "clause", "exhibit", "annex", "scenario", "unit", "gate", "lot",
    "block", "team", "model", "group", "tier", "category", "level", "stage", "site", "map",
    "letter",
))  # fmt: skip
_FORMAL: Final = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr"))
_LISTED: Final = re.compile(
    r"(?:^|[.!?:;,\n]\s*)[\"'\u201c]?([A-Z][a-z]+): ?(?!not |the |for |in )(?=[a-z\d])"
)
_GONE: Final = frozenset(("home", "back", "away", "out", "to", "off", "up", "down", "in", "for"))
_ONE: Final = frozenset(("he", "she", "he's", "she's", "his", "her", "he'd", "she'd"))
_NAMED_THE: Final = re.compile(r"\bnamed? (?:\w+ ){0,5}(?:the|our) \w+ $")
_TAKES_ONE: Final = frozenset((
    "about", "ask", "asked", "told", "to", "with", "for", "lost", "buried", "know", "knew", "meet",
    "met", "like", "than", "saw", "found", "miss", "by", "trust", "blame", "call", "called", "and",
    "fired", "of", "from", "against", "helped", "hired", "took", "sent", "without", "see",
))  # fmt: skip
_BEST: Final = frozenset((
    "best", "worst", "only", "answer", "key", "time", "season", "month", "colour", "color", "heart",
    "foundation", "goal", "point", "reason", "problem", "enemy", "first", "last", "perfect", "most",
))  # fmt: skip
_REACH: Final = 90
_AT_HOME: Final = re.compile(
    r",? (?:(?:one|two|three|four|a few|a couple of) doors? (?:down|up|over)|next door|"
    r"(?:down|up|across) (?:the|our|my) (?:road|street|hall|hill|lane|block)) (?=[a-z])"
)


def is_letter(words: Words, index: int) -> bool:
    """'K. is in grade one', 'Ms. B., as we called her': one letter for somebody."""
    word = words[index]
    if len(word.low) != 1 or not word.is_capital or word.low == "i":
        return False
    if words.text[word.end : word.end + 1] != ".":
        return False
    if words.low(index - 1) in _FORMAL and word.is_joined:
        return True
    before = words.low(index - 1)
    if before in _NO_LETTERS or (
        word.is_joined and before not in ("and", "but", "so", "my", "our")
    ):
        return False
    if not _LETTER_ACTS.match(words.text, word.end):
        return False
    return _OF_A_PERSON.search(words.text, word.end, word.end + _REACH) is not None


def is_listed_with_others(words: Words, index: int) -> bool:
    """'Pearl: cataracts. Art: hernia.': given names before colons, two or more."""
    word = words[index]
    if words.text[word.end : word.end + 1] != ":" or not is_given(word.low):
        return False
    near = words.text[max(0, word.start - 200) : word.end + 200]
    listed = {name.casefold() for name in _LISTED.findall(near)}
    others = [name for name in listed if name != word.low and is_given(name)]
    return bool(others) and word.low in listed


def subject_of(words: Words, first: int, last: int) -> float:
    """What it adds to the weight of a name that a life is told of it."""
    if first != last:
        return 0.0
    if is_letter(words, first):
        return 2.2
    low, behind = words.low(first), words.low(last + 1)
    is_named = "named" in words.lows[max(0, first - 9) : first]
    if is_named and _NAMED_THE.search(
        words.text[max(0, words[first].start - 60) : words[first].start]
    ):
        return 0.0 if is_role(words.low(first - 1)) or is_relative(words.low(first - 1)) else -3.0
    weight = 1.3 if is_listed_with_others(words, first) else 0.0
    if not words.is_marked(first):
        return weight
    if behind in ("is", "was") and is_given(low):
        weight += _being(words, last + 2)
    if words.low(first - 1) == "there's" and "," in words.gap(last + 1) and is_given(low):
        weight += 1.2
    if is_home(words, first):
        weight += 2.0
    if is_given(low) and low not in places() and _is_sent(words, first, last):
        weight += 1.0
    return weight


def is_home(words: Words, index: int) -> bool:
    """'Skeeter down the road sells': a name that no list has, by its door."""
    if not words.is_marked(index) or is_ordinary(words.low(index)) or words.low(index) in places():
        return False
    return _AT_HOME.match(words.text, words[index].end) is not None


def _being(words: Words, index: int) -> float:
    """'Hope is the aide I mean' is somebody, 'Dawn is the best time' nobody."""
    article, what = words.low(index), words.low(index + 1)
    if (
        article == "the"
        and what in ("first", "last", "only")
        and words.low(index + 2) in ("to", "one")
    ):
        return 0.8
    if article == "in" and what in ("short", "the"):
        return -1.5
    if article in ("the", "a", "an", "our", "my", "her", "his"):
        if what in _BEST or words.low(index + 2) in ("time", "thing", "day", "place", "way"):
            return -1.5
        if what == "one" and words.low(index + 2) in ("who", "that", "with", "we", "i", "they"):
            return 0.8
        return 0.8 if is_role(what) or is_relative(what) else 0.0
    return 0.0


def _is_sent(words: Words, first: int, last: int) -> bool:
    """'They sent Bill home at two in the morning. He was found': then 'he' can only be Bill."""
    if words[first].opens:
        return False
    begin = first
    while begin > 0 and not words[begin].opens and begin > first - 10:
        begin -= 1
    if any(is_role(words.low(n)) or is_relative(words.low(n)) for n in range(begin, first)):
        return False
    is_object = words.low(first - 1) in _TAKES_ONE
    if not is_object and words.low(last + 1) not in _GONE:
        return False
    openings = 0
    for index in range(last + 1, min(len(words), last + 24)):
        if is_role(words.low(index)) or is_relative(words.low(index)):
            return False
        if words[index].opens:
            openings += 1
            if words.low(index) in _ONE or (
                words.low(index) == "they" and words.low(index + 2) in _ONE
            ):
                return True  # 'They said he had been moved'
            if openings > 1 or not is_object:
                return False
    return False
