"""The blueprint, and what its pages share: the translation of an address, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engage.core.errors import NotFound
from engage.core.text import render_markdown
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, engagement_to_change
from engage.engagements.rules import TranslationContent, slug_fault
from engage.engagements.web.blueprint import readable
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.service import may_decide
from engage.multilingual import queries
from engage.multilingual.approving import translation_subject
from engage.multilingual.models import EngagementTranslation
from engage.multilingual.rules import Original, is_outdated, missing_fields, text_of
from engage.multilingual.tags import Language, canonical, language_of
from engage.web.transaction import READING_METHODS, no_store

blueprint = Blueprint("multilingual", __name__)


@dataclass(frozen=True)
class ShownTranslation:
    """One language in the list of staff, and above its own pages."""

    tag: str
    own: str
    english: str
    direction: str
    phase: str
    words: str
    is_public: bool
    was_published: bool
    has_changes: bool


@dataclass(frozen=True)
class ShownText:
    """One text of the original and how far its translation is; `html` is its translated body,
    `parts` what else it says."""

    key: str
    heading: str
    phase: str
    words: str
    is_outdated: bool
    title: str
    summary: str
    prompt: str
    necessity: str
    html: Markup
    parts: tuple[str, ...] = ()


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A staff page: drafts are nobody else's business, so no cache keeps it."""
    return no_store(make_response(render_template(f"multilingual/{template}", **context), status))


def find_translation(unit: Unit, engagement: Engagement, tag: str) -> EngagementTranslation:
    """The translation of an address; raises NotFound."""
    if canonical(tag) != tag:
        raise NotFound(queries.NO_TRANSLATION)
    return queries.translation_in(unit.session, engagement.id, tag)


def found_for_approvers(
    unit: Unit, slug: str, tag: str
) -> tuple[Engagement, EngagementTranslation]:
    """Engagement and translation for who reads along there, and for who decides a step without any
    role there: a delegate, for example."""
    try:
        engagement = readable(unit, slug)
        return engagement, find_translation(unit, engagement, tag)
    except NotFound:
        if slug_fault(slug, is_topic=False):
            raise
        is_reading = request.method in READING_METHODS
        find = engagement_by_slug if is_reading else engagement_to_change
        engagement = find(unit.session, slug)
        found = find_translation(unit, engagement, tag)
        subject = translation_subject(unit, engagement, found)
        if not any(may_decide(unit, subject, one) for one in standings_of(unit.session, subject)):
            raise
        return engagement, found


def spoken(translation: EngagementTranslation) -> Language:
    """Its language; one that lost its name since is called by its tag."""
    tag = translation.language
    return language_of(tag) or Language(tag, tag, tag, "ltr")


def shown(engagement: Engagement, translation: EngagementTranslation) -> ShownTranslation:
    """Where it stands, in words."""
    language = spoken(translation)
    has_changes = translation.draft_revision_id != translation.published_revision_id
    phase, words = "draft", "Draft"
    if translation.withdrawn_at is not None:
        phase, words = "withdrawn", "Taken from public view"
    elif translation.is_public and engagement.published_at is None:
        words = "Not public, as the engagement is not"
    elif translation.is_public and has_changes:
        phase, words = "waiting", "Public, with changes that are not"
    elif translation.is_public:
        phase, words = "published", "Public"
    return ShownTranslation(
        tag=language.tag,
        own=language.own,
        english=language.english,
        direction=language.direction,
        phase=phase,
        words=words,
        is_public=translation.is_public and engagement.published_at is not None,
        was_published=translation.published_revision_id is not None,
        has_changes=has_changes,
    )


def shown_texts(originals: Sequence[Original], content: TranslationContent) -> list[ShownText]:
    """Each text with how far it is."""
    found = []
    for original in originals:
        text = text_of(content, original.key)
        stale = is_outdated(original, text)
        if text is None:
            phase, words = "draft", "Not begun"
        elif missing_fields(original, text):
            phase, words = "draft", "Begun"
        elif stale:
            phase, words = "waiting", "The original was changed since"
        else:
            phase, words = "published", "Whole"
        found.append(
            ShownText(
                key=original.key,
                heading=original.heading,
                phase=phase,
                words=words,
                is_outdated=stale,
                title=text.title if text else "",
                summary=text.summary if text else "",
                prompt=text.prompt if text else "",
                necessity=text.necessity if text else "",
                html=Markup(render_markdown(text.body) if text else ""),  # noqa: S704  sanitized
                parts=tuple(words for _name, words in text.parts) if text else (),
            )
        )
    return found
