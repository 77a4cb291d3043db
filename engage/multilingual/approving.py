"""What approvals of a translation bind to: its words (R9)."""

import json

from engage.core.unit import Unit
from engage.engagements.approving import Approvable, authors_of
from engage.engagements.models import Engagement, Revision
from engage.engagements.queries import engagement_by_id
from engage.governance.approvals.rules import Part, Subject, SubjectKind, hash_of
from engage.multilingual.models import EngagementTranslation
from engage.multilingual.queries import translation_by_id
from engage.multilingual.tags import language_of


def translation_subject(
    unit: Unit, engagement: Engagement, translation: EngagementTranslation
) -> Subject:
    """The draft of a translation, as approvals see it now."""
    draft = translation.draft_revision_id
    revision = unit.session.get(Revision, draft) if draft else None
    written = json.loads(revision.content) if revision else {}
    return Subject(
        SubjectKind.TRANSLATION,
        translation.id,
        engagement.ministry_id,
        {Part.WORDS: hash_of(written)},
        {"translation": draft or 0},
        authors_of(unit, [("translation", [translation.id])]),
        engagement.id,
    )


def approvable_translation(unit: Unit, translation_id: int) -> Approvable:
    """For lists of what waits, and the mails that tell of it."""
    translation = translation_by_id(unit.session, translation_id)
    engagement = engagement_by_id(unit.session, translation.engagement_id)
    return Approvable(
        engagement,
        translation_subject(unit, engagement, translation),
        title_of(engagement, translation),
        f"/translations/{translation.language}/approvals",
    )


def title_of(engagement: Engagement, translation: EngagementTranslation) -> str:
    """'Punjabi: Should the night buses run all week?'"""
    language = language_of(translation.language)
    name = language.english if language else translation.language
    return f"{name}: {engagement.title}"
