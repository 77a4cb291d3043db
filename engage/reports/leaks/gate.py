"""The leak gate: no finished file may contain anything known about a person (R85).

It trusts no renderer. It opens the very files that would be released and looks for everything
that the system knows and did not publish. A contact always blocks, unless staff published that
contact on purpose; a name or a fragment does not where it also stands in published or staff
text. The caller gives those texts; what is not in them is taken for unpublished. Nor does a name
count as published that stands in the texts of its own bearer alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeVar

import numpy as np

from engage.reports.leaks.held import place_of_number
from engage.reports.leaks.index import Hit, Index
from engage.reports.leaks.kinds import Identifier, Kind
from engage.reports.leaks.readers import FILE_NAME, Passage, Source, opened, passages
from engage.reports.leaks.repeats import Repeats, texts_of
from engage.reports.leaks.words import Read

MOST_TEXTS: Final = 2_000
MOST_SIGNS: Final = 400_000
MOST_LEAKS: Final = 5_000
_UNTOLD: Final = "a place whose name would tell"
_NAMES_NOBODY: Final = frozenset((Kind.NAME, Kind.QUARANTINED, Kind.STAFF))
Progress = Callable[[float], object]
T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Leak:
    """Where something stands that must not. What it is, is not kept; of a name where it lies."""

    file: str
    place: str
    kind: Kind
    held_at: str = ""


class Gate:
    """What is known of the people of one engagement, arranged once and asked of many files.

    `known` is an index that was filled already, to which `identifiers` are added; `public_texts`
    are published comments and staff texts (gone through once); `allowed_contacts` the engagement's
    own address, telephone and e-mail; `receipt_hashes` what is stored of receipt codes.
    """

    def __init__(
        self,
        identifiers: Iterable[Identifier] = (),
        *,
        known: Index | None = None,
        public_texts: Iterable[str] = (),
        allowed_contacts: Iterable[str] = (),
        receipt_hashes: Iterable[str] | None = None,
        progress: Callable[[int], object] = lambda _texts: None,
    ) -> None:
        self._index = known or Index()
        for identifier in identifiers:
            self._index.add(identifier)
        if receipt_hashes is not None:
            self._index.add_receipts(receipt_hashes)
        self._index.arrange()
        self._index.forget_contacts(allowed_contacts)
        self._searched = self._read_public(public_texts, progress)

    def _read_public(
        self, texts: Iterable[str], progress: Callable[[int], object]
    ) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Forgets what stands in these texts. Those of them that hold nothing else are not searched
        again where a file holds exactly them: their hashes, sorted.
        """
        clean, count = [np.zeros(0, np.int64)], 0
        for batch in _batches((text, text) for text in texts):
            read = Read([text for text, _ in batch])
            held_back = read.decoded | self._index.note_public(read)
            held_back.update(number for number, _ in self._index.hits(read, with_public=False))
            hashes = [hash(text) for n, (text, _) in enumerate(batch) if n not in held_back]
            clean.append(np.array(hashes, np.int64))
            count += len(batch)
            progress(count)
        self._index.forget_public()
        return np.unique(np.concatenate(clean))

    def leaks_in(
        self,
        files: Mapping[str, Source],
        progress: Progress = lambda _share: None,
        wait_for: Callable[[str], object] = lambda _name: None,
    ) -> list[Leak]:
        """Every leak in the files (by name), in a settled order; of very many the first. Raises
        UnreadableFile.

        `progress` is told the share that is read, from 0 to 1. `wait_for` returns when the file is
        finished.
        """
        leaks: list[Leak] = []
        for number, (name, source) in enumerate(sorted(files.items())):
            wait_for(name)
            with opened(source) as file:
                size = file.seek(0, 2) or 1
                file.seek(0)

                def tell(file: BinaryIO = file, size: int = size, number: int = number) -> None:
                    share = 1.0 if file.closed else min(1.0, file.tell() / size)
                    progress((number + share) / len(files))

                unnamed = f"file {number + 1}"
                if self._leaks_in_one(name, unnamed, file, tell):
                    file.seek(0)  # and again, to tell of every place
                    leaks += self._leaks_in_one(name, unnamed, file, tell, is_thorough=True)
            progress((number + 1) / len(files))
        return sorted(set(leaks))[:MOST_LEAKS]

    def _leaks_in_one(
        self,
        name: str,
        unnamed: str,
        file: BinaryIO,
        tell: Callable[[], None],
        *,
        is_thorough: bool = False,
    ) -> list[Leak]:
        leaks: list[Leak] = []
        shown, before, repeats = name, set[tuple[Kind, int]](), Repeats(self._searched)
        for batch in _batches(texts_of(passages(name, file, is_thorough=is_thorough))):
            tell()
            for passage, hit in self._found(repeats.fresh([passage for passage, _ in batch])):
                if passage.joined and (hit.kind, hit.number) in before:
                    continue
                before.add((hit.kind, hit.number))
                if passage.place == FILE_NAME:
                    shown = unnamed  # its name would tell what must not be told
                held_at = place_of_number(hit.ref) if hit.kind is Kind.NAME else ""
                leaks += (
                    Leak(shown, one.place, hit.kind, held_at)
                    for one in repeats.places_of(passage)
                    if not _is_chance(one, hit)
                )
            if len(leaks) > MOST_LEAKS:
                break
        return [self._told(leak) for leak in dict.fromkeys(leaks)]

    def _told(self, leak: Leak) -> Leak:
        """A part or a field may be called what must not be told."""
        place = _UNTOLD if self.kinds_in(leak.place) else leak.place
        return Leak(leak.file, place, leak.kind, leak.held_at)

    def _found(self, batch: list[Passage]) -> Iterator[tuple[Passage, Hit]]:
        if not batch:
            return
        read = Read([passage.text for passage in batch], [passage.is_metadata for passage in batch])
        hits = sorted(set(self._index.hits(read)))
        for number, hit in hits:
            passage = batch[number]
            if not _is_chance(passage, hit):
                yield passage, hit

    def kinds_in(self, text: str) -> set[Kind]:
        """What kinds of thing that must not appear stand in one text."""
        return {hit.kind for _, hit in self._index.hits(Read([text]))}

    def kinds_in_each(self, texts: Iterable[tuple[T, str]]) -> Iterator[tuple[T, set[Kind]]]:
        """The same of many texts, each given with something to know it by; those with a kind."""
        for batch in _batches(texts):
            kinds: dict[int, set[Kind]] = {}
            for number, hit in self._index.hits(Read([text for _, text in batch])):
                kinds.setdefault(number, set()).add(hit.kind)
            for number in sorted(kinds):
                yield batch[number][0], kinds[number]


