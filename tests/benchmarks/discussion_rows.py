"""A long discussion in one topic, put there by plain statements: of fifty comments three are
replies to a fourth, and of every thousand one is gone while its replies stay."""

from sqlalchemy import text

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import topics_of
from tests.benchmarks.home_rows import add_comments

REPLIES = text("UPDATE comment SET parent_id = id - id % 50 WHERE id % 50 IN (1, 2, 3) AND id > 50")
THREADS = text(
    "INSERT INTO comment_thread"
    " (comment_id, topic_id, received_at, public_id, published_version, replies)"
    " SELECT id, topic_id, received_at, public_id, published_version, 3 FROM comment"
    " WHERE id IN (SELECT parent_id FROM comment)"
)
GONE = text(
    "UPDATE comment SET published_version = NULL, state = 'not_published' WHERE id % 1000 = 0"
)


def add_discussion(units: Units, engagement: Engagement, count: int) -> None:
    """Into the engagement's only topic, in a database without comments."""
    add_comments(units, [engagement.id], count)
    with units.writing(SYSTEM) as unit:
        (topic,) = topics_of(unit.session, engagement.id)
        for statement in (REPLIES, GONE, THREADS):
            unit.session.execute(statement)
        unit.count(topic.scope, "published", count - count // 1000)
        unit.touch(engagement.scope)


def analyze(units: Units) -> None:
    """Tells the database what it holds, as it finds out by itself in time."""
    with units.writing(SYSTEM) as unit:
        unit.session.execute(text("ANALYZE"))
