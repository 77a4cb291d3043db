"""Comments for the tests of moderation, sent the way a citizen sends them."""

import re

from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.rules import Hold, Submission, receipt_hash
from engage.comments.service import find_by_receipt, issue_form_token, submit
from engage.comments.service.placing import move_to
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.notices.service import current_version


def send(
    units: Units,
    text: str = "More buses after midnight, please.",
    *,
    slug: str = "night-buses",
    topic: str = "routes",
    name: str = "",
) -> tuple[int, str]:
    """A comment that waits: its number and its receipt code."""
    with units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        about = topic_by_slug(unit.session, engagement.id, topic)
        notice = current_version(unit, engagement.id)
        assert notice is not None
        token = issue_form_token(unit, about, notice)
        submission = Submission(text, display_name=name, accepts_terms=True, send_as_is=True)
        code = submit(unit, engagement, about, submission, token)
        found = receipt_hash(re.sub("-", "", code))
        number = unit.session.scalar(select(Comment.id).where(Comment.receipt_hash == found))
    assert number is not None
    return number, code


def by_receipt(units: Units, code: str) -> Comment:
    with units.writing(CITIZEN) as unit:
        return find_by_receipt(unit, code)


def put_in_queue(units: Units, comment_id: int, hold: Hold = Hold.ORDINARY) -> None:
    """As the intake does once it has looked at a comment."""
    with units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        comment.screened_version = comment.version
        move_to(unit, unit.session.get_one(Engagement, comment.engagement_id), comment, hold)


def send_looked_at(units: Units, text: str = "More buses.", **more: str) -> tuple[int, str]:
    """A comment that waits in the queue's ordinary part."""
    number, code = send(units, text, **more)
    put_in_queue(units, number)
    return number, code
