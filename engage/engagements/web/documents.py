"""Documents (PDF) of an engagement: adding, describing, ordering, taking away (R37 to R39).

A file is read, and made anew, before the transaction begins: nobody waits for somebody's document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.forms.documents import DocumentForm, NewDocumentForm, PlaceForm
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES, READING_ROLES
from engage.engagements.service.documenting import (
    Move,
    add_document,
    change_document,
    place_document,
    take_away,
)
from engage.engagements.web.blueprint import (
    CONFLICT,
    REFUSED,
    blueprint,
    editable,
    page,
    readable,
    side_of,
)
from engage.media.documents.cleaning import clean_document
from engage.media.documents.limits import DOCUMENT_BYTES, CleanDocument, Fault
from engage.media.documents.models import Document
from engage.media.documents.queries import (
    document_named,
    document_with_content,
    documents_of,
)
from engage.media.documents.rules import (
    ASK_REASON,
    FAULT_WORDS,
    NAME,
    OTHER_LANGUAGE,
    REMOVED_WORDS,
    document_address,
    faults_from,
    language_name,
    size_words,
    unclear_document,
)
from engage.media.documents.service import NO_DOCUMENT, words_of
from engage.media.web import document_response
from engage.web.access import staff, takes_files
from engage.web.transaction import current_unit, no_store

KEPT: Final = "The document is kept, and listed in the draft."


@dataclass(frozen=True)
class ShownDocument:
    """A document as staff see it. `lacks`: why it cannot be published yet; `place`: where it stands
    in the draft's list, from 1 on, 0 for not at all."""

    name: str
    title: str
    language: str
    pages: int
    size_words: str
    lacks: tuple[str, ...]
    faults: tuple[str, ...]
    asks_reason: bool
    figures: int
    place: int
    is_public: bool
    address: str


