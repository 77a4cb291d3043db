"""Questions about planning records, for one engagement or for many at once."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.core.errors import NotFound
from engage.engagements.models import Engagement, Revision
from engage.engagements.planning.assessments import AssessmentKind, assessed
from engage.engagements.planning.fields import Asking, FormField, form_fields
from engage.engagements.planning.models import Assessment, IdeaStep, SharedContent
from engage.engagements.planning.rules import PlanningContent, planning_from_json
from engage.engagements.planning.steps import IdeaStepKind
from engage.engagements.queries import revisions_by_id, topics_written
from engage.engagements.rules import topic_from_json
from engage.governance.rules import Assessed


def planning_content(session: Session, engagement: Engagement) -> PlanningContent:
    """The record as it was last saved; an empty one where nobody began."""
    revision = session.get(Revision, engagement.planning_revision_id or 0)
    return planning_from_json(revision.content) if revision else PlanningContent()


def plans_of(session: Session, engagements: Sequence[Engagement]) -> dict[int, PlanningContent]:
    """The records of many engagements, by engagement id, in one query."""
    rows = revisions_by_id(session, (one.planning_revision_id for one in engagements))
    found = {}
    for one in engagements:
        saved = rows.get(one.planning_revision_id or 0)
        found[one.id] = planning_from_json(saved.content) if saved else PlanningContent()
    return found


def asked_by_engagement(
    session: Session, engagement_ids: Collection[int]
) -> dict[int, tuple[Asking, ...]]:
    """The drafts of all topics, by engagement id, in their order."""
    return {
        engagement_id: tuple(Asking(slug, topic_from_json(content)) for slug, content in topics)
        for engagement_id, topics in topics_written(session, engagement_ids).items()
    }


def asked_fields(session: Session, engagement: Engagement) -> tuple[FormField, ...]:
    """Every field that the public form of this engagement has, by its drafts."""
    return form_fields(asked_by_engagement(session, [engagement.id])[engagement.id])


def current_assessment(
    session: Session, engagement_id: int, kind: AssessmentKind | str
) -> Assessment | None:
    """The newest that was recorded; whether it still counts is for `assessments.assessed`."""
    return session.scalar(
        select(Assessment)
        .where(Assessment.engagement_id == engagement_id, Assessment.kind == str(kind))
        .order_by(Assessment.id.desc())
        .limit(1)
    )


def assessments_of(
    session: Session, engagement_id: int, kind: AssessmentKind
) -> Sequence[Assessment]:
    """All that were recorded, newest first: amendments stand before what they amended."""
    return session.scalars(
        select(Assessment)
        .where(Assessment.engagement_id == engagement_id, Assessment.kind == kind)
        .order_by(Assessment.id.desc())
    ).all()


def current_assessments(
    session: Session, engagement_ids: Iterable[int]
) -> dict[tuple[int, AssessmentKind], Assessment]:
    """The newest of each kind for many engagements, in one query."""
    newest = (
        select(func.max(Assessment.id))
        .where(Assessment.engagement_id.in_(list(engagement_ids)))
        .group_by(Assessment.engagement_id, Assessment.kind)
    )
    rows = session.scalars(select(Assessment).where(Assessment.id.in_(newest)))
    return {(row.engagement_id, AssessmentKind(row.kind)): row for row in rows}


def standing_of(row: Assessment | None, now_covers: str) -> Assessed:
    """Whether what was recorded still counts for what is planned now."""
    return assessed(row.covers if row else None, row.decision if row else "", now_covers)


def idea_steps(session: Session, engagement_id: int) -> Sequence[IdeaStep]:
    """How the idea was put and answered, oldest first."""
    return session.scalars(
        select(IdeaStep).where(IdeaStep.engagement_id == engagement_id).order_by(IdeaStep.id)
    ).all()


def ideas_waiting(
    session: Session, within: Collection[int] | None
) -> Sequence[tuple[Engagement, IdeaStep]]:
    """Ideas put to Citizen Engagement and not answered since, oldest first."""
    last = select(func.max(IdeaStep.id)).group_by(IdeaStep.engagement_id)
    question = (
        select(Engagement, IdeaStep)
        .join(IdeaStep, IdeaStep.engagement_id == Engagement.id)
        .where(IdeaStep.id.in_(last), IdeaStep.step == IdeaStepKind.ASKED)
        .order_by(IdeaStep.id)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    return [(engagement, step) for engagement, step in session.execute(question)]


def shared_by(session: Session, engagement_id: int) -> Sequence[SharedContent]:
    """What was sent to the shop, oldest first."""
    return session.scalars(
        select(SharedContent)
        .where(SharedContent.engagement_id == engagement_id)
        .order_by(SharedContent.id)
    ).all()


def shared_to_change(session: Session, engagement_id: int, shared_id: int) -> SharedContent:
    """One of this engagement's, locked; NotFound for any other."""
    found = session.scalar(
        select(SharedContent)
        .where(SharedContent.id == shared_id, SharedContent.engagement_id == engagement_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound("Nothing of this kind was sent.")
    return found
