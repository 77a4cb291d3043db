"""Use cases of translations: begin, write, publish, withdraw.

A translation says nothing new, so one approval of its exact words is enough; who wrote it cannot
give it. The caller holds the engagement's row locked.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.exc import IntegrityError

from engage.core.errors import NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Revision
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.rules import TranslatedText, TranslationContent, content_hash
from engage.engagements.service.publishing import NotReady
from engage.engagements.service.revising import refuse_changed, refuse_unreadable, revise, touch
from engage.governance.approvals.service import complete, unapproved
from engage.governance.rules import Missing
from engage.governance.service import Action, Outbound, refuse_if_held
from engage.media.service import faults_in
from engage.multilingual import queries
from engage.multilingual.approving import translation_subject
from engage.multilingual.models import TRANSLATED, EngagementTranslation, TextInLanguage
from engage.multilingual.rules import (
    ENGAGEMENT,
    OPTION,
    confirmed,
    gaps,
    is_whole,
    merged,
    place_of,
    same_options,
    text_of,
)
from engage.multilingual.tags import canonical, language_of

LABELS: Final = {
    "title": "title", "summary": "summary", "body": "text", "prompt": "question",
    "necessity": "reason for asking", "use": "use of the answers", "low": "words for 1",
    "high": "words for the last step", "description": "description",
}  # fmt: skip
SAME_OPTIONS: Final = "Another choice has these words already. People could not tell the two apart."
ALREADY: Final = "This language is in the list already."


def add_translation(unit: Unit, engagement: Engagement, language: str) -> EngagementTranslation:
    """An empty draft in a language that nobody has begun."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    tag = canonical(language)
    if not tag or language_of(tag) is None:
        raise Refused("language", "Choose a language, or write its code, such as pa or zh-Hans.")
    row = EngagementTranslation(
        engagement_id=engagement.id,
        language=tag,
        created_at=unit.now,
        created_by=unit.actor.person_id,
    )
    try:
        with unit.attempt():
            unit.session.add(row)
    except IntegrityError:
        raise Refused("language", ALREADY) from None
    unit.audit("translation.created", row.scope, engagement=engagement.id, language=tag)
    return row


def save_translation(
    unit: Unit,
    engagement: Engagement,
    translation: EngagementTranslation,
    written: Sequence[TranslatedText],
    *,
    seen_revision_id: int | None,
) -> Revision:
    """A new draft revision of the texts that were written; others stay."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(translation.draft_revision_id, seen_revision_id)
    for text in written:
        refuse_unreadable("body", text.body)
        if same := same_options(text):
            raise Refused(same, SAME_OPTIONS)
    before = queries.translation_content(unit.session, translation.draft_revision_id)
    originals = queries.drafted_originals(unit.session, engagement)
    content = merged(before, written, originals)
    return _revised(unit, translation, content)


def confirm_text(
    unit: Unit,
    engagement: Engagement,
    translation: EngagementTranslation,
    key: str,
    *,
    seen_revision_id: int | None,
) -> None:
    """Says that a text still fits its original, which was changed meanwhile."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(translation.draft_revision_id, seen_revision_id)
    content = queries.translation_content(unit.session, translation.draft_revision_id)
    found = [one for one in queries.drafted_originals(unit.session, engagement) if one.key == key]
    if not found or text_of(content, key) is None:
        raise NotFound(queries.NO_TRANSLATION)
    _revised(unit, translation, confirmed(content, found[0]))


def whats_missing(
    unit: Unit, engagement: Engagement, translation: EngagementTranslation
) -> tuple[Missing, ...]:
    """What the draft lacks, approvals aside."""
    page = f"/translations/{translation.language}"
    content = queries.translation_content(unit.session, translation.draft_revision_id)
    originals = queries.drafted_originals(unit.session, engagement)
    own = next((one for one in originals if one.key == ENGAGEMENT), None)
    found = []
    if own is None or not is_whole(own, text_of(content, ENGAGEMENT)):
        found.append(
            Missing("", "Translate at least the engagement itself: all that it says.", page)
        )
    for original, left in gaps(originals, content):
        if original.key != ENGAGEMENT:
            named = ", ".join(_label(name) for name in left)
            found.append(
                Missing("", f"{original.heading}: this is begun and lacks its {named}.", page)
            )
    bodies = [text.body for text in content.texts]
    found += [
        Missing("", message, "/pictures") for message in faults_in(unit, engagement.id, bodies)
    ]
    if engagement.published_at is None:
        found.append(Missing("", "The engagement itself is not public.", "/publish"))
    return tuple(found)


