"""Comments for the tests of moderation, sent the way a citizen sends them."""

import re

from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.rules import Submission, receipt_hash
from engage.comments.service import find_by_receipt, issue_form_token, submit
from engage.core.permissions import CITIZEN
from engage.core.unit import Units
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
        submission = Submission(text, display_name=name, accepts_terms=True)
        code = submit(unit, engagement, about, submission, token)
        found = receipt_hash(re.sub("-", "", code))
        number = unit.session.scalar(select(Comment.id).where(Comment.receipt_hash == found))
    assert number is not None
    return number, code


def by_receipt(units: Units, code: str) -> Comment:
    with units.writing(CITIZEN) as unit:
        return find_by_receipt(unit, code)
