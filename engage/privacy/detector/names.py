"""Which words are the name of a person: the model proposes, the words around it decide.

The model alone finds most names and half as many things again that are none: towns, streets,
ferries, schools. So each proposal is weighed: what the model thinks, what the lists of names say,
what stands beside it ('my wife', 'Dr.', ', our sitter'), and what speaks for a place, an
organisation or an ordinary word. The weights are few and stand in one place (`_weigh`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engage.privacy.company import SIZES, company_of, is_called
from engage.privacy.cues import (
    OWNERS,
    Cue,
    cue_after,
    cue_before,
    is_relative,
)
from engage.privacy.detector.chances import Chances, is_never_name
from engage.privacy.detector.weighing import ENOUGH, weigh
from engage.privacy.lists import is_given, is_ordinary, is_surname, keys, places
from engage.privacy.signing import may_sign
from engage.privacy.standing import is_behind_title, stands_as_name
from engage.privacy.subjects import is_home, is_letter, is_listed_with_others, subject_of
from engage.privacy.surroundings import Surroundings
from engage.privacy.things import is_thing
from engage.privacy.words import Words, is_dotted

_SEED: Final = 0.35
# fmt: off
_PARTICLES: Final = frozenset((
    "de", "del", "della", "der", "den", "van", "von", "bin", "al", "el", "la", "le", "dos", "da",
    "di", "du", "ter", "ten", "st", "y", "ibn", "te",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Name:
    """Words `first` to `last` (inclusive) are somebody's name."""

    first: int
    last: int
    cue: Cue
    is_public: bool


def find_names(words: Words, chances: Chances, around: Surroundings) -> Iterator[Name]:
    position = 0
    while position < len(words):
        figure = around.figure_at(position)
        if figure:
            if not is_thing(words, position, figure - 1):
                cue = cue_before(words, position)
                yield Name(position, figure - 1, cue, not _is_namesake(words, position))
            position = figure
            continue
        if not _is_seed(words, chances, position):
            position += 1
            continue
        first, last = _extent(words, chances, around, position)
        name = _judge(words, chances, around, first, last)
        if name:
            yield name
        position = last + 1


def _is_namesake(words: Words, index: int) -> bool:
    """'My neighbour Gordon Campbell' is not the premier, nor is 'our nurse Gordon Campbell'."""
    cue = cue_before(words, index)
    is_owned = any(word in OWNERS for word in words.before(index, 4))
    return cue is Cue.SELF or (cue in (Cue.RELATIVE, Cue.ROLE) and is_owned)


def _is_seed(words: Words, chances: Chances, index: int) -> bool:
    word = words[index]
    if is_behind_title(words, index) or is_letter(words, index):
        return True
    is_single = len(word.low) == 1 and _is_initial(words, index)
    if is_single and not is_ordinary(words.low(index + 1)):
        return True
    if is_never_name(word.low) or (len(word.low) == 1 and not _is_initial(words, index)):
        return False
    return (
        _is_proposed(words, chances, index)
        or stands_as_name(words, index)
        or _has_company(words, index)
    )


def _is_proposed(words: Words, chances: Chances, index: int) -> bool:
    """By the model, by an initial or by the list of names; what is cheap to ask comes first."""
    if not words.may_be_name(index) and chances.name[index] < 0.9:
        return False
    if chances.name[index] >= _SEED or _is_initial(words, index):
        return True
    return not is_relative(words.low(index)) and _is_listed_seed(words, chances, index)


def _has_company(words: Words, index: int) -> bool:
    """'told Faith', 'Art next door', 'I buried J.D.', 'everyone called him Stosh'."""
    word = words[index]
    if may_sign(words, index):
        return True
    if not words.is_marked(index) and not (word.is_capital and is_dotted(word.low)):
        return False
    if is_called(words, index) or is_home(words, index) or is_listed_with_others(words, index):
        return True
    if is_dotted(word.low):
        return company_of(words, index, index) > 0 or cue_before(words, index) is not Cue.NONE
    return is_given(word.low) and (
        company_of(words, index, index) >= 1.0 or subject_of(words, index, index) >= 0.8
    )


