"""Standing approvals for replies: all of them, a new one, the second signature, ending one.

Everybody of the ministry reads them, as speakers publish under them. Who signs, the use cases say:
a delegate signs too, whose own roles are others.
"""

from datetime import date, time
from typing import Final

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.dates import from_local, zone
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagements_within, ministries_named
from engage.governance.conduct.rules import GIVING_ROLES, REASON_LENGTH, Period, period_of
from engage.governance.conduct.service import (
    countersign,
    end_approval,
    give_approval,
    may_countersign,
    may_end_approval,
    signature_of,
)
from engage.governance.conduct.service.standing import NO_APPROVAL, NOT_DIRECTOR
from engage.replies.forms import ActionForm, EndForm, StandingForm
from engage.replies.queries.standing import Shown, shown_approvals
from engage.replies.web.blueprint import CONFLICT, REFUSED, blueprint, page, within_reach
from engage.replies.words import STANDING_APPROVAL_WORDS
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit

APPROVAL: Final = "<number:approval_id>"
CHOOSE: Final = "Choose a ministry or an engagement from the list."


@blueprint.get("/staff/standing-approvals")
@staff()
def standing_approvals() -> ResponseReturnValue:
    unit = current_unit()
    shown = shown_approvals(unit, within=within_reach(unit))
    return page(
        "standing.html",
        rows=shown,
        standing_approval_words=STANDING_APPROVAL_WORDS,
        may_give=bool(_ministries(unit)),
        action=ActionForm(formdata=None),
        may_sign={one.row.id for one in shown if may_countersign(unit, one.row)},
        may_end={one.row.id for one in shown if may_end_approval(unit, one.row.ministry_id)},
    )


@blueprint.get("/staff/standing-approvals/new")
@staff()
def give_page() -> ResponseReturnValue:
    unit = current_unit()
    return _give_page(unit, _offered(unit), StandingForm(formdata=None))


@blueprint.post("/staff/standing-approvals/new")
@staff()
def give() -> ResponseReturnValue:
    unit, form = current_unit(), StandingForm()
    ministries = _offered(unit)
    if not form.validate():
        return _give_page(unit, ministries, form, REFUSED)
    try:
        ministry_id, engagement_id = _covered(unit, ministries, form.covers.data or "")
        with unit.attempt():
            give_approval(
                unit,
                ministry_id=ministry_id,
                engagement_id=engagement_id,
                period=_period(unit, form.starts_on.data, form.ends_on.data),
                reason=form.reason.data or "",
            )
    except Refused as refusal:
        form.show_fault(refusal)
        return _give_page(unit, ministries, form, REFUSED)
    flash("You have given the approval. It holds once Citizen Engagement has countersigned it.")
    return redirect(url_for(".standing_approvals"), 303)


@blueprint.post(f"/staff/standing-approvals/{APPROVAL}/countersign")
@staff()
def countersign_it(approval_id: int) -> ResponseReturnValue:
    unit = current_unit()
    try:
        with unit.attempt():
            countersign(unit, approval_id)
        flash("The approval has both signatures.")
    except (Conflict, Refused) as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".standing_approvals"), 303)


@blueprint.get(f"/staff/standing-approvals/{APPROVAL}/end")
@staff()
def end_approval_page(approval_id: int) -> ResponseReturnValue:
    return _end_page(_ending(current_unit(), approval_id), EndForm(formdata=None))


@blueprint.post(f"/staff/standing-approvals/{APPROVAL}/end")
@staff()
def end_it(approval_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), EndForm()
    shown = _ending(unit, approval_id)
    try:
        with unit.attempt():
            end_approval(unit, approval_id, form.reason.data or "")
    except Refused as refusal:
        form.show_fault(refusal)
        return _end_page(shown, form, REFUSED)
    except Conflict as conflict:
        form.show_fault(Refused("", str(conflict)))
        return _end_page(shown, form, CONFLICT)
    flash("The approval has ended.")
    return redirect(url_for(".standing_approvals"), 303)


def _offered(unit: Unit) -> dict[int, str]:
    """The ministries for which the reader may give one; raises NotAllowed where there is none."""
    found = _ministries(unit)
    if not found:
        raise NotAllowed(NOT_DIRECTOR)
    return found


def _ministries(unit: Unit) -> dict[int, str]:
    every = ministries_named(unit.session, None)
    return {one: name for one, name in every.items() if signature_of(unit, GIVING_ROLES, one)}


def _covered(unit: Unit, ministries: dict[int, str], asked: str) -> tuple[int, int | None]:
    """The ministry, and the engagement or None, of a choice such as 'm3' or 'e12'."""
    kind, number = asked[:1], asked[1:]
    if number.isascii() and number.isdigit() and len(number) < 10:
        if kind == "m" and int(number) in ministries:
            return int(number), None
        engagement = unit.session.get(Engagement, int(number)) if kind == "e" else None
        if engagement is not None and engagement.ministry_id in ministries:
            return engagement.ministry_id, engagement.id
    raise Refused("covers", CHOOSE)


def _period(unit: Unit, first: date | None, last: date | None) -> Period:
    tz = unit.settings.time_zone
    today = unit.now.astimezone(zone(tz)).date()
    return period_of(first, last, today, lambda day: from_local(day, time(), tz))


def _ending(unit: Unit, approval_id: int) -> Shown:
    for one in shown_approvals(unit, within=within_reach(unit)):
        if one.row.id == approval_id and may_end_approval(unit, one.row.ministry_id):
            return one
    raise NotFound(NO_APPROVAL)


def _give_page(
    unit: Unit, ministries: dict[int, str], form: StandingForm, status: int = 200
) -> ResponseReturnValue:
    engagements = engagements_within(unit.session, list(ministries))
    form.covers.choices = [
        *(SelectChoice(f"m{one}", f"Every engagement: {name}") for one, name in ministries.items()),
        *(SelectChoice(f"e{one.id}", one.title) for one in engagements),
    ]
    return page("standing_new.html", status, form=form, length=REASON_LENGTH)


def _end_page(shown: Shown, form: EndForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "standing_end.html",
        status,
        one=shown,
        form=form,
        length=REASON_LENGTH,
        standing_approval_words=STANDING_APPROVAL_WORDS,
    )
