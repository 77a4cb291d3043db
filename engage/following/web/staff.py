"""How many follow an engagement, for the staff: a number, and nothing of anybody."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from engage.engagements.reach import READING_ROLES
from engage.engagements.web.blueprint import readable, side_of
from engage.following import queries
from engage.following.rules import follower_words
from engage.following.web.blueprint import blueprint
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store


@blueprint.get("/staff/engagements/<slug>/followers")
@staff(*READING_ROLES)
def followers(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable(unit, slug)
    html = render_template(
        "following/staff.html",
        side=side_of(unit, engagement),
        followers=follower_words(queries.followers(unit.session, engagement.id)),
        has_mail=unit.settings.mail is not None,
        issues=queries.newest_issues(unit.session, engagement.id),
    )
    return no_store(make_response(html))
