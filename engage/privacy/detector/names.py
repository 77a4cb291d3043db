"""Which words are the name of a person: the model proposes, the words around it decide.

The model alone finds most names and half as many things again that are none: towns, streets,
ferries, schools. So each proposal is weighed: what the model thinks, what the lists of names say,
what stands beside it ('my wife', 'Dr.', ', our sitter'), and what speaks for a place, an
organisation or an ordinary word. The weights are few and stand in one place (`_weigh`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engage.privacy.cues import (
    Cue,
    acts_like_person,
    cue_after,
    cue_before,
    is_relative,
    may_be_subject,
)
from engage.privacy.detector.model import Piece
from engage.privacy.lists import is_given, is_ordinary, is_surname, keys, places
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

_SEED: Final = 0.35
_ENOUGH: Final = 1.0
# fmt: off
_PARTICLES: Final = frozenset((
    "de", "del", "della", "der", "den", "van", "von", "bin", "al", "el", "la", "le", "dos", "da",
    "di", "du", "ter", "ten", "st", "y", "ibn", "te",
))
_NEVER: Final = frozenset((
    "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "my", "our",
    "your", "his", "their", "its", "the", "a", "an", "and", "or", "but", "if", "so", "as", "at",
    "by", "for", "from", "in", "of", "on", "to", "with", "not", "no", "yes", "this", "that",
    "these", "those", "there", "here", "what", "who", "when", "where", "why", "how", "is", "are",
    "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "can", "could",
    "should", "would", "shall", "might", "must", "i'm", "i've", "i'd", "i'll", "it's", "that's",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "july", "september", "october", "november", "december", "hwy", "bc",
    "b.c.", "canada", "mr", "mrs", "ms", "dr", "mx", "cst", "god", "lord", "phn", "sin", "msp",
    "er", "icu", "rcmp", "mla", "mp", "ceo", "ndp", "please", "thanks", "thank", "hello", "dear",
    "english", "french", "chinese", "punjabi", "indigenous", "farsi", "mandarin", "cantonese",
    "tagalog", "ministry", "minister", "premier", "government", "province", "provincial",
    "federal", "je", "tu", "il", "elle", "nous", "vous", "ils", "les", "des", "un", "une", "et",
    "ou", "mon", "ma", "mes", "son", "sa", "ses", "notre", "votre", "leur", "est", "sont", "ce",
    "cette", "que", "qui", "dans", "pour", "sur", "avec", "pas", "ne", "aux", "au", "en", "on",
    "covid", "lol", "etc", "ok", "okay", "am", "pm", "ft", "km", "re", "vs", "ps", "p.s.", "ie",
    "april", "june", "august", "may", "general", "auditor", "hon", "honourable", "sir", "madam",
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "hundred", "thousand", "million", "billion", "first", "second", "third", "half", "dozen",
    "eg", "thx", "pls", "plz", "u", "ur", "dont", "wont", "cant", "im", "ive", "ok", "hey", "hi",
    "cheers", "sincerely", "regards", "signed", "mme", "mlle", "status", "card", "plate", "file",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Name:
    """Words `first` to `last` (inclusive) are somebody's name."""

    first: int
    last: int
    cue: Cue
    is_public: bool


@dataclass(frozen=True, slots=True)
class Chances:
    """What the model thinks of each word; nothing of any word where there is no model."""

    name: tuple[float, ...]
    place: tuple[float, ...]
    is_known: bool = True

    @classmethod
    def unknown(cls, words: Words) -> "Chances":
        return cls((0.0,) * len(words), (0.0,) * len(words), is_known=False)

    @classmethod
    def of(cls, words: Words, pieces: Sequence[Piece]) -> "Chances":
        name, place = [0.0] * len(words), [0.0] * len(words)
        position = 0
        for word in words.items:
            while position < len(pieces) and pieces[position].end <= word.start:
                position += 1
            ahead, total, names, places_ = position, 0, 0.0, 0.0
            while ahead < len(pieces) and pieces[ahead].start < word.end:
                size = pieces[ahead].end - pieces[ahead].start
                total += size
                names += size * (pieces[ahead].given + pieces[ahead].surname)
                places_ += size * pieces[ahead].place
                ahead += 1
            if total:
                name[word.index], place[word.index] = names / total, places_ / total
        return cls(tuple(name), tuple(place))


def find_names(words: Words, chances: Chances, around: Surroundings) -> Iterator[Name]:
    position = 0
    while position < len(words):
        figure = around.figure_at(position)
        if figure:
            if not around.is_thing(position, figure - 1):
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
    """'My neighbour Gordon Campbell' is not the premier."""
    return cue_before(words, index) in (Cue.RELATIVE, Cue.SELF)