def _label(name: str) -> str:
    return LABELS.get(name) or f"choice “{name.removeprefix(OPTION)}”"


def publish_translation(
    unit: Unit,
    engagement: Engagement,
    translation: EngagementTranslation,
    *,
    seen_revision_id: int | None,
) -> None:
    """Shows the draft to the public. Raises NotReady naming all that is missing, Conflict when the
    draft is another than was seen."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(translation.draft_revision_id, seen_revision_id)
    refuse_if_held(unit, Action(Outbound.PUBLISH_CHANGES, engagement.id))
    if translation.is_public and translation.draft_revision_id == translation.published_revision_id:
        raise Refused("", "The public has this translation already, just as it is.")
    subject = translation_subject(unit, engagement, translation)
    own_page = f"/translations/{translation.language}/approvals"
    missing = (
        *whats_missing(unit, engagement, translation),
        *(Missing(one.field, one.message, own_page) for one in unapproved(unit, subject)),
    )
    if missing:
        raise NotReady(missing)
    complete(unit, subject)
    content = queries.translation_content(unit.session, translation.draft_revision_id)
    before = translation.published_revision_id
    translation.published_revision_id = translation.draft_revision_id
    translation.published_at = translation.published_at or unit.now
    translation.withdrawn_at = None
    _note_texts(unit, translation, content)
    unit.audit(
        "translation.published",
        translation.scope,
        engagement=engagement.id,
        language=translation.language,
        before=before,
        revision=translation.published_revision_id,
        hash=content_hash(content),
    )
    _tell_languages(unit, engagement)


def withdraw_translation(
    unit: Unit, engagement: Engagement, translation: EngagementTranslation
) -> None:
    """Takes a translation from public view at once; nothing is erased."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    if not translation.is_public:
        raise Refused("", "The public does not see this translation.")
    translation.withdrawn_at = unit.now
    unit.audit(
        "translation.withdrawn",
        translation.scope,
        engagement=engagement.id,
        language=translation.language,
        revision=translation.published_revision_id,
    )
    _tell_languages(unit, engagement)


def _revised(
    unit: Unit, translation: EngagementTranslation, content: TranslationContent
) -> Revision:
    revision = revise(
        unit,
        "translation",
        translation.id,
        translation.draft_revision_id,
        content,
    )
    translation.draft_revision_id = revision.id
    return revision


def _note_texts(
    unit: Unit, translation: EngagementTranslation, content: TranslationContent
) -> None:
    """A row for each text with a place of its own, and none for those that are gone."""
    rows = {row.key: row for row in queries.texts_in_language(unit.session, translation.id)}
    places = {text.key: place_of(text.key, translation.engagement_id) for text in content.texts}
    for key, row in rows.items():
        if places.get(key) is None:
            unit.session.delete(row)
    for key, place in places.items():
        if place is not None and key not in rows:
            unit.session.add(
                TextInLanguage(
                    translation_id=translation.id,
                    engagement_id=translation.engagement_id,
                    key=key,
                    kind=place.kind,
                    subject_id=place.subject_id,
                )
            )


def _tell_languages(unit: Unit, engagement: Engagement) -> None:
    """The engagement's own row says in which languages it can be read: its pages need not ask."""
    unit.session.flush()
    rows = queries.translations_of(unit.session, engagement.id)
    engagement.languages = " ".join(row.language for row in rows if row.is_public)
    unit.touch(TRANSLATED)
    touch(unit, engagement)
