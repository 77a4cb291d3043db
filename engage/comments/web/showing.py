"""The form for a comment in each of its states; every showing carries a fresh token."""

from collections.abc import Sequence
from typing import Final

from flask import Response, make_response, render_template, request, url_for
from markupsafe import Markup

from engage.comments import service
from engage.comments.answers.rules import all_in_words
from engage.comments.forms import CommentForm
from engage.comments.rules import TEXT_LENGTH, Fault
from engage.comments.web.places import Place
from engage.core.dates import datetime_words
from engage.core.errors import NotFound
from engage.core.language import gettext as _
from engage.core.language import marked
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase
from engage.engagements.shown_questions import FIELD, ShownQuestion, shown_questions
from engage.web.language import as_written
from engage.web.transaction import no_store

NO_NOTICE: Final = marked("This engagement has no collection notice, so it takes no comments.")
NOT_YET: Final = marked("This engagement has not opened yet.")
CLOSED: Final = marked("This engagement closed.")


def form_page(
    unit: Unit,
    place: Place,
    form: CommentForm,
    state: str,
    status: int,
    noticed: tuple[str, ...] = (),
    *,
    busy_until: str = "",
    faults: Sequence[Fault] = (),
) -> Response:
    """The form in one of its states; every showing carries a fresh token."""
    if place.notice is None:
        raise NotFound(NO_NOTICE)
    form.token.data = service.issue_form_token(
        unit,
        place.topic,
        place.notice.version,
        is_first=form.text.data is None,
        wording_id=place.notice.wording_id,
    )
    closed_words, next_words = _closed_words(unit, place.engagement)
    errors = {fault.field.removeprefix(FIELD): fault.message for fault in faults}
    questions = shown_questions(place.sheet.questions, place.sheet.typed, errors, place.said)
    links = {_fault_words(one): f"#{one.first_id}" for one in questions if one.error}
    form.form_errors = [*links, *form.form_errors]
    html = render_template(
        "comments/form.html",
        state=state,
        action=place.action,
        answered=place.answered,
        e=place.e,
        topic=place.shown_topic,
        notice=place.notice,
        form=form,
        questions=questions,
        links=links,
        kept_text=all_in_words(form.text.data or "", place.sheet, place.said)
        if state == "closed"
        else "",
        limit=TEXT_LENGTH,
        noticed=noticed,
        busy_until=busy_until,
        proof_href=url_for("comments.challenge") if place.asks_proof else "",
        is_in_view=place.is_in_view,
        languages=place.languages if place.is_in_view else (),
        go_on=place.go_on if place.is_in_view else (),
        is_sent=request.method == "POST",
        closed_words=closed_words,
        next_words=next_words,
    )
    return no_store(make_response(html, status))


def _fault_words(question: ShownQuestion) -> Markup:
    """What is wrong with an answer, after its question in the language in which that is asked."""
    words = Markup(_("“%(question)s” %(fault)s"))  # noqa: S704  a message of ours
    return words % {"question": as_written(question.label, question.tag), "fault": question.error}


def _closed_words(unit: Unit, engagement: Engagement) -> tuple[str, str]:
    """What is the matter with the time, and what happens next."""
    tz = unit.settings.time_zone
    phase = engagement.timing.phase(unit.now)
    if phase is Phase.UPCOMING and engagement.timing.is_opening_held:
        return _(NOT_YET), _("It was to open during the election period.")
    if phase is Phase.UPCOMING and engagement.opens_at:
        opens = datetime_words(engagement.opens_at, tz)
        return _(NOT_YET), _("You can comment from %(time)s.", time=opens)
    if phase is Phase.PLANNED:
        return (
            _("This engagement is not on this site at present."),
            _("The contact below can say more."),
        )
    return _over_words(
        phase, datetime_words(engagement.closes_at, tz) if engagement.closes_at else ""
    )


def _over_words(phase: Phase, closed: str) -> tuple[str, str]:
    """That it closed, and when, where it had a time for that."""
    if phase is Phase.RESULTS:
        what = _("This engagement closed on %(time)s.", time=closed) if closed else _(CLOSED)
        return what, _("The results are on its page.")
    what = (
        _("This engagement closed on %(time)s, so we can no longer take comments.", time=closed)
        if closed
        else _("This engagement closed, so we can no longer take comments.")
    )
    return what, _(
        "We are reading what people said. The results will be on its page: what we heard, and what"
        " was done with it."
    )
