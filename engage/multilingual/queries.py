"""What is asked about translations: those of an engagement, what there is to translate, what the
public reads."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from engage.core.errors import NotFound
from engage.core.lists import is_in
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Revision
from engage.engagements.rules import (
    TranslatedText,
    TranslationContent,
    engagement_from_json,
    translation_from_json,
)
from engage.multilingual.models import EngagementTranslation, TextInLanguage
from engage.multilingual.rules import (
    ENGAGEMENT,
    RESULTS,
    Original,
    is_outdated,
    is_whole,
    original_of,
    original_of_document,
    original_of_question,
    said_in,
    text_of,
    topic_key,
    update_key,
)
from engage.updates.queries import update_content, updates_of

NO_TRANSLATION: Final = "There is no such translation."
_TRANSLATED: Final = aliased(Revision)


def translations_of(session: Session, engagement_id: int) -> Sequence[EngagementTranslation]:
    """All languages of an engagement, drafts and withdrawn ones too."""
    return session.scalars(
        select(EngagementTranslation)
        .where(EngagementTranslation.engagement_id == engagement_id)
        .order_by(EngagementTranslation.language)
    ).all()


def translation_by_id(session: Session, translation_id: int) -> EngagementTranslation:
    found = session.get(EngagementTranslation, translation_id)
    if found is None:
        raise NotFound(NO_TRANSLATION)
    return found


def translation_in(session: Session, engagement_id: int, tag: str) -> EngagementTranslation:
    found = session.scalar(
        select(EngagementTranslation).where(
            EngagementTranslation.engagement_id == engagement_id,
            EngagementTranslation.language == tag,
        )
    )
    if found is None:
        raise NotFound(NO_TRANSLATION)
    return found


def translation_content(session: Session, revision_id: int | None) -> TranslationContent:
    """The content of a revision; with None, an empty one."""
    revision = session.get(Revision, revision_id) if revision_id else None
    return translation_from_json(revision.content) if revision else TranslationContent()


def texts_in_language(session: Session, translation_id: int) -> Sequence[TextInLanguage]:
    """The texts of a translation that were published, each by its row."""
    return session.scalars(
        select(TextInLanguage)
        .where(TextInLanguage.translation_id == translation_id)
        .order_by(TextInLanguage.id)
    ).all()


def drafted_originals(session: Session, engagement: Engagement) -> list[Original]:
    """What there is to translate, as it is drafted now, in the order of the pages."""
    content = engagements.engagement_content(session, engagement.draft_revision_id)
    found = [original_of(ENGAGEMENT, "The engagement", content)]
    found += [original_of_document(one) for one in content.documents]
    for topic in engagements.topics_of(session, engagement.id):
        written = engagements.topic_content(session, topic.draft_revision_id)
        found.append(original_of(topic_key(topic.id), f"Topic: {written.title}", written))
        found += [original_of_question(topic.id, one) for one in written.questions]
    results = engagements.results_content(session, engagement.results_draft_revision_id)
    found.append(original_of(RESULTS, "The results", results))
    for update in updates_of(session, engagement.id):
        if update.withdrawn_at is None:
            told = update_content(session, update.draft_revision_id)
            found.append(original_of(update_key(update.id), f"Update: {told.title}", told))
    return [one for one in found if one.fields]


_PUBLIC: Final = (
    select(Revision.content)
    .join(EngagementTranslation, EngagementTranslation.published_revision_id == Revision.id)
    .where(
        EngagementTranslation.engagement_id == bindparam("engagement"),
        EngagementTranslation.language == bindparam("language"),
        EngagementTranslation.withdrawn_at.is_(None),
    )
)


def public_texts(session: Session, engagement_id: int, tag: str) -> Mapping[str, TranslatedText]:
    """What the public reads of an engagement in a language, by key; empty where it reads none."""
    asked = {"engagement": engagement_id, "language": tag}
    content = session.scalar(_PUBLIC, asked)
    if content is None:
        return {}
    return {text.key: text for text in translation_from_json(content).texts}


def public_texts_of_each(
    session: Session, engagement_ids: Collection[int], tag: str
) -> dict[int, Mapping[str, TranslatedText]]:
    """The same of several, by id; those left out of which the public reads nothing in it."""
    asked = (
        select(EngagementTranslation.engagement_id, Revision.content)
        .join(Revision, Revision.id == EngagementTranslation.published_revision_id)
        .where(
            is_in(session, EngagementTranslation.engagement_id, engagement_ids),
            EngagementTranslation.language == tag,
            EngagementTranslation.withdrawn_at.is_(None),
        )
    )
    return {
        number: {text.key: text for text in translation_from_json(content).texts}
        for number, content in session.execute(asked)
    }


def titles_in(
    session: Session, engagement_ids: Collection[int], tag: str
) -> dict[int, tuple[str, str]]:
    """Title and summary in a language, by id; those left out of which the public reads neither
    there."""
    of_engagement = (
        select(Engagement.id, Revision.content, _TRANSLATED.content)
        .join(Revision, Revision.id == Engagement.published_revision_id)
        .join(EngagementTranslation, EngagementTranslation.engagement_id == Engagement.id)
        .join(_TRANSLATED, _TRANSLATED.id == EngagementTranslation.published_revision_id)
        .where(
            is_in(session, Engagement.id, engagement_ids),
            EngagementTranslation.language == tag,
            EngagementTranslation.withdrawn_at.is_(None),
        )
    )
    found = {}
    for number, content, translation in session.execute(of_engagement):
        written = engagement_from_json(content)
        text = text_of(translation_from_json(translation), ENGAGEMENT)
        if text is not None and is_whole(original_of(ENGAGEMENT, "", written), text):
            said = said_in(written, text)
            found[number] = said.title, said.summary
    return found


def shown_text(original: Original, texts: Mapping[str, TranslatedText]) -> TranslatedText | None:
    """The translation of a public text, if it is whole."""
    text = texts.get(original.key)
    return text if is_whole(original, text) else None


def outdated(originals: Sequence[Original], content: TranslationContent) -> list[Original]:
    """The texts that were changed since they were translated."""
    by_key = {text.key: text for text in content.texts}
    return [one for one in originals if is_outdated(one, by_key.get(one.key))]
