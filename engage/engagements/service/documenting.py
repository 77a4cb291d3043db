"""Documents of an engagement: who edits it adds them, says what they are, orders them, takes them
away.

The draft lists which of them its page shows, so that approvals bind to each file and to its words.
Taking one away for good needs nobody's approval: what must not be public is gone at once.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Final

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.rules import DocumentShown, EngagementContent
from engage.engagements.service.drafting import save_engagement
from engage.engagements.service.revising import refuse_changed, touch
from engage.media.documents.limits import CleanDocument
from engage.media.documents.models import Document
from engage.media.documents.rules import (
    DocumentWords,
    faults_from,
    is_for_all,
    mark_of_words,
)
from engage.media.documents.service import (
    describe_document,
    remove_document,
    store_document,
    words_of,
)

MOST_LISTED: Final = 40
FULL: Final = f"A page shows at most {MOST_LISTED} documents. Take one off the list first."
SEEN_OTHER: Final = "Somebody saved this document while you were writing. Read what is there now."


class Move(StrEnum):
    """What is done to a document's place on the page."""

    SHOW = "show"
    HIDE = "hide"
    UP = "up"
    DOWN = "down"


def add_document(
    unit: Unit, engagement: Engagement, document: CleanDocument, words: DocumentWords
) -> Document:
    """Keeps a document that was made clean before this transaction began, last on the page. One
    that was taken away, and that the public page still names, is there again at once."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    kept = store_document(unit, document, words, engagement.id)
    if _is_named(unit, engagement, kept):
        touch(unit, engagement)
    _relist(unit, engagement, lambda listed: (*listed, shown_as(kept)))
    return kept


def change_document(
    unit: Unit, engagement: Engagement, document: Document, words: DocumentWords, *, seen: str
) -> None:
    """What it is, whose it is and why we may show it; the draft says the same from now on.
    Conflict when it is other than `seen` (`mark_of_words`)."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    if mark_of_words(words_of(document)) != seen:
        raise Conflict(SEEN_OTHER)
    describe_document(unit, document, words)
    _relist(
        unit,
        engagement,
        lambda listed: tuple(
            shown_as(document) if one.name == document.name else one for one in listed
        ),
    )


def place_document(
    unit: Unit, engagement: Engagement, document: Document, move: Move, *, seen: int | None
) -> None:
    """Lists it in the draft, takes it off the list, or moves it there by one place."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(engagement.draft_revision_id, seen)
    _relist(unit, engagement, lambda listed: _placed(listed, shown_as(document), move))


def take_away(unit: Unit, engagement: Engagement, document: Document) -> None:
    """For good and at once: the file is erased, and the public page says that it was there."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    remove_document(unit, document)
    _relist(
        unit,
        engagement,
        lambda listed: tuple(one for one in listed if one.name != document.name),
    )
    touch(unit, engagement)


def shown_as(document: Document) -> DocumentShown:
    """As the public page lists it."""
    return DocumentShown(
        name=document.name,
        title=document.title,
        language=document.language,
        description=document.description,
        pages=document.pages,
        size=document.size,
        is_for_all=is_for_all(faults_from(document.faults)),
    )


def _is_named(unit: Unit, engagement: Engagement, document: Document) -> bool:
    """Whether the page that the public reads lists it."""
    published = queries.engagement_content(unit.session, engagement.published_revision_id)
    return any(one.name == document.name for one in published.documents)


Listed = tuple[DocumentShown, ...]


def _relist(unit: Unit, engagement: Engagement, change: Callable[[Listed], Listed]) -> None:
    """A new draft revision with another list; none where the list stays as it is."""
    draft: EngagementContent = queries.engagement_content(
        unit.session, engagement.draft_revision_id
    )
    listed = change(draft.documents)
    if listed == draft.documents:
        return
    if len(listed) > MOST_LISTED:
        raise Refused("", FULL)
    save_engagement(
        unit,
        engagement,
        replace(draft, documents=listed),
        seen_revision_id=engagement.draft_revision_id,
    )


def _placed(listed: Listed, document: DocumentShown, move: Move) -> Listed:
    others = [one for one in listed if one.name != document.name]
    if move is Move.HIDE:
        return tuple(others)
    at = next((at for at, one in enumerate(listed) if one.name == document.name), len(others))
    step = {Move.UP: -1, Move.DOWN: 1}.get(move, 0)
    at = min(max(at + step, 0), len(others))
    return (*others[:at], document, *others[at:])
