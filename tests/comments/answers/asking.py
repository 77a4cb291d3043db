"""A topic with a question of each kind, and people who answer."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from engage.comments.answers.models import CommentAnswer
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Topic
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.service import save_topic
from tests.app_fixtures import build_engagement
from tests.approving import publish_approved
from tests.comments.citizen import Citizen, comment_of

SAID: Final[dict[str, Any]] = {
    "necessity": "We plan the timetable.",
    "use": "We count the answers.",
    "purpose": "To report what people told us",
}
OFTEN: Final = Question(
    "often",
    QuestionKind.CHOICE,
    "How often do you ride the bus?",
    options=("Every day", "Every week", "Never"),
    **SAID,
)
WHY: Final = Question(
    "why",
    QuestionKind.SEVERAL,
    "What do you ride it for?",
    options=("Work", "School", "Visits"),
    **SAID,
)
HAPPY: Final = Question(
    "happy",
    QuestionKind.SCALE,
    "How well do the buses serve you?",
    steps=5,
    low="Not at all",
    high="Very well",
    **SAID,
)
STOP: Final = Question("stop", QuestionKind.SHORT, "Which stop needs a bench?", **SAID)
ALL: Final = (OFTEN, WHY, HAPPY, STOP)


def ask(
    units: Units, *questions: Question, slug: str = "night-buses", topic: str = "routes"
) -> None:
    """Publishes these questions on the topic in place of those before."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        row = topic_by_slug(unit.session, engagement.id, topic)
        content = topic_content(unit.session, row.draft_revision_id)
        save_topic(
            unit,
            engagement,
            row,
            replace(content, questions=questions),
            seen_revision_id=row.draft_revision_id,
        )
        publish_approved(unit, engagement)


def asked(units: Units, *questions: Question) -> Citizen:
    """A citizen before a topic with these questions; without any given, one of each kind."""
    build_engagement(units)
    ask(units, *(questions or ALL))
    return Citizen.of(units)


def rows_of(units: Units, code: str) -> set[tuple[str, str]]:
    """What is stored of the answers of the comment that a receipt opens."""
    number = comment_of(units, code).id
    with units.reading(SYSTEM) as unit:
        found = unit.session.execute(
            select(CommentAnswer.question_key, CommentAnswer.value).where(
                CommentAnswer.comment_id == number
            )
        )
        return {(key, value) for key, value in found}


def all_rows(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        return len(unit.session.scalars(select(CommentAnswer)).all())


def published_revision(units: Units) -> int | None:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(
            select(Topic.published_revision_id).where(Topic.slug == "routes")
        )
