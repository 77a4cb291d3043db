"""The people of a text: their names, whose each is, and who comes again.

A name that comes a second time belongs to whom it belonged before: the author, or somebody else.
"""

from dataclasses import replace

from engage.privacy.cues import Cue
from engage.privacy.detector.authors import owner_of_name
from engage.privacy.detector.chances import Chances
from engage.privacy.detector.flags import Whose
from engage.privacy.detector.mentions import with_mentions
from engage.privacy.detector.names import find_names
from engage.privacy.detector.owners import Person
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words


def people_of(words: Words, chances: Chances, around: Surroundings) -> list[Person]:
    found = []
    for name in with_mentions(words, around, list(find_names(words, chances, around))):
        start, end = words[name.first].start, words[name.last].end
        found.append(Person(name, start, end, owner_of_name(words, name)))
    own = [_parts(words, person) for person in found if person.whose is Whose.SELF]
    others = [
        _parts(words, person)
        for person in found
        if person.whose is Whose.THIRD and person.name.cue is not Cue.NONE
    ]
    return [_settled(words, person, own, others) for person in found]


def _settled(
    words: Words, person: Person, own: list[frozenset[str]], others: list[frozenset[str]]
) -> Person:
    """A name that comes again belongs to whom it belonged: the author, or somebody else."""
    parts = _parts(words, person)
    if person.name.cue is not Cue.NONE or person.whose is Whose.PUBLIC:
        return person
    if any(parts <= name for name in others):
        return replace(person, whose=Whose.THIRD)
    return replace(person, whose=Whose.SELF) if any(parts <= name for name in own) else person


def _parts(words: Words, person: Person) -> frozenset[str]:
    return frozenset(words.low(n) for n in range(person.name.first, person.name.last + 1))
