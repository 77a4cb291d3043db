"""Taking a comment back by the link in a mail (R80).

Opening the page changes nothing: programs that check mail open every link. It shows no word of the
comment, as a mailbox may have other readers. The token in the path is the right to act, so the
form carries nothing and there is no session.
"""

from dataclasses import dataclass

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.comments import service
from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.web.blueprint import blueprint
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import Phase
from engage.web.access import public
from engage.web.transaction import current_unit, no_store


@dataclass(frozen=True)
class Withdrawable:
    """Which comment a link is about, for whoever opens it."""

    engagement_title: str
    engagement_href: str
    topic_title: str
    is_withdrawn: bool


@blueprint.get("/withdraw/<token>")
@public
def ask_to_withdraw(token: str) -> ResponseReturnValue:
    unit = current_unit()
    try:
        comment = service.find_by_withdrawal_token(unit, token)
    except NotFound:
        return _page(None, status=404)
    return _page(_about(unit, comment))


@blueprint.post("/withdraw/<token>")
@public
def withdraw_by_link(token: str) -> ResponseReturnValue:
    unit = current_unit()
    try:
        comment = service.find_by_withdrawal_token(unit, token, to_change=True)
    except NotFound:
        return _page(None, status=404)
    was_withdrawn = comment.state == State.WITHDRAWN
    service.withdraw(unit, unit.session.get_one(Engagement, comment.engagement_id), comment)
    return _page(_about(unit, comment), is_done=not was_withdrawn)


def _about(unit: Unit, comment: Comment) -> Withdrawable:
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    # What was published last: the row itself follows the draft while none is in view.
    published = engagements.engagement_content(unit.session, engagement.published_revision_id)
    in_view = engagement.timing.phase(unit.now) is not Phase.PLANNED
    return Withdrawable(
        engagement_title=published.title,
        engagement_href=f"/engagements/{engagement.slug}" if in_view else "",
        topic_title=unit.session.get_one(Topic, comment.topic_id).title,
        is_withdrawn=comment.state == State.WITHDRAWN,
    )


def _page(about: Withdrawable | None, *, is_done: bool = False, status: int = 200) -> Response:
    html = render_template("comments/withdraw.html", about=about, is_done=is_done)
    return no_store(make_response(html, status))
