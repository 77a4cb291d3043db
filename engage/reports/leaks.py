"""The leak gate: no finished file may contain anything known about a person (R85).

It trusts no renderer. It opens the very files that would be released and looks for everything
that the system knows and did not publish. A contact always blocks, unless staff published that
contact on purpose; a name or a fragment does not where it also stands in published or staff
text. The caller gives those texts; what is not in them is taken for unpublished.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from engage.reports import leak_text
from engage.reports.leak_files import FILE_NAME, UnreadableFile, passages
from engage.reports.leak_index import Identifier, Index, Kind
from engage.reports.leak_receipts import receipts_in

__all__ = [
    "Gate", "Identifier", "Kind", "Leak", "UnreadableFile", "find_leaks", "readable_text",
]  # fmt: skip

_TELL_EVERY: Final = 500
Progress = Callable[[float], object]


@dataclass(frozen=True, order=True)
class Leak:
    """Where something stands that must not; `masked` is fit for a log, the value is not kept."""

    file: str
    place: str
    kind: Kind
    masked: str


class Gate:
    """What is known of the people of one engagement, arranged once and asked of many files.

    `public_texts` are published comments and staff texts (read once; may be a generator);
    `allowed_contacts` the engagement's own address, telephone and e-mail; `receipt_hashes` what is
    stored of receipt codes.
    """

    def __init__(
        self,
        identifiers: Iterable[Identifier],
        *,
        public_texts: Iterable[str] = (),
        allowed_contacts: Iterable[str] = (),
        receipt_hashes: frozenset[str] = frozenset(),
    ) -> None:
        self._indexes = _indexes(identifiers, public_texts, allowed_contacts)
        self._receipt_hashes = receipt_hashes

    def leaks_in(
        self, files: Mapping[str, bytes], progress: Progress = lambda _share: None
    ) -> list[Leak]:
        """Every leak in the files (by name), in a settled order. Raises UnreadableFile.

        `progress` is told the share that is read, from 0 to 1.
        """
        leaks: list[Leak] = []
        clean: set[int] = set()  # hashes, so that a comment in three files is searched once
        for number, (name, content) in enumerate(sorted(files.items())):
            shown, before, read = name, set[Identifier](), 0
            for count, (place, text, joined) in enumerate(passages(name, content)):
                read += len(text)
                if count % _TELL_EVERY == 0:
                    progress((number + min(1.0, read / (len(content) or 1))) / len(files))
                if hash(text) in clean:
                    continue
                found = self._found(text)
                if joined:
                    found -= before
                before |= found
                if not found:
                    clean.add(hash(text))
                elif place == FILE_NAME:
                    shown = f"file {number + 1}"  # its name would tell what must not be told
                leaks += [Leak(shown, place, who.kind, masked(who)) for who in found]
        return sorted(set(leaks))

    def kinds_in(self, text: str) -> set[Kind]:
        """What kinds of thing that must not appear stand in one text."""
        return {who.kind for who in self._found(text)}

    def _found(self, text: str) -> set[Identifier]:
        found: set[Identifier] = set()
        for reading in leak_text.readings(text):
            for index in self._indexes:
                found.update(index.found_in(reading))
            if self._receipt_hashes:
                codes = receipts_in(reading.unshortened, self._receipt_hashes)
                found.update(Identifier(Kind.RECEIPT, code) for code in codes)
        return found


def find_leaks(
    files: Mapping[str, bytes],
    identifiers: Iterable[Identifier],
    *,
    public_texts: Iterable[str] = (),
    allowed_contacts: Iterable[str] = (),
    receipt_hashes: frozenset[str] = frozenset(),
) -> list[Leak]:
    """Every leak in the files, by a gate made for this once."""
    gate = Gate(
        identifiers,
        public_texts=public_texts,
        allowed_contacts=allowed_contacts,
        receipt_hashes=receipt_hashes,
    )
    return gate.leaks_in(files)


def _indexes(
    identifiers: Iterable[Identifier], public_texts: Iterable[str], allowed: Iterable[str]
) -> tuple[Index, Index]:
    known = [who for who in identifiers if who.contact or not who.also_public]
    contacts = Index(who for who in known if who.contact)
    contacts.forget_contacts(allowed)
    texts = Index(who for who in known if not who.contact)
    texts.forget_what_stands_in(public_texts)
    return contacts, texts


def readable_text(files: Mapping[str, bytes], *, with_joined: bool = True) -> list[str]:
    """Everything the gate reads in the files: of a report without comments, its standing text.

    `with_joined`: also what it pieces together from neighbouring cells.
    """
    return [
        text
        for name, content in files.items()
        for _, text, joined in passages(name, content)
        if with_joined or not joined
    ]


def masked(identifier: Identifier) -> str:
    """Enough to find it by for somebody who may see it, too little for anybody else."""
    value = identifier.value.strip()
    if identifier.kind in (Kind.UNPUBLISHED_FRAGMENT, Kind.QUARANTINED):
        return f"{len(value.split())} words"
    if identifier.kind is Kind.PHONE:
        return f"…{leak_text.digits(value)[-2:]}"
    return f"{value[:1]}… ({len(value)} characters)"
