"""Words that name a thing, a street, a pet or a story, though they are somebody's name elsewhere.

'Smith Street', 'Emily Carr Elementary', 'Mount Stephen', 'the Hughes report', 'my dog Winston'.
"""

from functools import cache
from typing import Final

from engage.privacy.lists import is_given, is_surname, keys
from engage.privacy.standing import is_family
from engage.privacy.words import Words

_ARTICLES: Final = frozenset(("the", "a", "an", "this", "these", "those", "every", "another"))
# fmt: off
_PETS: Final = frozenset((
    "dog", "dogs", "cat", "cats", "puppy", "pup", "kitten", "horse", "pony", "goat", "goose", "cow",
    "sheep", "rabbit", "bunny", "hamster", "parrot", "budgie", "donkey", "mule", "llama", "alpaca",
    "pig", "hen", "rooster", "duck", "turtle", "orca", "whale", "seal", "bear", "moose", "swan",
    "ferret", "goldfish", "gecko", "budgies", "hens", "mascot", "teddy", "kittens", "puppies",
    "lab", "terrier", "poodle", "collie", "husky", "beagle", "mare", "stallion", "boat",
))
# fmt: on
_HOUSEHOLD: Final = frozenset(
    ("family", "kids", "boys", "girls", "twins", "brothers", "sisters", "children", "household")
)
# Small-letter words that name a thing only behind an article: 'the Hughes report', not 'Bob ran'.
# fmt: off
_ALSO_VERBS: Final = frozenset((
    "pass", "park", "close", "stop", "run", "ride", "show", "fall", "falls", "point", "head",
    "sound", "place", "drive", "way", "day", "week", "days", "years", "cut", "camp", "plant",
    "store", "shop", "field", "pool", "fire", "ran", "fund", "trust", "light", "range", "mine",
    "bar", "band", "case", "law", "news", "press", "test", "study", "paper", "review", "report",
    "house", "home", "homes", "farm", "group", "partners", "party", "song", "event", "slide",
    "auto", "fair", "common", "senior", "middle", "high", "medical", "dental", "general", "line",
    "room", "unit", "ward", "block", "wing", "building", "office", "works", "star", "times",
    "board", "bank", "fish", "pine", "oak", "ridge", "gate", "square", "circle", "corner", "st",
    "decision", "letters", "legacy", "film", "book", "letter", "town", "city", "community",
    "regional", "civic", "sports", "hockey", "soccer", "disease", "effect", "method", "agreement",
    "health", "energy", "dump", "depot", "yard", "flats", "route", "trail",
))
# fmt: on
# fmt: on


_STREETS: Final = frozenset(
    ("road", "rd", "street", "st", "avenue", "ave", "drive", "way", "highway", "boulevard", "lane")
)
_FRENCH_OPENERS: Final = frozenset(
    (
        "rue",
        "avenue",
        "chemin",
        "boulevard",
        "parc",
        "lac",
        "ecole",
        "pont",
        "place",
        "gare",
        "mont",
    )
)
_AGAINST: Final = frozenset(("v", "vs", "versus"))


def is_thing(words: Words, first: int, last: int) -> bool:
    """'Smith Street', 'Emily Carr Elementary', 'Mount Stephen', 'the Hughes report'."""
    if words.low(last + 1) in _AGAINST or words.low(first - 1) in _AGAINST:
        return True  # 'Thomas v. Rio Tinto Alcan': a case of the courts
    return _opens_as_thing(words, first, last) or _ends_as_thing(words, first, last)


def _opens_as_thing(words: Words, first: int, last: int) -> bool:
    low, end = words.low(first).rpartition("'")[2], words.low(last)
    if low in keys("place_openers") and not is_given(low):
        return True
    if last > first and _is_facility_word(end) and not (is_surname(end) and is_given(low)):
        return True
    if first == 0 or not words[first].is_joined:
        return False
    opener = words[first - 1]
    is_alike = opener.is_capital == words[first].is_capital or not words.tells_case
    is_alike = is_alike or opener.low in _FRENCH_OPENERS
    return opener.low in keys("place_openers") and is_alike


def _ends_as_thing(words: Words, first: int, last: int) -> bool:
    if words[last].is_owner and not _is_capital_thing(words, last + 1):
        return False
    ahead = last + 1
    for _ in range(3):
        if ahead >= len(words) or not words[ahead].is_joined:
            return False
        if _is_facility(words, first, ahead):
            return True
        if not (words.is_marked(ahead) or (not words.tells_case and ahead == last + 1)):
            return False
        ahead += 1
    return False


def _is_capital_thing(words: Words, index: int) -> bool:
    return (
        index < len(words)
        and words[index].is_joined
        and words[index].is_capital
        and _is_facility_word(words.low(index))
    )


