"""The whole check of one text (R27): numbers, papers, names, roles, health, then whose each is.

Names come first, for the owner of a number is often the person named beside it. Where the model is
missing, names are found by the rules of the quick check alone and the scan says so.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from engage.privacy import papers
from engage.privacy.contacts import find_contacts
from engage.privacy.detector import own_posts, roles
from engage.privacy.detector.chances import Chances
from engage.privacy.detector.chinese import find_chinese_names
from engage.privacy.detector.flags import Flag, FlagKind, Label, Scan, Whose
from engage.privacy.detector.health import find_health
from engage.privacy.detector.model import ModelUnavailable, NameModel
from engage.privacy.detector.owners import Person, owner_of_contact
from engage.privacy.detector.persons import people_of
from engage.privacy.detector.reasons import reason_for
from engage.privacy.detector.role_phrases import Role
from engage.privacy.numbers import is_validated
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words, read_words

_LOG: Final = logging.getLogger(__name__)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_CAPITAL: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]")
_STOP: Final = re.compile(r"[.!?\n]")
_LOOKS: Final = 6
# What the model may read of one text: all of 6,000 characters, of more what looks most like names.
_WINDOWS: Final = 15
_WINDOWS_OF_LONG: Final = 8
_PARTS_READ: Final = 3
_SHORT: Final = 6_000
_MOST_OWNERS: Final = 60
_IDENTIFYING: Final = frozenset((
    FlagKind.PERSON, FlagKind.PHN, FlagKind.SIN, FlagKind.CASE_NUMBER, FlagKind.STREET_ADDRESS,
    FlagKind.DOB, FlagKind.EMAIL, FlagKind.PHONE, FlagKind.URL_PROFILE,
))  # fmt: skip
_ONE_LOOK: Final = 400
_LONGEST: Final = 20_000
_SHARED: Final = 400


class Detector:
    """Finds what may identify people; the text never leaves the process."""

    def __init__(self, model: NameModel | None) -> None:
        self._model = model

    @classmethod
    def load(cls) -> "Detector":
        """With the model; raises `ModelUnavailable`."""
        return cls(NameModel.load())

    @classmethod
    def without_model(cls) -> "Detector":
        return cls(None)

    @property
    def has_model(self) -> bool:
        return self._model is not None

    def scan(self, text: str) -> Scan:
        text = _SURROGATE.sub("\ufffd", text)  # half a sign: the tokenizer cannot take it
        flags: list[Flag] = []
        begins = range(0, max(len(text), 1), _LONGEST - _SHARED)
        most = _WINDOWS if len(begins) == 1 else _WINDOWS_OF_LONG // len(begins)
        for number, begin in enumerate(begins):
            windows = most if number < _PARTS_READ else 0
            for flag in self._scan_part(text[begin : begin + _LONGEST], windows):
                moved = Flag(
                    flag.start + begin, flag.end + begin, flag.kind, flag.whose, flag.reason
                )
                if not any(
                    moved.kind is other.kind and moved.start < other.end and other.start < moved.end
                    for other in flags[-40:]
                ):
                    flags.append(moved)
            if begin + _LONGEST >= len(text):
                break
        ordered = tuple(sorted(flags, key=lambda flag: (flag.start, flag.end)))
        return Scan(Label.of(flag.whose for flag in ordered), ordered, self.has_model)

    def _scan_part(self, text: str, most: int) -> list[Flag]:
        words = read_words(text)
        around = Surroundings(words)
        contacts = list(_contacts(text))
        people = [
            person
            for person in people_of(words, self._chances(words, around, most), around)
            if not _overlaps(person.start, person.end, contacts)
        ]
        flags = [_flag_of_person(words, person) for person in people]
        flags.extend(_chinese(text))
        flags.extend(_flags_of_contacts(words, people, contacts, flags))
        return [*flags, *_stories(words, around, people, flags)]

    def _chances(self, words: Words, around: Surroundings, most: int) -> Chances:
        """What the model thinks; sentences with a doubtful word are read once more by themselves.

        Other sentences around a name can make the model blind to it.
        """
        if self._model is None:
            return Chances.unknown(words)
        chances = Chances.of(words, self._model.read(words.text, most, _promise))
        looks = _LOOKS if len(words.text) < _SHORT else 0
        for first, last in _sentences(words):
            if last - first == len(words) or looks == 0:
                break
            length = words[last - 1].end - words[first].start
            if length < _ONE_LOOK and any(
                chances.is_in_doubt(words, around, n) for n in range(first, last)
            ):
                part = read_words(words.text[words[first].start : words[last - 1].end + 1])
                if len(part) == last - first:
                    looks -= 1
                    chances = chances.raised(Chances.of(part, self._model.read(part.text)), first)
        return chances


@cache
def detector() -> Detector:
    """The one of this process: with the model where it loads, without it otherwise."""
    try:
        found = Detector.load()
    except ModelUnavailable as reason:
        _LOG.warning("the model of names is not used: %s", reason)
        return Detector.without_model()
    _LOG.info("the model of names is loaded")
    return found


def _promise(part: str) -> int:
    """How many words of a stretch have a capital inside a sentence."""
    return len(_CAPITAL.findall(part))


def _sentences(words: Words) -> Iterator[tuple[int, int]]:
    """Index ranges of the words between full stops."""
    first = 0
    for index in range(1, len(words) + 1):
        if index == len(words) or (words[index].opens and _STOP.search(words.gap(index))):
            yield first, index
            first = index


def _contacts(text: str) -> Iterator[tuple[FlagKind, int, int, bool]]:
    taken: list[tuple[int, int]] = []
    for finding in find_contacts(text):
        if not is_validated(finding.kind, text[finding.start : finding.end]):
            continue
        taken.append((finding.start, finding.end))
        yield FlagKind[finding.kind.name], finding.start, finding.end, True
    for paper in papers.find_papers(text):
        if any(paper.start < end and start < paper.end for start, end in taken):
            continue
        taken.append((paper.start, paper.end))
        if paper.kind is papers.PaperKind.URL_PROFILE and papers.is_of_agency(
            text[paper.start : paper.end]
        ):
            continue
        yield FlagKind[paper.kind.name], paper.start, paper.end, paper.is_sure


def _overlaps(start: int, end: int, contacts: list[tuple[FlagKind, int, int, bool]]) -> bool:
    return any(start < stop and begin < end for _, begin, stop, is_sure in contacts if is_sure)


def _flag_of_person(words: Words, person: Person) -> Flag:
    reason = reason_for(FlagKind.PERSON, person.whose, person.name.cue)
    return Flag(person.start, person.end, FlagKind.PERSON, person.whose, reason)


def _chinese(text: str) -> Iterator[Flag]:
    for start, end, is_self in find_chinese_names(text):
        whose = Whose.SELF if is_self else Whose.THIRD
        yield Flag(start, end, FlagKind.PERSON, whose, reason_for(FlagKind.PERSON, whose))


def _flags_of_contacts(
    words: Words,
    people: list[Person],
    contacts: list[tuple[FlagKind, int, int, bool]],
    flags: list[Flag],
) -> list[Flag]:
    identified = [(flag.start, flag.end) for flag in flags if flag.whose is not Whose.PUBLIC]
    identified += [(a, b) for kind, a, b, _ in contacts if kind in (FlagKind.PHN, FlagKind.SIN)]
    others = [flag for flag in flags if flag.whose is Whose.THIRD]
    found: list[Flag] = []
    whose = Whose.THIRD  # of a list of numbers without end the last owner stands for the rest
    for kind, start, end, is_sure in contacts:
        if not is_sure and not any(
            0 <= start - b <= 30 or 0 <= a - end <= 15 for a, b in identified
        ):
            continue
        if len(found) < _MOST_OWNERS:
            whose = owner_of_contact(words, people, kind, start, end)
        if not people and flags:  # named in a script that the words do not tell apart
            whose = Whose.THIRD if others else Whose.SELF
        found.append(Flag(start, end, kind, whose, reason_for(kind, whose)))
    return found


def _is_beside(person: Person, role: Role) -> bool:
    """The role describes somebody who is named anyway."""
    return person.start - role.end < 4 and role.start - person.end < 4


def _stories(
    words: Words, around: Surroundings, people: list[Person], flags: list[Flag]
) -> Iterator[Flag]:
    """Roles that single somebody out, and the health of whoever is identified."""
    marks = [
        (flag.start, flag.end)
        for flag in flags
        if flag.whose is Whose.THIRD and flag.kind in _IDENTIFYING
    ]
    for person in people:
        if person.whose is Whose.SELF and (
            own := own_posts.role_of_author(words, around, person.name.last)
        ):
            reason = reason_for(FlagKind.EMPLOYER_ROLE, Whose.SELF)
            yield Flag(own.start, own.end, FlagKind.EMPLOYER_ROLE, Whose.SELF, reason)
    named = [person for person in people if person.whose is not Whose.PUBLIC]
    for role in roles.find_roles(words, around):
        if any(_is_beside(person, role) for person in named):
            continue
        yield Flag(
            role.start,
            role.end,
            FlagKind.EMPLOYER_ROLE,
            role.whose,
            reason_for(FlagKind.EMPLOYER_ROLE, role.whose),
        )
        if role.whose is Whose.THIRD:
            marks.append((role.start, role.end))
    if not marks:
        return
    if any(person.whose is Whose.THIRD for person in people):
        for start, end in own_posts.find_workplaces(words, around):
            reason = reason_for(FlagKind.EMPLOYER_ROLE, Whose.THIRD)
            yield Flag(start, end, FlagKind.EMPLOYER_ROLE, Whose.THIRD, reason)
    for start, end in find_health(words, marks):
        reason = reason_for(FlagKind.HEALTH, Whose.THIRD)
        yield Flag(start, end, FlagKind.HEALTH, Whose.THIRD, reason)
