"""Translations in the index: each text of its own, so that what is found leads to its page.

A text is there while the public reads it in the language: its translation is public, so is what it
translates, and it is whole in the public wording (else the page shows it in English). With it go
the questions of a topic and the documents of an engagement, as far as the page shows them in the
language. Results are known before they are shown: that is asked at each search, as the clock
changes it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from engage.engagements.listing import reported_at
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import (
    EngagementContent,
    TopicContent,
    engagement_from_json,
    results_from_json,
    topic_from_json,
    translation_from_json,
    update_from_json,
)
from engage.multilingual.models import EngagementTranslation, TextInLanguage
from engage.multilingual.rules import (
    ENGAGEMENT,
    RESULTS,
    TOPIC,
    UPDATE,
    Translatable,
    is_whole,
    original_of,
    place_of,
    text_of,
)
from engage.multilingual.spoken import Spoken
from engage.search import beside
from engage.search.rules import without_markup
from engage.updates.models import EngagementUpdate

Question = Select[*tuple[Any, ...]]
_WRITTEN: Final[Mapping[str, Callable[[str], Translatable]]] = {
    ENGAGEMENT: engagement_from_json,
    TOPIC: topic_from_json,
    UPDATE: update_from_json,
    RESULTS: results_from_json,
}


def said_in_text(content: str, key: str) -> str:
    """What one text of a translation says below its title; `content`: the JSON of its revision."""
    text = text_of(translation_from_json(content), key)
    if text is None:
        return ""
    return " \n".join(filter(None, (text.summary, text.prompt, without_markup(text.body))))


def whole_words(
    content: str, key: str, kind: str, wording: str, language: str, documents: str | None
) -> str:
    """All of it, or '' where it is not whole in the public `wording` (JSON) of its original;
    `documents`: see `beside.THERE`."""
    original = original_of(key, "", _WRITTEN[kind](wording))
    text = text_of(translation_from_json(content), key)
    if text is None or not is_whole(original, text):
        return ""
    more = words_beside(content, key, kind, wording, language, documents)
    return f"{text.title} \n{said_in_text(content, key)} \n{more}"


def words_beside(
    content: str, key: str, kind: str, wording: str, language: str, documents: str | None
) -> str:
    """The questions of a topic, and the documents of an engagement, that pages show in the
    language."""
    texts = {text.key: text for text in translation_from_json(content).texts}
    spoken, written = Spoken(language, "", texts), _WRITTEN[kind](wording)
    if isinstance(written, EngagementContent):
        return beside.documents_in(spoken, written, documents)
    place = place_of(key, 0)
    if isinstance(written, TopicContent) and place is not None:
        return beside.questions_in(spoken, place.subject_id, written)
    return ""


_OF_LANGUAGE: Final = EngagementTranslation.id == TextInLanguage.translation_id
_PUBLISHED: Final = Revision.id == EngagementTranslation.published_revision_id
_IS_TOPIC: Final = and_(TextInLanguage.kind == TOPIC, Topic.id == TextInLanguage.subject_id)
_IS_UPDATE: Final = and_(
    TextInLanguage.kind == UPDATE, EngagementUpdate.id == TextInLanguage.subject_id
)
_WORDING: Final = aliased(Revision)
# Topics and updates stay in the index with their engagement out of view, as in English: a search
# asks for that. Of what is not public itself there is no wording, and so no row.
_IN_VIEW: Final = Engagement.published_at.is_not(None)
_PUBLIC_WORDING: Final = case(
    (and_(TextInLanguage.kind == ENGAGEMENT, _IN_VIEW), Engagement.published_revision_id),
    (and_(TextInLanguage.kind == RESULTS, _IN_VIEW), Engagement.results_revision_id),
    (TextInLanguage.kind == TOPIC, Topic.published_revision_id),
    (EngagementUpdate.withdrawn_at.is_(None), EngagementUpdate.published_revision_id),
)
SOURCE: Final[Question] = (
    select(
        TextInLanguage.id,
        TextInLanguage.engagement_id,
        Revision.content,
        TextInLanguage.key,
        TextInLanguage.kind,
        _WORDING.content,
        EngagementTranslation.language,
        case((TextInLanguage.kind == ENGAGEMENT, beside.THERE)),
    )
    .join(EngagementTranslation, _OF_LANGUAGE)
    .join(Revision, _PUBLISHED)
    .join(Engagement, Engagement.id == TextInLanguage.engagement_id)
    .outerjoin(Topic, _IS_TOPIC)
    .outerjoin(EngagementUpdate, _IS_UPDATE)
    .join(_WORDING, _WORDING.id == _PUBLIC_WORDING)
    .where(EngagementTranslation.withdrawn_at.is_(None))
)
"""Id, engagement, and what `whole_words` asks for."""


def _slug(subject: type[Topic] | type[EngagementUpdate]) -> ScalarSelect[str]:
    """Asked for the few that are shown: to plan joins takes PostgreSQL longer than to do them."""
    return select(subject.slug).where(subject.id == TextInLanguage.subject_id).scalar_subquery()


SHOWN: Final[tuple[Any, ...]] = (
    case(
        (TextInLanguage.kind == TOPIC, literal("/") + _slug(Topic)),
        (TextInLanguage.kind == UPDATE, literal("/updates/") + _slug(EngagementUpdate)),
        (TextInLanguage.kind == RESULTS, literal("/results")),
        else_=literal(""),
    ),
    TextInLanguage.key,
    Revision.content,
    EngagementTranslation.published_at,
    EngagementTranslation.language,
)
"""Of what was found: what its address has after the language, its key, and the rest of `Found`."""

_TRANSLATION_IS_PUBLIC: Final = and_(
    _OF_LANGUAGE,
    EngagementTranslation.published_revision_id.is_not(None),
    EngagementTranslation.withdrawn_at.is_(None),
)
IS_PUBLIC: Final[ColumnElement[bool]] = exists().where(_TRANSLATION_IS_PUBLIC)


def is_public_in(language: BindParameter[str]) -> ColumnElement[bool]:
    """Whether it is, and in the language: those of it are read once, not one by one for each
    text."""
    return TextInLanguage.translation_id.in_(
        select(EngagementTranslation.id).where(
            EngagementTranslation.published_revision_id.is_not(None),
            EngagementTranslation.withdrawn_at.is_(None),
            EngagementTranslation.language == language,
        )
    )


def with_texts(question: Question) -> Question:
    """The question with what `SHOWN` is read from."""
    return question.join(EngagementTranslation, _OF_LANGUAGE).join(Revision, _PUBLISHED)


def shown_by_now(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether the clock lets it be shown: results only once they are."""
    return or_(TextInLanguage.kind != RESULTS, reported_at(now))