def _is_facility(words: Words, first: int, index: int) -> bool:
    low = words.low(index)
    if not _is_facility_word(low):
        return False
    if words.is_marked(index):
        return True
    behind_article = words.low(first - 1) in (
        "the", "a", "an", "this", "that", "at", "in", "of", "by", "on", "from", "to", "under",
    )  # fmt: skip
    return behind_article or not {low, low.removesuffix("s")} & _ALSO_VERBS


def is_creature(words: Words, first: int, last: int) -> bool:
    """'my dog Winston', 'Penelope the goose', 'Rosie the Riveter'."""
    is_beside = words[first].is_joined or words.gap(first).strip() in (",", ":", "(")
    if is_beside and words.low(first - 1) in _PETS:
        return True
    if words.gap(last + 1).strip() == "," and words.low(last + 1) in ("my", "our", "the", "a"):
        return not _PETS.isdisjoint(words.after(last + 1, 2))  # 'Biscuit, my cat'
    kind = last + 2
    if (
        words.low(last + 1) != "the"
        or not words[last + 1].is_joined
        or kind >= len(words)
        or not words[kind].is_joined
    ):
        return False
    return words.low(kind) in _PETS or words.is_marked(kind)


def is_behind_article(words: Words, first: int, last: int) -> bool:
    """'the Royal Hudson', 'a Picasso'; 'the Singh family' and 'the Singhs' are people."""
    if not words[first].is_joined or words.low(first - 1) not in _ARTICLES:
        return False
    if words.gap(first).startswith("."):
        return False  # 'A. Fairweather'
    if (
        words.low(first - 1) == "a"
        and is_given(words.low(first))
        and not is_surname(words.low(last))
    ):
        return words.low(last + 1) not in ("at", "from", "in", "who", "named")  # 'a Doreen at'
    return words.low(last + 1) not in _HOUSEHOLD and not is_family(words, first, last)


def is_corner(words: Words, index: int) -> bool:
    """'at Lakeshore and Gordon', 'at Cook and Finlayson': two streets, not two people."""
    is_behind_street = words.low(index - 2) in _STREETS and words.is_marked(max(index - 2, 0))
    if is_behind_street and words.low(index - 1) in ("and", "&"):
        return True  # 'No. 3 Road and Williams'
    for other in (index - 2, index + 2):
        first = min(other, index)
        if first < 1 or other >= len(words) or words.low((other + index) // 2) not in ("and", "&"):
            continue
        if (
            words.low(first - 1) in ("at", "corner", "of")
            and words.is_marked(other) == words.tells_case
        ):
            return True
    return False


# fmt: off
_OF_TRAFFIC: Final = frozenset((
    "bus", "road", "street", "block", "blocks", "sidewalk", "sidewalks", "traffic", "bike", "lane",
    "stop", "stops", "crosswalk", "bench", "benches", "rental", "bridge", "route", "walk", "drive",
    "crawls", "highway", "line", "train", "skytrain", "parking", "speed", "potholes", "light",
    "lights", "corridor", "avenue", "hill", "shade", "trees", "condo", "condos", "towers", "walked",
    "cycle", "cyclists", "kilometres", "km", "minutes", "curb", "shops", "storefronts", "ferry",
))
# fmt: on


def is_stretch(words: Words, index: int) -> bool:
    """'From Davie to Denman there isn't a rental', 'between Alma and Blanca the road …'."""
    if not words.is_marked(index):
        return False
    opens = _opens_stretch(words, index)
    if opens is None:
        return False
    low = words.low(opens)
    if words.low(index + 1) in _STREETS or words.low(index - 2) in _STREETS:
        return True
    near = {words.low(n) for n in range(opens - 6, index + 14)}
    return low in ("from", "between") and not near.isdisjoint(_OF_TRAFFIC)


def _opens_stretch(words: Words, index: int) -> int | None:
    """Where 'from … to' or 'between … and' begins, with capital words only between."""
    joint = {"from": "to", "between": "and"}
    if words.low(index - 1) in joint and words[index].is_joined:
        ahead = index + 1
        while ahead < index + 3 and ahead < len(words) and words.is_marked(ahead):
            ahead += 1
        return index - 1 if words.low(ahead) == joint[words.low(index - 1)] else None
    if words.low(index - 1) not in ("to", "and"):
        return None
    back = index - 2
    while back > max(0, index - 5) and words.is_marked(back) and words.low(back) not in joint:
        back -= 1
    return back if joint.get(words.low(back)) == words.low(index - 1) else None


@cache
def _is_facility_word(low: str) -> bool:
    words = keys("facility_words")
    return low in words or (low.endswith("s") and low[:-1] in words)