def _is_chance(passage: Passage, hit: Hit) -> bool:
    """One word among those of a format, or figures in a row that happen to make up a number."""
    if passage.is_vocabulary and hit.words == 1 and hit.kind in _NAMES_NOBODY:
        return True
    return passage.side_by_side and hit.is_loose


def find_leaks(
    files: Mapping[str, Source],
    identifiers: Iterable[Identifier],
    *,
    public_texts: Iterable[str] = (),
    allowed_contacts: Iterable[str] = (),
    receipt_hashes: Iterable[str] = (),
) -> list[Leak]:
    """Every leak in the files, by a gate made for this once."""
    gate = Gate(
        identifiers,
        public_texts=public_texts,
        allowed_contacts=allowed_contacts,
        receipt_hashes=receipt_hashes,
    )
    return gate.leaks_in(files)


def readable_text(files: Mapping[str, Source], *, with_joined: bool = True) -> Iterator[str]:
    """Everything the gate reads in the files: of a report without comments, its standing text.

    `with_joined`: also what it pieces together from neighbouring cells.
    """
    for name, source in files.items():
        with opened(source) as file:
            for passage in passages(name, file):
                if with_joined or not passage.joined:
                    yield passage.text


def _batches(texts: Iterable[tuple[T, str]]) -> Iterator[list[tuple[T, str]]]:
    batch: list[tuple[T, str]] = []
    signs = 0
    for one in texts:
        batch.append(one)
        signs += len(one[1])
        if len(batch) >= MOST_TEXTS or signs >= MOST_SIGNS:
            yield batch
            batch, signs = [], 0
    if batch:
        yield batch
