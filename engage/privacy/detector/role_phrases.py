"""The pieces of a phrase that may point at one person: the role, its place, the clause behind.

'the night nurse | on the third floor at Arrow Lakes', 'the woman | who plows the Nazko road'.
Whether something is told of that one person is decided elsewhere (`role_stories`).
"""

from dataclasses import dataclass

from engage.privacy.cues import is_relative, is_role, roles
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.health import STARTS
from engage.privacy.detector.role_words import (
    ARTICLES,
    AT,
    DAYS,
    DEFINITE,
    DOES,
    ENDS_CLAUSE,
    ONE_WHO,
    PAST,
    PEOPLE,
    RUNNING,
    STATIONED,
    WHO,
    WORKPLACES,
)
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words


@dataclass(frozen=True, slots=True)
class Role:
    """A phrase in code points that points at one person."""

    start: int
    end: int
    whose: Whose
    is_only: bool


def head_of(words: Words, begin: int, reach: int) -> int | None:
    """The last word of the role within reach: 'school bus driver'."""
    best = None
    for index in range(begin, min(begin + reach, len(words))):
        if index > begin and (words[index].opens or "," in words.gap(index)):
            break
        low = words.low(index)
        hit = roles().at(words, index)
        if hit:
            best = max(best or 0, hit.end - 1)
        elif is_role(low) or low in PEOPLE or low == "provider" or is_relative(low):
            best = index if low not in ("law", "partner") else best
        elif low in AT or low in ("who", "whose", "that", "told", "is", "was", "has"):
            break
    return best


def place_behind(words: Words, around: Surroundings, head: int) -> int | None:
    at = head + 1
    while words.low(at) in STATIONED and at < head + 5:
        at += 1
    if at >= len(words) or words[at].opens:
        return None
    is_at = words.low(at) in AT or words.low(at).startswith(("d'", "l'"))
    return end_of_place(words, around, at) if is_at else None


def end_of_place(words: Words, around: Surroundings, at: int) -> int | None:
    """The last word of the place or employer behind 'at': 'the Rexall in Creston'."""
    end = None
    for index in range(at + 1, min(at + 9, len(words))):
        if words[index].opens or "," in words.gap(index):
            break
        low = words.low(index)
        if low in ("who", "that", "told", "is", "was", "has", "had", "said", "got", "lives"):
            break
        low = low.removeprefix("l'").removeprefix("d'")
        named = (
            low in WORKPLACES
            or (words.is_marked(index) and low not in DAYS)
            or around.is_organisation(index)
            or around.phrase_at(index)
            or (low not in AT | DEFINITE and around.is_place(index))
            or (index > at + 1 and any(sign.isdigit() for sign in words.gap(index)))
        )
        if named:
            end = index
        elif low not in AT | DEFINITE | {"and"} and end is not None and _ends(words, index):
            break
    return end


def _ends(words: Words, index: int) -> bool:
    """An ordinary word ends the place, unless one more part of it follows: 'the … fire hall'."""
    return words.low(index + 1) not in WORKPLACES or words.low(index) in STARTS


def clause_behind(words: Words, around: Surroundings, last: int) -> tuple[int, bool] | None:
    """'who runs the only gas station in Iskut', ', the one with the twins': its end, and whether
    it says where or what precisely."""
    index = last + 1
    if index >= len(words) or words[index].opens:
        return None
    if words.low(index) == "the" and words.low(index + 2) == "one" and "," in words.gap(index):
        end = index + 2  # ', the tall one with glasses'
        has_looks = words.low(end + 1) in ("with", "in") and end + 2 < len(words)
        return words[_end_of_looks(words, end + 1) if has_looks else end].end, False
    index = _past_aside(words, index)
    one = words.low(index) == "the" and words.low(index + 1) in PEOPLE | {"one"}
    one = one and words.low(index + 2) in ONE_WHO
    if not one and words.low(index) not in WHO and not is_described(words, index):
        return None
    if words.low(index) == "with":
        return words[_end_of_looks(words, index)].end, False
    end, is_telling = index, False
    is_post = is_role(words.low(last)) and words.low(last) not in PEOPLE
    does = _does(words, index + 1) or is_post or words.low(index) in RUNNING
    for step in range(index, min(index + 12, len(words))):
        if step > index and (words[step].opens or ("," in words.gap(step) and step > index + 1)):
            break
        if step > index + 2 and words.low(step) in ENDS_CLAUSE:
            break
        if is_telling and not _goes_on(words, around, step):
            break
        end = step
        between = words.text[words[step - 1].end : words[step].start]
        marked = around.is_place(step) or around.phrase_at(step) or words.is_marked(step)
        marked = marked and words.low(step) not in DOES
        is_telling = is_telling or (does and (marked or any(c.isdigit() for c in between)))
    return words[end].end, is_telling


def _does(words: Words, index: int) -> bool:
    """'runs', 'also runs', 'used to run'."""
    while words.low(index) in ("also", "always", "just", "still", "usually", "now", "once"):
        index += 1
    low = words.low(index)
    if low == "used" and words.low(index + 1) == "to":
        low = words.low(index + 2)
        return not {low, f"{low}s", f"{low}es"}.isdisjoint(DOES)
    return low in DOES


def _past_aside(words: Words, index: int) -> int:
    """Behind ', you know the one, with …' and 'in the wheelchair who …'."""
    if [words.low(n) for n in range(index, index + 4)] == ["you", "know", "the", "one"]:
        return min(index + 4, len(words) - 1)
    if words.low(index) in ("in", "with") and words.low(index + 1) in ARTICLES:
        for ahead in range(index + 2, min(index + 6, len(words))):
            if words[ahead].opens or "," in words.gap(ahead):
                break
            if words.low(ahead) in ("who", "that", "whose"):
                return ahead
    return index


def _end_of_looks(words: Words, index: int) -> int:
    """'with the neck tattoo | got a DUI': an article and two or three words more."""
    end = index + 1
    while end + 1 < len(words) and end < index + 4 and words[end + 1].is_joined:
        low = words.low(end + 1)
        is_verb = low in STARTS or low in ENDS_CLAUSE or low in DOES or low.endswith("ed")
        is_verb = is_verb or (low.endswith("s") and words.low(end).endswith("s"))
        if end > index + 1 and (is_verb or low in PAST or low in AT or end == index + 3):
            break
        end += 1
    return min(end, len(words) - 1)


def is_described(words: Words, index: int) -> bool:
    """'with the neck brace', ', big man with a glass eye', 'running the campground'."""
    low = words.low(index)
    if low == "with":
        return words.low(index + 1) in ARTICLES
    if low in RUNNING:
        return True
    if "," not in words.gap(index):
        return False
    return any(
        words.low(n) in PEOPLE and words.low(n + 1) in ("with", "in", "who", "from")
        for n in range(index, index + 4)
    )


def _goes_on(words: Words, around: Surroundings, index: int) -> bool:
    """Still the place: 'the daycare on Fir Street | in Nakusp | hits'."""
    low = words.low(index)
    named = around.is_place(index) or around.phrase_at(index) or words.is_marked(index)
    return named or low in WORKPLACES or low in AT | DEFINITE


def is_plural(low: str) -> bool:
    return low.endswith("s") and not low.endswith("ss") and not is_relative(low)
