"""The form to follow an engagement: the notice first, then the address (R23).

What is answered never depends on whether an address follows, has asked before or gets a mail. A
form in which the bait was filled gets the same answer, and nothing is stored.
"""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.comments.defences.senders import HOUR, hour_of, sender_at
from engage.core.dates import datetime_words
from engage.core.errors import NotFound, Refused
from engage.core.language import current, marked
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement
from engage.following import service
from engage.following.forms import FollowForm
from engage.following.rules import PENDING_LIFE, NoticeChanged, Pace, checked
from engage.following.web.blueprint import REFUSED, blueprint, faults_of, shown
from engage.notices.rules import NoticeTemplate
from engage.web.access import public
from engage.web.transaction import close_unit, current_unit, no_store

TOO_MANY = 429
NOT_OFFERED = marked("This engagement cannot be followed by e-mail.")


@blueprint.get("/engagements/<slug>/follow")
@public
def follow(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement, notice = _offered(unit, slug)
    form = FollowForm(formdata=None, pace=Pace.AT_ONCE.value, language=current())
    return _form_page(unit, engagement, notice, form)


@blueprint.post("/engagements/<slug>/follow")
@public
def follow_asked(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), FollowForm()
    engagement, notice = _offered(unit, slug)
    sender = sender_at(unit.session, request.remote_addr or "", unit.now)
    if service.asks_too_often(unit, sender):
        return _busy_page(unit, engagement, notice, form)
    try:
        wanted = checked(form.email.data or "", form.pace.data or "", form.language.data or "")
        if not form.website.data:
            service.ask(unit, engagement, wanted, form.token.data or "", sender)
    except Refused as refusal:
        for fault in faults_of(refusal):
            form.show_fault(fault)
        # Nothing of it stays; the page shows the notice that is in force now.
        close_unit()
        unit = current_unit()
        return _form_page(
            unit, *_offered(unit, slug), form, REFUSED, is_new=isinstance(refusal, NoticeChanged)
        )
    html = render_template(
        "following/asked.html",
        e=shown(unit, engagement),
        days=PENDING_LIFE.days,
    )
    return no_store(make_response(html))


def _offered(unit: Unit, slug: str) -> tuple[Engagement, NoticeTemplate]:
    """A public engagement, where mail is set up and the notice is complete; else NotFound."""
    engagement = engagements.public_engagement(unit.session, slug)
    notice = service.following_notice(unit)
    if notice is None or not service.is_offered(unit, engagement):
        raise NotFound(NOT_OFFERED)
    return engagement, notice


def _busy_page(
    unit: Unit, engagement: Engagement, notice: NoticeTemplate, form: FollowForm
) -> Response:
    """Counting begins anew with the next hour."""
    until = hour_of(unit.now) + HOUR
    words = datetime_words(until, unit.settings.time_zone)
    response = _form_page(unit, engagement, notice, form, TOO_MANY, busy_until=words)
    response.headers["Retry-After"] = str(int((until - unit.now).total_seconds()) + 1)
    return response


def _form_page(
    unit: Unit,
    engagement: Engagement,
    notice: NoticeTemplate,
    form: FollowForm,
    status: int = 200,
    *,
    busy_until: str = "",
    is_new: bool = False,
) -> Response:
    """The form; every showing carries a fresh token."""
    shown_notice = notice.said_in(current())
    form.token.data = service.issue_follow_token(unit, engagement, shown_notice)
    html = render_template(
        "following/form.html",
        e=shown(unit, engagement),
        notice=shown_notice,
        form=form,
        action=f"/engagements/{engagement.slug}/follow",
        busy_until=busy_until,
        is_new=is_new,
    )
    return no_store(make_response(html, status))
