"""What an election means for one engagement: whether its new comments are shown, what is held."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.engagements.forms.shape import RevisionForm
from engage.engagements.reach import READING_ROLES
from engage.engagements.web.blueprint import blueprint, page, readable, side_of
from engage.governance.elections.listing import held_of_engagement
from engage.governance.elections.queries import periods, shows_comments
from engage.governance.elections.rules import SHOWING_ROLES
from engage.governance.elections.service import show_comments_in_elections
from engage.governance.elections.words import KIND_WORDS, OUTCOME_WORDS, standing_words
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/engagements/<slug>/election")
@staff(*READING_ROLES)
def election(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable(unit, slug)
    return page(
        "election.html",
        side=side_of(unit, engagement),
        form=RevisionForm(formdata=None),
        standing=standing_words(periods(unit.session), unit.now, unit.settings.time_zone),
        shows=shows_comments(unit.session, engagement.id),
        may_decide=unit.actor.reaches(SHOWING_ROLES, engagement.ministry_id),
        held_items=held_of_engagement(unit.session, engagement.id),
        kind_words=KIND_WORDS,
        outcome_words=OUTCOME_WORDS,
    )


@blueprint.post("/staff/engagements/<slug>/election")
@staff(*SHOWING_ROLES)
def decide_on_election(slug: str) -> ResponseReturnValue:
    """A press says what shall be, not 'the other': two who press at once want the same."""
    unit = current_unit()
    engagement = readable(unit, slug)
    shows = request.form.get("shows") == "yes"
    show_comments_in_elections(unit, engagement.id, shows=shows)
    flash(
        "Newly approved comments are shown during elections."
        if shows
        else "Comments that are approved during an election are held."
    )
    return redirect(url_for("engagements.election", slug=slug), 303)
