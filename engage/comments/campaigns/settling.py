"""Groups that were made text by text, settled as wholes: parted, joined, and strays called in.

While texts are placed a group is known by a few variants. Now each is known by all of its members:
two letters in one group are parted (`parting`), groups of one letter are joined if most of the
smaller one's letter is said by the other, and a text that stands nearly alone, but whose words are
a campaign's (each sentence in a rare wording, or a slip in every line), is called in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from rapidfuzz import fuzz

from engage.comments.campaigns.cohesion import Member
from engage.comments.campaigns.kinship import (
    FEWEST_WORDS,
    NARROW,
    ONE_SENTENCE,
    SHORT,
    WIDE,
    Candidates,
    are_opposite,
    common,
    denominator,
    is_disputed,
)
from engage.comments.campaigns.normal import Hashes, plain_words
from engage.comments.campaigns.parting import Core, core_of, parts_of
from engage.comments.campaigns.signatures import KEYS

_CAMPAIGN: Final = 4
_IN_COMMON: Final = 0.5
_STRAY_SHARE: Final = 0.4
_TRIED: Final = 3
_STANDING: Final = 6
_FEW_WORDS: Final = 40
_SLIPS: Final = 86
_MOST_LISTED: Final = 40
_FEWEST_KEYS: Final = 2


@dataclass(eq=False)
class Letter:
    """The texts that were written after one letter, as far as is known."""

    members: list[Member] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(one.copies for one in self.members)

    @cached_property
    def core(self) -> Core:
        return core_of([one.reading for one in self.members], [one.copies for one in self.members])

    @cached_property
    def standing(self) -> list[Member]:
        """The texts that stand for it: most sent, then those that hold most of it."""
        seen = self.members[:200]
        held = [np.intersect1d(one.reading.counted_shingles, self.core.shingles) for one in seen]
        order = sorted(range(len(seen)), key=lambda n: (-min(seen[n].copies, 9), -len(held[n]), n))
        return [seen[n] for n in order[:_STANDING]]

    @cached_property
    def candidates(self) -> Candidates:
        return Candidates([one.reading for one in self.standing])

    @property
    def keys(self) -> Hashes:
        shingles = self.core.shingles
        return shingles if len(self.members) > 1 else self.members[0].reading.counted_shingles


def settled(groups: Iterable[Sequence[Member]]) -> list[list[Member]]:
    """The groups as they are when each is seen as a whole."""
    letters = [Letter(part) for group in groups for part in _parts(group)]
    letters.sort(key=lambda one: (-one.size, -len(one.members)))
    found: list[Letter] = []
    by_key: dict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        home = next((one for one in _near(letter, by_key) if _is_part_of(letter, one)), None)
        if home is not None:
            home.members.extend(_called_in(letter, home))
            continue
        found.append(letter)
        if letter.size >= _CAMPAIGN:
            for key in letter.core.shingles.tolist():
                if len(by_key[key]) < _MOST_LISTED:
                    by_key[key].append(letter)
    return [letter.members for letter in found]


def _parts(group: Sequence[Member]) -> list[list[Member]]:
    if len(group) < 2:
        return [list(group)]
    parts = parts_of([one.reading for one in group], [one.copies for one in group])
    return [[group[n] for n in part] for part in parts]


def _near(letter: Letter, by_key: dict[int, list[Letter]]) -> list[Letter]:
    """The larger letters that hold most of its keys."""
    votes: Counter[Letter] = Counter()
    for key in letter.keys[:KEYS].tolist():
        votes.update(by_key.get(key, ()))
    return [one for one, number in votes.most_common(_TRIED) if number >= _FEWEST_KEYS]


def _called_in(letter: Letter, home: Letter) -> list[Member]:
    if letter.size >= _CAMPAIGN:
        return letter.members
    return [replace(one, is_miswritten=_is_miswritten(one, home)) for one in letter.members]


def _is_part_of(letter: Letter, home: Letter) -> bool:
    if letter.size >= _CAMPAIGN:
        is_one = letter.core.share_in(home.core) > _IN_COMMON
        return is_one and not are_opposite(letter.candidates, home.candidates)
    return all(_is_stray_of(one, home) for one in letter.members)


def _is_stray_of(member: Member, home: Letter) -> bool:
    reading = member.reading
    inside = common(reading, home.core.shingles, NARROW if reading.length <= SHORT else WIDE)
    words = int(np.count_nonzero(inside))
    holds_enough = words >= max(ONE_SENTENCE, _STRAY_SHARE * denominator(reading))
    if not holds_enough and not _is_miswritten(member, home):
        return False
    if is_disputed(member.text, reading, home.candidates):
        return False
    return not are_opposite(Candidates([reading]), home.candidates)


def _is_miswritten(member: Member, home: Letter) -> bool:
    """Whether a short text is the letter with slips of the pen all over."""
    if not FEWEST_WORDS // 2 <= member.reading.length <= _FEW_WORDS:
        return False
    written = " ".join(plain_words(member.text))
    return any(
        fuzz.ratio(written, " ".join(plain_words(one.text))) >= _SLIPS
        for one in home.standing
        if one.reading.length <= _FEW_WORDS
    )
