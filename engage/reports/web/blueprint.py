"""The blueprint, and what the pages of reports share: who finds which report, and words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.core.dates import day_words
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_slug
from engage.engagements.rules import slug_fault
from engage.reports import queries, service
from engage.reports.approving import KIND_WORDS
from engage.reports.models import Report
from engage.reports.order import Kind, Language
from engage.reports.refusals import kind_words
from engage.reports.service import State
from engage.reports.states import STEP_WORDS, format_words, language_of, reading_order, size_words
from engage.web.transaction import no_store

blueprint = Blueprint("reports", __name__)

REPORT: Final = "<number:report_id>"
NUMBER: Final = "<number:number>"
REFUSED: Final = 422
CONFLICT: Final = 409
STATE_WORDS: Final[Mapping[State, str]] = {
    State.QUEUED: "Waits to be built",
    State.BUILDING: "Is being built",
    State.READY: "Ready",
    State.REFUSED: "Refused",
    State.FAILED: "Could not be built",
    State.CANCELLED: "Called off",
    State.TAKEN_BACK: "Deleted",
}
# The drawing that stands beside the words, by the names of the theme's parts.
STATE_DRAWINGS: Final[Mapping[State, str]] = {
    State.QUEUED: "waiting",
    State.BUILDING: "waiting",
    State.READY: "published",
    State.REFUSED: "not_published",
    State.FAILED: "closed",
    State.CANCELLED: "closed",
    State.TAKEN_BACK: "withdrawn",
}
LANGUAGE_WORDS: Final = {Language.ENGLISH: "English", Language.FRENCH: "French"}


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A staff page: drafts are nobody else's business, so no cache keeps it."""
    html = render_template(
        f"reports/{template}",
        state_words=STATE_WORDS,
        state_drawings=STATE_DRAWINGS,
        step_words=STEP_WORDS,
        kind_words=kind_words,
        size_words=size_words,
        format_words=format_words,
        language_words=lambda name: LANGUAGE_WORDS[Language(language_of(name))],
        extent_words=extent_words,
        in_reading_order=lambda files: sorted(files, key=lambda file: reading_order(file.name)),
        **context,
    )
    return no_store(make_response(html, status))


def refuse_no_slug(slug: str) -> None:
    if slug_fault(slug, is_topic=False):
        raise NotFound(NO_ENGAGEMENT)


def readable_report(unit: Unit, slug: str, number: int) -> tuple[Engagement, Report]:
    """A report by its number, for whoever may read it; NotFound for others."""
    refuse_no_slug(slug)
    engagement = engagement_by_slug(unit.session, slug)
    report = queries.report_by_number(unit.session, engagement.id, number)
    if not service.may_read(unit, report, engagement):
        raise NotFound(queries.NO_REPORT)
    return engagement, report


def draft_to_change(unit: Unit, slug: str, number: int) -> tuple[Engagement, Report]:
    """The same for its authors, who are about to change what becomes of it."""
    refuse_no_slug(slug)
    engagement = service.readable_engagement(unit, slug)
    return engagement, service.draft_of(unit, engagement, number)


def extent_words(report: Report) -> str:
    """'Final report', 'Interim report, to Sunday, 8 March 2026'."""
    words = KIND_WORDS[Kind(report.kind)]
    if report.week is None:
        return words
    return f"{words}, to {day_words(report.week + timedelta(days=6))}"