@blueprint.get("/staff/engagements/<slug>/documents")
@staff(*READING_ROLES)
def documents(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _list_page(unit, readable(unit, slug), _new_form(is_sent=False))


@blueprint.post("/staff/engagements/<slug>/documents")
@staff(*EDITING_ROLES)
@takes_files(3 * DOCUMENT_BYTES)
def add_document_sent(slug: str) -> ResponseReturnValue:
    form = _new_form()
    # The language and the title go into the file: without them it is not read at all.
    is_sound = form.validate()
    clean = _cleaned(form) if is_sound else None
    unit = current_unit()
    engagement = editable(unit, slug)
    if clean is None:
        return _list_page(unit, engagement, form, REFUSED)
    try:
        with unit.attempt():
            made = add_document(unit, engagement, clean, form.words())
    except Refused as refused:
        form.show_fault(refused)
        return _list_page(unit, engagement, form, REFUSED)
    removed = ", ".join(REMOVED_WORDS[one] for one in clean.removed)
    flash(f"{KEPT} Taken out of it: {removed}." if removed else KEPT)
    return redirect(url_for("engagements.document", slug=slug, name=made.name), 303)


@blueprint.get("/staff/engagements/<slug>/documents/<name>")
@staff(*READING_ROLES)
def document(slug: str, name: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable(unit, slug)
    found = _find(unit, engagement, name)
    return _document_page(unit, engagement, found, _form_of(found))


@blueprint.post("/staff/engagements/<slug>/documents/<name>")
@staff(*EDITING_ROLES)
def describe_document_sent(slug: str, name: str) -> ResponseReturnValue:
    unit, form = current_unit(), DocumentForm()
    form.offer_languages()
    engagement = editable(unit, slug)
    found = _find(unit, engagement, name)
    if not form.validate():
        return _document_page(unit, engagement, found, form, REFUSED)
    try:
        with unit.attempt():
            change_document(unit, engagement, found, form.words(), seen=form.seen.data or "")
    except Refused as refused:
        form.show_fault(refused)
        return _document_page(unit, engagement, found, form, REFUSED)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        form.see(words_of(found))
        return _document_page(unit, engagement, found, form, CONFLICT)
    flash("What is known of the document is saved.")
    return redirect(url_for("engagements.document", slug=slug, name=name), 303)


@blueprint.post("/staff/engagements/<slug>/documents/<name>/place")
@staff(*EDITING_ROLES)
def place_document_sent(slug: str, name: str) -> ResponseReturnValue:
    unit, form = current_unit(), PlaceForm()
    engagement = editable(unit, slug)
    found = _find(unit, engagement, name)
    shown, status = _new_form(is_sent=False), REFUSED
    if not form.validate():
        shown.form_errors.append("Choose where the document goes, and try again.")
        return _list_page(unit, engagement, shown, status)
    try:
        with unit.attempt():
            move, seen = Move(form.move.data), form.seen_revision_id.data
            place_document(unit, engagement, found, move, seen=seen)
    except Refused as refused:
        shown.form_errors.append(refused.message)
    except Conflict:
        shown.form_errors.append("Somebody changed the draft meanwhile. This is how it stands now.")
        status = CONFLICT
    else:
        return redirect(url_for("engagements.documents", slug=slug), 303)
    return _list_page(unit, engagement, shown, status)


@blueprint.post("/staff/engagements/<slug>/documents/<name>/remove")
@staff(*EDITING_ROLES)
def remove_document_sent(slug: str, name: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    take_away(unit, engagement, _find(unit, engagement, name))
    flash("The document is removed for good.")
    return redirect(url_for("engagements.documents", slug=slug), 303)


@blueprint.get("/staff/engagements/<slug>/documents/<name>/file")
@staff(*READING_ROLES)
def document_file(slug: str, name: str) -> Response:
    """Its bytes for staff, cleared for the public or not."""
    unit = current_unit()
    found = _find(unit, readable(unit, slug), name)
    return no_store(document_response(document_with_content(unit.session, found.name) or found))


def _cleaned(form: NewDocumentForm) -> CleanDocument | None:
    sent = request.files.get("document")
    try:
        return clean_document(
            sent.stream.read(DOCUMENT_BYTES + 1) if sent else b"",
            title=form.title.data or "",
            language=form.language.data or "",
        )
    except Refused as refused:
        form.show_fault(refused)
        return None


def _new_form(*, is_sent: bool = True) -> NewDocumentForm:
    form = NewDocumentForm() if is_sent else NewDocumentForm(formdata=None)
    form.offer_languages()
    return form


def _form_of(found: Document) -> DocumentForm:
    words = words_of(found)
    form = DocumentForm(formdata=None, obj=words)
    form.offer_languages()
    form.see(words)
    return form


def _find(unit: Unit, engagement: Engagement, name: str) -> Document:
    found = document_named(unit.session, name) if NAME.fullmatch(name) else None
    if found is None or found.engagement_id != engagement.id or found.removed_at is not None:
        raise NotFound(NO_DOCUMENT)
    return found


def _list_page(
    unit: Unit, engagement: Engagement, form: NewDocumentForm, status: int = 200
) -> ResponseReturnValue:
    rows = _shown(unit, engagement, documents_of(unit.session, engagement.id))
    return page(
        "documents.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        listed=sorted((one for one in rows if one.place), key=lambda one: one.place),
        others=[one for one in rows if not one.place],
        seen=engagement.draft_revision_id,
        has_lost_file=bool(form.errors) and bool(request.files),
    )


def _document_page(
    unit: Unit, engagement: Engagement, found: Document, form: DocumentForm, status: int = 200
) -> ResponseReturnValue:
    [shown] = _shown(unit, engagement, [found])
    return page(
        "document.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        document=shown,
        words=words_of(found),
    )


def _shown(unit: Unit, engagement: Engagement, rows: Sequence[Document]) -> list[ShownDocument]:
    draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
    public = queries.engagement_content(unit.session, engagement.published_revision_id)
    places = {one.name: at for at, one in enumerate(draft.documents, 1)}
    out = {one.name for one in public.documents} if engagement.published_at else set()
    return [_one(row, places.get(row.name, 0), is_public=row.name in out) for row in rows]


def _one(row: Document, place: int, *, is_public: bool) -> ShownDocument:
    faults = faults_from(row.faults)
    return ShownDocument(
        name=row.name,
        title=row.title,
        language="" if row.language == OTHER_LANGUAGE else language_name(row.language),
        pages=row.pages,
        size_words=size_words(row.size),
        lacks=tuple(message for _, message in unclear_document(words_of(row), faults)),
        faults=tuple(_fault_words(one, row.figures) for one in faults),
        asks_reason=bool(ASK_REASON.intersection(faults)),
        figures=row.figures,
        place=place,
        is_public=is_public,
        address=document_address(row.name),
    )


def _fault_words(fault: Fault, figures: int) -> str:
    words = FAULT_WORDS[fault]
    return f"{words} There are {figures:,} of them." if fault is Fault.FIGURES else words
