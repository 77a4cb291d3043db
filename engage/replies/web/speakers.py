"""Who speaks on which topic of an engagement, and the name under which its team speaks."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import topics_of
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.web.blueprint import editable, side_of
from engage.replies.forms import TeamForm
from engage.replies.models import ReplyTeam
from engage.replies.queries.speakers import candidates, speakers_by_topic
from engage.replies.rules import TEAM_LENGTH
from engage.replies.service import assign_speakers, name_team
from engage.replies.web.blueprint import NUMBER, REFUSED, blueprint, page
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/engagements/<slug>/speakers")
@staff(*EDITING_ROLES)
def speakers(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    named = unit.session.get(ReplyTeam, engagement.id)
    return _page(unit, engagement, TeamForm(formdata=None, team=named.name if named else ""))


@blueprint.post("/staff/engagements/<slug>/speakers")
@staff(*EDITING_ROLES)
def save_speakers(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), TeamForm()
    engagement = editable(unit, slug)
    if not form.validate():
        return _page(unit, engagement, form, REFUSED)
    try:
        with unit.attempt():
            name_team(unit, engagement, form.team.data or "")
            for topic in topics_of(unit.session, engagement.id):
                assign_speakers(unit, engagement, topic, _ticked(topic.id))
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(unit, engagement, form, REFUSED, is_sent=True)
    flash("The speakers are saved.")
    return redirect(url_for("replies.speakers", slug=slug), 303)


def _ticked(topic_id: int) -> set[int]:
    """The people ticked for a topic; what is no number is nobody."""
    sent = request.form.getlist(f"topic-{topic_id}")
    return {int(one) for one in sent if NUMBER.fullmatch(one)}


def _page(
    unit: Unit, engagement: Engagement, form: TeamForm, status: int = 200, *, is_sent: bool = False
) -> ResponseReturnValue:
    topics = topics_of(unit.session, engagement.id)
    assigned = speakers_by_topic(unit.session, [topic.id for topic in topics])
    return page(
        "speakers.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        topics=topics,
        people=candidates(unit.session, engagement.ministry_id),
        ticked={
            topic.id: _ticked(topic.id)
            if is_sent
            else {one.id for one in assigned.get(topic.id, ())}
            for topic in topics
        },
        team_length=TEAM_LENGTH,
    )