def _is_seed(words: Words, chances: Chances, index: int) -> bool:
    word = words[index]
    if _is_never_name(word.low) or (len(word.low) == 1 and not _is_initial(words, index)):
        return False
    if not words.may_be_name(index) and chances.name[index] < 0.9:
        return False
    if chances.name[index] >= _SEED or _is_initial(words, index):
        return True
    if is_relative(word.low):
        return False
    if is_given(word.low) and not is_ordinary(word.low):
        is_backed = chances.name[index] >= 0.1 or word.opens
        return words.is_marked(index) or is_backed or cue_before(words, index) is not Cue.NONE
    if not words.is_marked(index) or cue_before(words, index) is Cue.NONE:
        return False
    return not is_ordinary(word.low) or is_given(word.low)


def _is_never_name(low: str) -> bool:
    contracted = low.partition("'")[2]
    return low in _NEVER or contracted in ("s", "re", "ve", "d", "ll", "m", "t")


def _is_initial(words: Words, index: int) -> bool:
    """'J.' before a capital word, no direction as in 'W. Broadway'."""
    word = words[index]
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
    while first < last and (_is_form_of_address(words[first].low) or _only_opens(words, first)):
        first += 1
    return first, last


def _continues(words: Words, chances: Chances, around: Surroundings, index: int) -> bool:
    low, chance = words[index].low, chances.name[index]
    if _is_never_name(low) or around.phrase_at(index) or around.is_plain_place(index):
        return False
    if _is_initial(words, index):
        return True
    is_listed = is_given(low) or is_surname(low)
    if words[index].opens and is_ordinary(low) and not is_given(low):
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
    is_public = around.is_public(first, last)
    if not is_public and around.is_called_after(first, last, before):
        return None
    if _weigh(words, chances, around, (first, last), (before, after)) < _ENOUGH:
        return None
    return Name(first, last, before if before is not Cue.NONE else after, is_public)


def _weigh(
    words: Words,
    chances: Chances,
    around: Surroundings,
    span: tuple[int, int],
    cues: tuple[Cue, Cue],
) -> float:
    first, last = span
    inside = range(first, last + 1)
    mean = sum(chances.name[n] for n in inside) / len(inside)
    weight = 2.0 if mean >= 0.93 else 1.3 if mean >= 0.75 else 0.6 if mean >= 0.45 else -0.2
    weight += _listed(words, first, last)
    weight += 2.0 if cues[0] is not Cue.NONE else 0.0
    weight += 1.5 if cues[1] is not Cue.NONE else 0.0
    if acts_like_person(words, last):
        weight += 0.5
    elif may_be_subject(words, last) or (words[first].opens and _says_soon(words, last)):
        weight += 0.3
    if len(words[first].text) == 1 and last > first:
        weight += 1.2  # an initial
    elif max(chances.place[n] for n in inside) > 0.5:
        weight -= 1.0
    if first == last:
        weight -= _single_doubt(words, around, first, cues)
    elif all(is_ordinary(words[n].low) for n in inside):
        weight -= 0.5 if words.is_marked(last) else 1.5
    else:
        weight += 0.4 if words.is_marked(last) else 0.0
    if not any(words.may_be_name(n) for n in inside):
        weight -= 2.0
    if not words.is_marked(first) and not is_given(words.low(first)) and _is_foreign(words, first):
        weight -= 1.5
    return weight


def _says_soon(words: Words, last: int) -> bool:
    """'harjot next door says': the verb of a person in the next words."""
    return any(word in ("says", "said", "told", "thinks", "lives") for word in words.after(last, 4))


def _is_foreign(words: Words, index: int) -> bool:
    """Most words nearby are not English: the model takes them for names."""
    near = [
        words.low(n) for n in range(index - 6, index + 7) if n != index and len(words.low(n)) > 2
    ]
    unknown = sum(not is_ordinary(low) and low not in _NEVER for low in near)
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


def _single_doubt(words: Words, around: Surroundings, index: int, cues: tuple[Cue, Cue]) -> float:
    """A word that stands alone is a name only if little else speaks for something different."""
    doubt = 0.0
    low = words[index].low
    if is_ordinary(low):
        if words.is_marked(index):
            doubt += 1.6 if words[index].opens else 0.6
        else:
            doubt += 2.0
    elif around.is_misspelt(index):
        doubt += 2.0
    if around.is_place(index) and cues == (Cue.NONE, Cue.NONE):
        doubt += 3.0
    if words[index].text.isupper() and words.is_marked(index) and len(low) > 1:
        doubt += 1.5
    if not is_given(low) and cues == (Cue.NONE, Cue.NONE):
        doubt += 0.5
    return doubt
