"""Opening an incident by hand: from the list, or from a comment (`?comment=12`).

The page of a comment may post straight here with a kind and no more: one press opens the incident.
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.models import Comment
from engage.core.errors import NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.incidents.forms import OpeningForm, number
from engage.incidents.queries import Within, ministries, open_incident_of
from engage.incidents.rules import OPENING_ROLES
from engage.incidents.service import NO_COMMENT, open_incident
from engage.incidents.web.blueprint import REFUSED, blueprint, page, whom_to_tell
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit


@blueprint.get("/staff/incidents/new")
@staff(*OPENING_ROLES)
def new() -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, _asked_comment(unit), OpeningForm(formdata=None))


@blueprint.post("/staff/incidents/new")
@staff(*OPENING_ROLES)
def create() -> ResponseReturnValue:
    unit, form = current_unit(), OpeningForm()
    comment = _asked_comment(unit)
    try:
        with unit.attempt():
            opened = open_incident(
                unit,
                form.kind.data or "",
                comment_id=comment.id if comment else None,
                ministry_id=number(form.ministry.data),
                note=form.note.data or "",
            )
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(unit, comment, form, REFUSED)
    flash(f"Incident {opened.id} is open. Tell the people named on this page now.")
    return redirect(url_for(".incident", incident_id=opened.id), 303)


def _asked_comment(unit: Unit) -> Comment | None:
    """The comment of the address, if it names one; raises NotFound beyond the actor's reach."""
    asked = request.args.get("comment", "")
    if not asked:
        return None
    found = unit.session.get(Comment, number(asked) or 0)
    if found is None or not unit.actor.reaches(OPENING_ROLES, _ministry_of(unit, found)):
        raise NotFound(NO_COMMENT)
    return found


def _ministry_of(unit: Unit, comment: Comment) -> int:
    return unit.session.get_one(Engagement, comment.engagement_id).ministry_id


def _page(
    unit: Unit, comment: Comment | None, form: OpeningForm, status: int = 200
) -> ResponseReturnValue:
    reach = unit.actor.ministries(OPENING_ROLES)
    within: Within = frozenset({_ministry_of(unit, comment)}) if comment else reach
    offered = ministries(unit.session, within=within)
    form.ministry.choices = [SelectChoice("", "Choose a ministry")] if len(offered) > 1 else []
    form.ministry.choices += [SelectChoice(str(one), name) for one, name in offered]
    return page(
        "new.html",
        status,
        form=form,
        comment=comment,
        standing=open_incident_of(unit.session, comment.id, within=within) if comment else None,
        **whom_to_tell(unit, within),
    )
