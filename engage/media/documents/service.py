"""Keeping documents: storing one, saying what it is, taking it away.

Who may do what is judged by the feature whose page shows it, and so is what the public gets: a
document goes out only while a published page lists it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.exc import IntegrityError

from engage.core.errors import Refused
from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.media.documents import queries
from engage.media.documents.limits import CleanDocument
from engage.media.documents.models import Document
from engage.media.documents.rules import (
    DESCRIPTION_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
    DocumentWords,
    faults_from,
    name_of_document,
    unclear_document,
)
from engage.media.rules import LINE_LENGTH, PROOF_LENGTH

NO_DOCUMENT: Final = "There is no such document."
KNOWN: Final = "This very file is among the engagement's documents already."


def store_document(
    unit: Unit, document: CleanDocument, words: DocumentWords, engagement_id: int
) -> Document:
    """Keeps what `clean_document` made before the transaction began. One that was removed and is
    sent again comes back. Raises Refused."""
    kept = _kept(words)
    name = name_of_document(document, engagement_id)
    known = queries.document_named(unit.session, name)
    if known is not None and known.removed_at is None:
        raise Refused("document", KNOWN)
    if known is not None:
        known.removed_at = known.removed_by = None
        known.content = document.content
        _write(known, kept)
        unit.audit("shown_document.restored", f"shown_document:{known.id}", name=name)
        return known
    row = Document(
        name=name,
        engagement_id=engagement_id,
        size=len(document.content),
        pages=document.pages,
        faults=" ".join(document.faults),
        figures=document.figures,
        content=document.content,
        added_at=unit.now,
        added_by=unit.actor.person_id,
        **vars(kept),
    )
    try:
        with unit.attempt():
            unit.session.add(row)
    except IntegrityError:
        # Somebody stored the very same between our look and our insert.
        raise Refused("document", KNOWN) from None
    unit.audit(
        "shown_document.stored", f"shown_document:{row.id}", name=name, engagement=engagement_id
    )
    return row


def describe_document(unit: Unit, document: Document, words: DocumentWords) -> None:
    """What it is, whose it is and why we may show it. A text too long is refused."""
    kept, before = _kept(words), words_of(document)
    changed = [name for name, value in vars(kept).items() if value != getattr(before, name)]
    if not changed:
        return
    faults = faults_from(document.faults)
    _write(document, kept)
    unit.audit(
        "shown_document.described",
        f"shown_document:{document.id}",
        fields=",".join(changed),
        was_clear=not unclear_document(before, faults),
        is_clear=not unclear_document(kept, faults),
    )


def remove_document(unit: Unit, document: Document) -> None:
    """Erases its bytes for good; its address says from now on that it was taken away."""
    if document.removed_at is not None:
        return
    document.removed_at, document.removed_by = unit.now, unit.actor.person_id
    document.content = None
    unit.audit("shown_document.removed", f"shown_document:{document.id}", name=document.name)


def document_faults(unit: Unit, shown: Mapping[int, Sequence[str]]) -> dict[int, tuple[str, ...]]:
    """What keeps the documents named from the public, a sentence each, by engagement id."""
    rows = queries.documents_named(
        unit.session, {name for names in shown.values() for name in names}
    )
    return {
        number: tuple(
            dict.fromkeys(fault for name in names for fault in _faults_of(rows.get(name), number))
        )
        for number, names in shown.items()
    }


def _faults_of(row: Document | None, engagement_id: int) -> Iterator[str]:
    if row is None or row.removed_at is not None or row.engagement_id != engagement_id:
        yield "The page lists a document that was removed. Take it off the list."
        return
    for _, message in unclear_document(words_of(row), faults_from(row.faults)):
        yield f"The document “{row.title}”: {message}"


def words_of(document: Document) -> DocumentWords:
    return DocumentWords(**{name: getattr(document, name) for name in vars(DocumentWords())})


def _write(document: Document, words: DocumentWords) -> None:
    for name, value in vars(words).items():
        setattr(document, name, value)


def _kept(words: DocumentWords) -> DocumentWords:
    limits = {
        "title": TITLE_LENGTH, "language": 40, "description": DESCRIPTION_LENGTH,
        "owner": LINE_LENGTH, "licence": 40, "proof": PROOF_LENGTH, "reason": REASON_LENGTH,
    }  # fmt: skip
    plain = {
        name: plain_one_line(getattr(words, name), limit + 1) for name, limit in limits.items()
    }
    for name, limit in limits.items():
        if len(plain[name]) > limit:
            raise Refused(name, f"Use at most {limit} characters.")
    return DocumentWords(**plain)
