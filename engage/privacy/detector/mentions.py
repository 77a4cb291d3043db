"""Names that a text has already given: 'My aunt Philippa … By then Philippa weighed …'.

The second mention stands without any word beside it, and the model often misses it. Who is only
supposed ('Picture a woman, let's call her Mary') stays supposed for the rest of the text.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from engage.privacy.cues import Cue
from engage.privacy.detector.chances import is_never_name
from engage.privacy.detector.names import Name
from engage.privacy.invented import is_invented
from engage.privacy.lists import is_given, is_ordinary, is_surname
from engage.privacy.surroundings import Surroundings
from engage.privacy.things import is_thing
from engage.privacy.words import Words

_SHORTEST: Final = 3


def with_mentions(words: Words, around: Surroundings, names: Sequence[Name]) -> list[Name]:
    """All names of a text in its order: those that were found, without invented ones, and those
    that take up a name which was found."""
    supposed = {
        words.low(index)
        for name in names
        if not name.is_public and is_invented(words, name.first, name.last)
        for index in range(name.first, name.last + 1)
    }
    real = [
        name
        for name in names
        if name.is_public
        or not any(words.low(n) in supposed for n in range(name.first, name.last + 1))
    ]
    taken = {n for name in names for n in range(name.first, name.last + 1)}
    again = _again(words, around, _parts(words, real), taken)
    return sorted([*real, *again], key=lambda name: name.first)


def _parts(words: Words, names: Sequence[Name]) -> frozenset[str]:
    """The words of private people's names that may stand for them."""
    public = {
        words.low(n) for name in names if name.is_public for n in range(name.first, name.last + 1)
    }
    return frozenset(
        words.low(n)
        for name in names
        if not name.is_public
        for n in range(name.first, name.last + 1)
        if len(words.low(n)) >= _SHORTEST
        and words.low(n) not in public
        and not (words.tells_case and not words[n].is_capital)
        and (n == name.first or not is_ordinary(words.low(n)) or name.last == n)
    )


def _again(
    words: Words, around: Surroundings, parts: frozenset[str], taken: set[int]
) -> Iterator[Name]:
    index = 0
    while index < len(words):
        if index in taken or not _takes_up(words, around, parts, index):
            index += 1
            continue
        last = index
        while (
            last + 1 < len(words)
            and last + 1 not in taken
            and words[last + 1].is_joined
            and not words[last].is_owner
            and _takes_up(words, around, parts, last + 1)
        ):
            last += 1
        if not is_thing(words, index, last):
            yield Name(index, last, Cue.NONE, False)
        index = last + 1


def _takes_up(words: Words, around: Surroundings, parts: frozenset[str], index: int) -> bool:
    low = words.low(index)
    if low not in parts or is_never_name(low) or around.is_somewhere(index):
        return False
    if around.phrase_at(index):
        return False
    if words.is_marked(index):
        return not (words[index].opens and is_ordinary(low) and not is_given(low))
    return (
        (words.is_careless or not words.tells_case)
        and not is_ordinary(low)
        and (is_given(low) or is_surname(low) or len(low) > 4)
    )
