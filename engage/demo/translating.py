"""The translations of the sample: written by the lead, read by who approves, then public."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import (
    engagement_content,
    engagement_to_change,
    topic_content,
    topics_of,
)
from engage.engagements.questions import Question
from engage.engagements.rules import TranslatedText
from engage.governance.approvals.rules import SubjectKind, Verdict, content_hash, route_of
from engage.governance.approvals.service import ask, decide
from engage.multilingual.approving import translation_subject
from engage.multilingual.queries import translation_in
from engage.multilingual.rules import ENGAGEMENT, OPTION, document_key, question_key, topic_key
from engage.multilingual.service import add_translation, publish_translation, save_translation

HOURS_TO_READ: Final = 4


def translate(
    units: Units,
    officers: Mapping[Role, Actor],
    slug: str,
    written: dict[str, Any],
    published_at: datetime,
) -> None:
    """One language on its whole way, each step in a transaction of its own."""
    lead, steps = officers[Role.ENGAGEMENT_LEAD], route_of(SubjectKind.TRANSLATION, ())
    tag = written["language"]
    with units.writing(lead, now=published_at + timedelta(hours=1)) as unit:
        engagement = engagement_to_change(unit.session, slug)
        made = add_translation(unit, engagement, tag)
        texts = [_text(ENGAGEMENT, written["engagement"])]
        for topic in topics_of(unit.session, engagement.id):
            if topic.slug in written.get("topics", {}):
                texts.append(_text(topic_key(topic.id), written["topics"][topic.slug]))
            asked = topic_content(unit.session, topic.draft_revision_id).questions
            texts += [
                _question(topic.id, one, written["questions"][one.key])
                for one in asked
                if one.key in written.get("questions", {})
            ]
        listed = engagement_content(unit.session, engagement.draft_revision_id).documents
        texts += [
            TranslatedText(document_key(one.name), said["title"], parts=_part("description", said))
            for one, said in zip(listed, written.get("documents", ()), strict=False)
        ]
        save_translation(unit, engagement, made, texts, seen_revision_id=None)
        ask(unit, translation_subject(unit, engagement, made))
    at = published_at + timedelta(hours=1)
    for rule in steps:
        at += timedelta(hours=HOURS_TO_READ)
        with units.writing(officers[rule.role], now=at) as unit:
            engagement = engagement_to_change(unit.session, slug)
            made = translation_in(unit.session, engagement.id, tag)
            subject = translation_subject(unit, engagement, made)
            seen = content_hash(subject, rule)
            decide(unit, subject, rule.step, Verdict.APPROVED, seen_hash=seen)
    with units.writing(lead, now=at + timedelta(hours=1)) as unit:
        engagement = engagement_to_change(unit.session, slug)
        made = translation_in(unit.session, engagement.id, tag)
        publish_translation(unit, engagement, made, seen_revision_id=made.draft_revision_id)


def _question(topic_id: int, question: Question, words: dict[str, Any]) -> TranslatedText:
    options = zip(question.options, words["options"], strict=True)
    return TranslatedText(
        question_key(topic_id, question.key),
        prompt=words["prompt"],
        necessity=words["necessity"],
        parts=(*((f"{OPTION}{one}", said) for one, said in options), *_part("use", words)),
    )


def _part(name: str, words: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return ((name, words[name]),)


def _text(key: str, words: dict[str, str]) -> TranslatedText:
    said: dict[str, Any] = {name: one.strip() for name, one in words.items()}
    return TranslatedText(key, **said)
