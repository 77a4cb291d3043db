"""A whole file of texts into groups, in time and memory that grow with the file and no faster.

Equal texts are one. Each different text is then taken in turn, those first whose keys many others
have, and laid beside the few groups with which it shares most keys: it joins the best or begins a
group. A group keeps a few dozen different variants, never all its members, so that 20,000 copies
cost no more than a hundred. Afterwards groups that turn out to be one letter are joined, and each
group is looked over as a whole (`cohesion`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from engage.comments.campaigns.cohesion import Member, members_of
from engage.comments.campaigns.kinship import (
    Candidates,
    Match,
    are_opposite,
    belongs,
    is_disputed,
    resembles,
)
from engage.comments.campaigns.normal import normal_hash
from engage.comments.campaigns.settling import settled
from engage.comments.campaigns.signatures import Reading, keys_of, read
from engage.comments.campaigns.usage import Usage

VARIANTS: Final = 24
_TRIED: Final = 4
_TRIED_SINGLES: Final = 3
_PER_KEY: Final = 12
_FULL: Final = 0.97


@dataclass(eq=False)
class _Group:
    """Members are indices of different texts; variants are those kept for comparing."""

    members: list[int] = field(default_factory=list)
    variants: list[int] = field(default_factory=list)
    candidates: Candidates | None = None


class Grouping:
    """One run over one file."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._copies: dict[bytes, list[int]] = defaultdict(list)
        self._readings: list[Reading] = []
        self._first: list[int] = []
        self._keys: list[tuple[int, ...]] = []
        self._by_key: dict[int, list[_Group]] = {}
        self._groups: list[_Group] = []

    def result(self) -> list[int | None]:
        """For each text the number of its group, counted from 1 in the order of the texts."""
        self._read()
        self._leave_out_what_is_anybodys()
        for index in self._popular_first():
            self._place(index)
        self._join_groups()
        return self._numbered()

    # --- reading ------------------------------------------------------------------------------

    def _read(self) -> None:
        for number, text in enumerate(self._texts):
            reading = read(text)
            copies = self._copies[normal_hash(reading.hashes)]
            copies.append(number)
            if len(copies) == 1:
                self._first.append(number)
                self._readings.append(reading)

    def _leave_out_what_is_anybodys(self) -> None:
        copies = [len(self._copies_of(index)) for index in range(len(self._readings))]
        usage = Usage(self._readings, copies)
        self._readings = [
            reading.counting(usage.own_words(index, reading))
            for index, reading in enumerate(self._readings)
        ]
        self._keys = [keys_of(reading) for reading in self._readings]

    def _popular_first(self) -> list[int]:
        """Letters before those who quote them: by how many others have a text's keys."""
        counts = Counter(key for keys in self._keys for key in keys)
        copies = [len(self._copies[normal_hash(r.hashes)]) for r in self._readings]

        def rank(index: int) -> tuple[float, int, int]:
            keys = self._keys[index]
            usual = sum(counts[key] for key in keys) / max(len(keys), 1)
            return (-copies[index] - usual, -self._readings[index].weight, index)

        return sorted(range(len(self._readings)), key=rank)

    # --- placing ------------------------------------------------------------------------------

    def _place(self, index: int) -> None:
        best: _Group | None = None
        best_match: Match | None = None
        reading, text = self._readings[index], self._text(index)
        for group in self._near(self._keys[index]):
            match = resembles(reading, self._candidates(group), is_loose=True)
            if match and is_disputed(text, reading, self._candidates(group)):
                return  # it belongs to nobody, and nobody is to belong with it
            if match and (best_match is None or _order(match) > _order(best_match)):
                best, best_match = group, match
            if match and match.text_share >= _FULL and match.letter_share >= _FULL:
                break
        if best is None or best_match is None:
            best = _Group()
            self._groups.append(best)
        self._add(index, best, best_match)

    def _near(self, keys: Iterable[int], but: _Group | None = None) -> list[_Group]:
        votes: Counter[_Group] = Counter()
        for key in keys:
            votes.update(self._by_key.get(key, ()))
        if but is not None:
            votes.pop(but, None)
        ranked = [group for group, _ in votes.most_common()]
        campaigns = [group for group in ranked if len(group.members) > 1][:_TRIED]
        return campaigns + [group for group in ranked if len(group.members) == 1][:_TRIED_SINGLES]

    def _match(self, index: int, group: _Group) -> Match | None:
        return belongs(
            self._text(index), self._readings[index], self._candidates(group), is_loose=True
        )

    def _candidates(self, group: _Group) -> Candidates:
        if group.candidates is None:
            group.candidates = Candidates([self._readings[one] for one in group.variants])
        return group.candidates

    def _add(self, index: int, group: _Group, match: Match | None) -> None:
        group.members.append(index)
        is_new = match is None or match.text_share < _FULL
        if is_new and len(group.variants) < VARIANTS:
            group.variants.append(index)
            group.candidates = None
            for key in self._keys[index]:
                listed = self._by_key.setdefault(key, [])
                if len(listed) < _PER_KEY and group not in listed:
                    listed.append(group)

    # --- joining ------------------------------------------------------------------------------

    def _join_groups(self) -> None:
        """Small groups into larger ones, while most variants of the small one belong there."""
        for group in sorted(self._groups, key=lambda one: len(one.members)):
            keys = {key for one in group.variants for key in self._keys[one]}
            for other in self._near(sorted(keys), but=group):
                if len(other.members) >= len(group.members) and self._are_one(group, other):
                    self._join(group, other, keys)
                    break

    def _are_one(self, group: _Group, other: _Group) -> bool:
        votes = sum(self._match(one, other) is not None for one in group.variants)
        if votes * 2 <= len(group.variants):
            return False
        return not are_opposite(self._candidates(group), self._candidates(other))

    def _join(self, group: _Group, other: _Group, keys: Iterable[int]) -> None:
        other.members += group.members
        other.variants += group.variants[: max(VARIANTS - len(other.variants), 0)]
        other.candidates = None
        group.members = []
        for key in keys:
            listed = self._by_key.get(key, [])
            if group in listed:
                listed.remove(group)
                if other not in listed:
                    listed.append(other)

    # --- looking over -------------------------------------------------------------------------

    def _numbered(self) -> list[int | None]:
        numbers: list[int | None] = [None] * len(self._texts)
        found = []
        seen = [[self._member(one) for one in group.members] for group in self._groups]
        for members in settled(group for group in seen if group):
            are_members = members_of(members)
            kept = [one for one, held in zip(members, are_members, strict=True) if held]
            texts = [n for one in kept for n in self._copies[normal_hash(one.reading.hashes)]]
            if len(texts) >= 2:
                found.append(sorted(texts))
        for number, texts in enumerate(sorted(found), start=1):
            for text in texts:
                numbers[text] = number
        return numbers

    def _text(self, index: int) -> str:
        return self._texts[self._first[index]]

    def _copies_of(self, index: int) -> list[int]:
        return self._copies[normal_hash(self._readings[index].hashes)]

    def _member(self, index: int) -> Member:
        return Member(self._text(index), self._readings[index], len(self._copies_of(index)))


def grouped(texts: Sequence[str]) -> list[int | None]:
    """The group of each text, or None: the same for the same texts, wherever it runs."""
    return Grouping(texts).result()


def _order(match: Match) -> tuple[float, float, int]:
    return (round(match.text_share + match.letter_share, 6), match.share, match.words)
