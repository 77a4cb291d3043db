"""Where a name stands whatever its letters say: 'Gord at the dump', '"Moose" T.', 'the Xs'.

A word that is also an ordinary one ('Sparrow', 'sunny') or that no list knows becomes a name by its
place in the sentence. What is found here adds to the weighing and decides nothing alone.
"""

from typing import Final

from engage.privacy.lists import is_given, is_ordinary, is_surname, organisations, places
from engage.privacy.words import Words

# fmt: off
_COUNTERS: Final = frozenset((
    "dump", "desk", "counter", "station", "store", "office", "library", "school", "clinic", "shop",
    "garage", "dock", "rink", "arena", "bank", "pharmacy", "depot", "mill", "camp", "co-op", "hall",
    "front", "gas", "post", "landfill", "till", "gate", "ferry", "terminal", "weigh", "scale",
    "scales", "pub", "bar", "legion", "café", "cafe", "bakery", "diner", "motel", "hotel", "lodge",
    "marina", "airport", "shelter", "kitchen", "farm", "hardware", "feed", "corner", "liquor",
    "recycling", "transfer", "bottle", "service", "daycare", "centre", "center", "reception",
    "hospital", "church", "band", "ranch", "nursery", "market", "salon", "barber", "hatchery",
    "wharf", "sort", "yard", "mine", "plant", "union", "credit", "tire", "parts", "body", "thrift",
    "food", "community", "rec", "ranger", "bus", "firehall", "fire", "resort", "campground", "vet",
))
_OF_A_LIFE: Final = frozenset((
    "sleeps", "lives", "snores", "drinks", "begs", "panhandles", "died", "drowned", "overdosed",
    "waits", "walks", "drives", "sits", "camps", "stays", "cries", "limps", "told", "said", "says",
    "asked", "smokes", "shakes", "slept", "moved", "wanders", "shouts", "stutters", "sings",
))
_OF_ANYTHING: Final = frozenset((
    "lost", "works", "goes", "needs", "has", "had", "was", "is", "got", "gets", "uses", "came",
    "turned", "wants", "knows", "runs", "can't", "couldn't", "doesn't", "cleans", "comes", "does",
    "used", "passed", "hasn't", "wasn't", "keeps", "owns", "took", "takes", "left", "went",
))
_ONE: Final = frozenset(("he", "she", "he's", "she's", "his", "her", "he'd", "she'd", "he'll"))
# fmt: on


def standing_of(words: Words, first: int, last: int) -> float:
    """What the place of words `first` to `last` (inclusive) adds to the weight of a name."""
    if is_family(words, first, last):
        return 2.5
    weight = 0.0
    if _is_nickname(words, first, last):
        weight += 1.2
    if first == last and _works_at_counter(words, last):
        weight += 1.0
    if first == last and _is_taken_up(words, first, last):
        weight += 3.2
    if _is_subject_line(words, first) and not is_ordinary(words.low(last)):
        weight += 1.8
    if first == last and words.after(last, 2)[:2] in (("and", "his"), ("and", "her")):
        weight += 1.2
    return weight


def stands_as_name(words: Words, index: int) -> bool:
    """Whether a word that nothing else proposes is worth weighing."""
    if is_family(words, index, index):
        return True
    low = words.low(index)
    if words.is_marked(index) and _is_taken_up(words, index, index):
        return True
    if words.is_marked(index) and _is_subject_line(words, index) and not is_ordinary(low):
        return low not in places() and low not in organisations()
    is_listed = is_given(low) and not is_ordinary(low)
    return is_listed and standing_of(words, index, index) >= 1.0


def is_family(words: Words, first: int, last: int) -> bool:
    """'the Giesbrechts': a surname in the plural behind an article."""
    if first != last or words.low(first - 1) not in ("the", "les") or not words[first].is_joined:
        return False
    low = words.low(first)
    if not low.endswith("s") or not words.is_marked(first) or low in places():
        return False
    one = low[:-2] if low.endswith("es") and is_surname(low[:-2]) else low[:-1]
    if low in organisations() or one in places() or one in organisations():
        return False
    return is_surname(one) and not is_ordinary(one) and not is_ordinary(low)


def _is_nickname(words: Words, first: int, last: int) -> bool:
    """'Old "Moose" Tarnowski', 'Lloyd "Buck" Adair': a word in quotation marks beside it."""
    before = words.text[max(0, words[first].start - 2) : words[first].start]
    after = words.text[words[last].end : words[last].end + 2]
    if before in ('" ', "\u201d ") and first > 0 and words.is_marked(first - 1):
        return True
    return after in (' "', " \u201c") and words.is_marked(min(last + 1, len(words) - 1))


def _works_at_counter(words: Words, last: int) -> bool:
    """'Gord at the dump', 'Trudy from the front desk', 'sunny at the gas station'."""
    after = words.after(last, 4)
    if after[:1] in (("down",), ("over",), ("up",), ("out",), ("in",)):
        after = after[1:]
    if len(after) < 3 or after[0] not in ("at", "from", "behind", "in") or after[1] != "the":
        return False
    return after[2] in _COUNTERS


def _is_taken_up(words: Words, first: int, last: int) -> bool:
    """'Sparrow sleeps behind the library. She is nineteen.': no article, a life, and then she."""
    verbs = _OF_A_LIFE if is_ordinary(words.low(first)) else _OF_A_LIFE | _OF_ANYTHING
    if not words[first].opens or words.low(last + 1) not in verbs:
        return False
    index = last + 1
    while index + 1 < len(words) and not words[index + 1].opens and index < last + 16:
        index += 1
    return words.low(index + 1) in _ONE


def _is_subject_line(words: Words, first: int) -> bool:
    """'Re: Whitford / our fence'."""
    return words.low(first - 1) in ("re", "regarding", "subject") and ":" in words.gap(first)


def is_behind_title(words: Words, index: int) -> bool:
    """'constable m. szymanski': an initial in small letters behind a title."""
    return (
        len(words.low(index)) == 1
        and words.text[words[index].end : words[index].end + 1] == "."
        and words.low(index - 1) in _TITLES
        and index + 1 < len(words)
        and words[index + 1].is_joined
    )


_TITLES: Final = frozenset(
    ("constable", "cst", "dr", "mr", "mrs", "ms", "miss", "officer", "nurse", "sgt", "sergeant",
     "corporal", "cpl", "doctor", "teacher", "principal", "coach", "elder", "chief", "judge")
)  # fmt: skip
