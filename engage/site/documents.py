"""Documents on public pages: what the page of an engagement lists, and the files themselves.

A file goes out only while the published page of its engagement lists it and what has to be known
of it is known. One that was removed is gone at once, and both its page and its address say so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.core.language import ngettext, number
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement
from engage.engagements.rules import DocumentShown, EngagementContent, Phase
from engage.media.documents.models import Document
from engage.media.documents.queries import document_with_content, documents_named
from engage.media.documents.rules import (
    NAME,
    OTHER_LANGUAGE,
    document_address,
    faults_from,
    language_name,
    size_words,
    unclear_document,
)
from engage.media.documents.service import NO_DOCUMENT, words_of
from engage.media.web import document_response
from engage.multilingual.spoken import IN_ENGLISH, Spoken
from engage.web.access import public
from engage.web.transaction import current_unit

blueprint = Blueprint("documents", __name__)

FOR_A_WHILE: Final = "public, max-age=600, s-maxage=10"
"""Shared caches ask again after ten seconds: a document that was removed is gone from them too."""
REMOVED: Final = "This document was removed. The page of its engagement says what there is now."


@dataclass(frozen=True)
class DocumentLink:
    """A document in the list of an engagement's page. `details`: 'PDF, 1.2 MB, 14 pages, French';
    `tag`: its language in HTML, '' where it is not known; `removed_at`: since when it is gone.
    `said_in` is the language of a translated title and description; '': they are staff's own."""

    href: str
    title: str
    description: str
    tag: str
    details: str
    is_for_all: bool
    removed_at: datetime | None = None
    said_in: str = ""


def documents_shown(
    unit: Unit, content: EngagementContent, staff_page: str = "", spoken: Spoken = IN_ENGLISH
) -> tuple[DocumentLink, ...]:
    """What the page lists, in its order; one query, and none where it lists nothing.

    `staff_page`: under which staff get a file that is not public yet, for the preview.
    """
    if not content.documents:
        return ()
    rows = documents_named(unit.session, [one.name for one in content.documents])
    return tuple(
        _link(one, rows[one.name], staff_page, spoken)
        for one in content.documents
        if one.name in rows
    )


def _link(shown: DocumentShown, row: Document, staff_page: str, spoken: Spoken) -> DocumentLink:
    title, description, said_in = spoken.listed(shown) or (shown.title, shown.description, "")
    address = f"{staff_page}/{shown.name}/file" if staff_page else document_address(shown.name)
    return DocumentLink(
        href=address if row.removed_at is None else "",
        title=title,
        description=description,
        tag="" if shown.language == OTHER_LANGUAGE else shown.language,
        details=", ".join(_details(shown)),
        is_for_all=shown.is_for_all,
        removed_at=row.removed_at,
        said_in=said_in,
    )


def _details(shown: DocumentShown) -> Iterator[str]:
    yield "PDF"
    yield size_words(shown.size)
    yield ngettext("%(n)s page", "%(n)s pages", shown.pages) % {"n": number(shown.pages)}
    if language := language_name(shown.language):
        yield language


@blueprint.get("/media/<name>.pdf")
@public
def document(name: str) -> ResponseReturnValue:
    unit = current_unit()
    found = document_with_content(unit.session, name) if NAME.fullmatch(name) else None
    if found is None:
        raise NotFound(NO_DOCUMENT)
    if not _is_listed(unit, found):
        raise NotFound(REMOVED if found.removed_at is not None else NO_DOCUMENT)
    response = document_response(found)
    response.headers["Cache-Control"] = FOR_A_WHILE
    response.set_etag(name)
    return response.make_conditional(request)


def _is_listed(unit: Unit, found: Document) -> bool:
    """Whether the public may have it now."""
    engagement = unit.session.get_one(Engagement, found.engagement_id)
    if found.removed_at is not None or engagement.timing.phase(unit.now) is Phase.PLANNED:
        return False
    if unclear_document(words_of(found), faults_from(found.faults)):
        return False
    content = engagements.engagement_content(unit.session, engagement.published_revision_id)
    return any(one.name == found.name for one in content.documents)
