"""How much speaks for a name: all weights of the detector of names stand here.

A candidate is a name from `ENOUGH` on. The model's chance counts most; a relative, a title or a
role beside it nearly as much; lists of names, capitals and verbs add, ordinary words, places and
misspellings take away.
"""

import re
from typing import Final

from engage.privacy.company import company_of
from engage.privacy.cues import Cue, acts_like_person, may_be_subject
from engage.privacy.detector.chances import NEVER, Chances
from engage.privacy.lists import is_given, is_ordinary, is_surname
from engage.privacy.signing import signs_off
from engage.privacy.standing import standing_of
from engage.privacy.subjects import subject_of
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words, is_dotted

ENOUGH: Final = 1.0
_IS_NUMBERED: Final = re.compile(r" \d{1,3}\b(?! (?:years|months|times))")


def weigh(
    words: Words,
    chances: Chances,
    around: Surroundings,
    span: tuple[int, int],
    cues: tuple[Cue, Cue],
) -> float:
    first, last = span
    inside = range(first, last + 1)
    mean = sum(chances.name[n] for n in inside) / len(inside)
    weight = 2.4 * mean - 0.4 if chances.is_known else -0.2
    weight += _listed(words, first, last)
    weight += 2.0 if cues[0] is not Cue.NONE else 0.0
    weight += 1.5 if cues[1] is not Cue.NONE else 0.0
    if cues[0] is Cue.RELATIVE and words.is_marked(first) and is_given(words.low(first)):
        weight += 0.6  # 'My neighbour Cliff says', though a cliff is no name
    weight += _acting(words, first, last)
    weight += standing_of(words, first, last) + subject_of(words, first, last)
    company = company_of(words, first, last) + signs_off(words, first, last)
    weight += company
    initial = _initial(words, first, last)
    weight += initial
    if not initial and max(chances.place[n] for n in inside) > 0.5:
        weight -= 1.0
    if first == last:
        weight -= _single_doubt(words, around, first, cues, company)
        weight += _certainty(words, chances, first)
    elif all(is_ordinary(words[n].low) for n in inside):
        weight -= 0.5 if words.is_marked(last) else 1.5
    else:
        weight += 0.4 if words.is_marked(last) else 0.0
    if not any(words.may_be_name(n) for n in inside):
        weight -= 2.0
    if not words.is_marked(first) and not is_given(words.low(first)) and _is_foreign(words, first):
        weight -= 1.5
    return weight


def _certainty(words: Words, chances: Chances, index: int) -> float:
    """The model is quite sure of a given name that is a word as well: 'Hazel', no hazel bush.

    Only where the word is the subject of something: a list of plants makes it sure as well.
    """
    low, chance = words.low(index), chances.name[index]
    if not (is_given(low) and is_ordinary(low) and words.is_marked(index)) or chance < 0.75:
        return 0.0
    behind = words.text[words[index].end : words[index].end + 1]
    if behind not in (" ", "'", "\u2019"):
        return 0.0
    return 0.6 if chance >= 0.97 else 0.3


def _acting(words: Words, first: int, last: int) -> float:
    """What follows is what people do."""
    if acts_like_person(words, last) or (words[first].opens and _says_soon(words, last)):
        return 0.5
    return 0.3 if may_be_subject(words, last) else 0.0


def _initial(words: Words, first: int, last: int) -> float:
    """'J. Kowal', 'Jasleen K.', 'J.D.'"""
    if first == last and is_dotted(words.low(first)):
        return 1.8
    if last > first and len(words[first].text) == 1:
        return 1.2
    is_behind = last > first and len(words[last].text) == 1 and is_given(words.low(first))
    return 0.8 if is_behind else 0.0


def _says_soon(words: Words, last: int) -> bool:
    """'harjot next door says': the verb of a person in the next words."""
    return any(word in ("says", "said", "told", "thinks", "lives") for word in words.after(last, 4))


def _is_foreign(words: Words, index: int) -> bool:
    """Most words nearby are not English: the model takes them for names."""
    near = [
        words.low(n) for n in range(index - 6, index + 7) if n != index and len(words.low(n)) > 2
    ]
    unknown = sum(not is_ordinary(low) and low not in NEVER for low in near)
    return len(near) > 4 and unknown > len(near) / 2


def _listed(words: Words, first: int, last: int) -> float:
    """What the lists of names add."""
    given, surname = words[first].low, words[last].low
    weight = 0.0
    if is_given(given):
        weight += 0.3 if is_ordinary(given) else 0.9
        if words.is_marked(first) and not words[first].opens and not is_ordinary(given):
            weight += 0.35
    if last > first and is_surname(surname):
        weight += 0.3 if is_ordinary(surname) else 0.7
    elif first == last and not is_given(given) and is_surname(given):
        weight += 0.2
    return weight


def _single_doubt(
    words: Words, around: Surroundings, index: int, cues: tuple[Cue, Cue], company: float
) -> float:
    """A word that stands alone is a name only if little else speaks for something different."""
    doubt = 0.0
    low = words[index].low
    if is_ordinary(low):
        if words.is_marked(index):
            doubt += 1.6 if words[index].opens else 0.6
        else:
            is_clear = is_given(low) or cues[0] in (Cue.TITLE, Cue.NAMED)
            doubt += 2.0 if is_clear else 3.5  # 'my wife teaches'
    elif around.is_misspelt(index):
        doubt += 2.0
    if around.is_place(index) and cues == (Cue.NONE, Cue.NONE):
        doubt += 3.0 if company < 1.0 else 1.5
    if words[index].text.isupper() and words.is_marked(index) and len(low) > 1 and "." not in low:
        doubt += 3.0 if words.low(index - 1) in ("the", "a", "an") else 1.5
    if is_ordinary(low) and _IS_NUMBERED.match(words.text, words[index].end):
        doubt += 2.0  # 'it was Ward 3'
    if not is_given(low) and cues == (Cue.NONE, Cue.NONE):
        doubt += 0.5
    return doubt
