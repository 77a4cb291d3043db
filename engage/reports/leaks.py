"""The leak gate: no finished file may contain anything known about a person (R85).

It trusts no renderer. It opens the very files that would be released and looks for everything
that the system knows and did not publish. A contact always blocks, unless staff published that
contact on purpose; a name or a fragment does not where it also stands in published or staff
text. The caller gives those texts; what is not in them is taken for unpublished.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engage.reports import leak_text
from engage.reports.leak_files import FILE_NAME, UnreadableFile, passages
from engage.reports.leak_index import Identifier, Index, Kind

__all__ = ["Identifier", "Kind", "Leak", "UnreadableFile", "find_leaks", "readable_text"]


@dataclass(frozen=True, order=True)
class Leak:
    """Where something stands that must not; `masked` is fit for a log, the value is not kept."""

    file: str
    place: str
    kind: Kind
    masked: str


def find_leaks(
    files: Mapping[str, bytes],
    identifiers: Iterable[Identifier],
    *,
    public_texts: Iterable[str] = (),
    allowed_contacts: Iterable[str] = (),
) -> list[Leak]:
    """Every leak in the files (by name), in a settled order. Raises UnreadableFile.

    `public_texts` are published comments and staff texts (read once; may be a generator);
    `allowed_contacts` the engagement's own address, telephone and e-mail.
    """
    contacts, texts = _indexes(identifiers, public_texts, allowed_contacts)
    leaks: list[Leak] = []
    clean: set[int] = set()  # hashes, so that a comment in three files is searched once
    for number, (name, content) in enumerate(sorted(files.items()), 1):
        shown, before = name, set[Identifier]()
        for place, text, joined in passages(name, content):
            if hash(text) in clean:
                continue
            found = {
                who
                for reading in leak_text.readings(text)
                for index in (contacts, texts)
                for who in index.found_in(reading)
            }
            if joined:
                found -= before
            before |= found
            if not found:
                clean.add(hash(text))
            elif place == FILE_NAME:
                shown = f"file {number}"  # its name would tell what must not be told
            leaks += [Leak(shown, place, who.kind, masked(who)) for who in found]
    return sorted(set(leaks))


def _indexes(
    identifiers: Iterable[Identifier], public_texts: Iterable[str], allowed: Iterable[str]
) -> tuple[Index, Index]:
    known = [who for who in identifiers if who.contact or not who.also_public]
    contacts = Index(who for who in known if who.contact)
    contacts.forget_contacts(allowed)
    texts = Index(who for who in known if not who.contact)
    texts.forget_what_stands_in(public_texts)
    return contacts, texts


def readable_text(files: Mapping[str, bytes]) -> list[str]:
    """Everything the gate reads in the files: of a report without comments, its standing text."""
    return [text for name, content in files.items() for _, text, _ in passages(name, content)]


def masked(identifier: Identifier) -> str:
    """Enough to find it by for somebody who may see it, too little for anybody else."""
    value = identifier.value.strip()
    if identifier.kind in (Kind.UNPUBLISHED_FRAGMENT, Kind.QUARANTINED):
        return f"{len(value.split())} words"
    if identifier.kind is Kind.PHONE:
        return f"…{leak_text.digits(value)[-2:]}"
    return f"{value[:1]}… ({len(value)} characters)"