def _is_listed_seed(words: Words, chances: Chances, index: int) -> bool:
    """On the list of names, with a capital or a sign beside it, where the model is silent."""
    low = words[index].low
    if is_given(low) and not is_ordinary(low):
        is_backed = chances.name[index] >= 0.1 or words[index].opens
        return words.is_marked(index) or is_backed or cue_before(words, index) is not Cue.NONE
    if not words.is_marked(index) or cue_before(words, index) is Cue.NONE:
        return False
    return not is_ordinary(low) or is_given(low)


def _is_initial(words: Words, index: int) -> bool:
    """'J.' before a capital word, no direction as in 'W. Broadway'."""
    word = words[index]
    if is_behind_title(words, index):
        return True
    if index + 1 < len(words) and word.low in "nesw" and words.low(index + 1) in places():
        return False
    return (
        word.is_capital
        and words.text[word.end : word.end + 1] == "."
        and index + 1 < len(words)
        and words[index + 1].is_joined
        and words[index + 1].is_capital
    )


def _extent(words: Words, chances: Chances, around: Surroundings, seed: int) -> tuple[int, int]:
    first = last = seed
    while first > 0 and words[first].is_joined and not words[first].opens:
        if words[first - 1].is_owner or not _continues(words, chances, around, first - 1):
            break
        first -= 1
    while last + 1 < len(words) and words[last + 1].is_joined and not words[last].is_owner:
        step = last + 1
        if words[step].low in _PARTICLES and step + 1 < len(words):
            step += 1
        if not words[step].is_joined or not _continues(words, chances, around, step):
            break
        last = step
    addressed = [
        n
        for n in range(first, last)
        if _is_form_of_address(words[n].low) and not is_behind_title(words, n)
    ]
    first = addressed[-1] + 1 if addressed else first
    while first < last and words.low(first) in SIZES and is_given(words.low(first + 1)):
        first += 1  # 'Little Ron'
    while first < last and _only_opens(words, first) and chances.name[first] < 0.8:
        first += 1
    return first, last


def _continues(words: Words, chances: Chances, around: Surroundings, index: int) -> bool:
    low, chance = words[index].low, chances.name[index]
    is_initial = _is_initial(words, index)
    if is_never_name(low) or around.phrase_at(index) or around.is_plain_place(index):
        return is_initial and len(low) == 1 and words.is_marked(index)
    if is_initial or (index and is_behind_title(words, index - 1)):
        return True
    is_listed = is_given(low) or is_surname(low)
    if _only_opens(words, index) and chance < 0.8:
        return False
    if words.is_marked(index):
        is_acronym = words[index].text.isupper() and len(low) > 1
        if is_acronym and not (is_listed or chance > 0.8):
            return False
        return chance >= 0.2 or is_listed or not is_ordinary(low)
    enough = 0.9 if not words.may_be_name(index) else 0.35
    if is_ordinary(low):
        return enough < 0.9 and chance >= 0.6
    is_backed = chance >= 0.08 or not chances.is_known
    return chance >= enough or (enough < 0.9 and is_listed and is_backed)


def _only_opens(words: Words, index: int) -> bool:
    """'Tell' before a name at the start of a sentence has its capital from there."""
    word = words[index]
    return word.opens and is_ordinary(word.low) and not is_given(word.low)


def _is_form_of_address(low: str) -> bool:
    return low in keys("private_titles") or (is_relative(low) and not is_given(low))


def _judge(
    words: Words, chances: Chances, around: Surroundings, first: int, last: int
) -> Name | None:
    before, after = cue_before(words, first), cue_after(words, last)
    if around.is_somewhere(first):
        after = Cue.NONE  # 'the clinic in Houston, whose ...'
    is_public = around.is_public(first, last)
    if not is_public and around.is_called_after(first, last, _stronger(before, after)):
        return None
    if weigh(words, chances, around, (first, last), (before, after)) < ENOUGH:
        return None
    return Name(first, last, _stronger(before, after), is_public)


def _stronger(before: Cue, after: Cue) -> Cue:
    return before if before is not Cue.NONE else after
