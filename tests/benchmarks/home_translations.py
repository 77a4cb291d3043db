"""Every engagement of the private Engage and its topic in French too, as staff would have them
translated: what a French search goes through besides what an English one does."""

from sqlalchemy import Table, insert, select, update

from engage.core.db import Base
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import (
    TranslatedText,
    TranslationContent,
    content_hash,
    engagement_from_json,
    to_json,
    topic_from_json,
)
from engage.multilingual.models import EngagementTranslation, TextInLanguage
from engage.multilingual.rules import (
    ENGAGEMENT,
    FIELDS,
    TOPIC,
    Original,
    original_of,
    topic_key,
)

LANGUAGE = "fr"
PORTION = 500
FIRST_REVISION = 500_000


def add_translations(units: Units) -> int:
    """How many texts the public reads in French now."""
    with units.reading(SYSTEM) as unit:
        wordings = {
            one.id: one.content
            for one in unit.session.execute(select(Revision.id, Revision.content))
        }
        engagements = unit.session.execute(select(Engagement.id, Engagement.published_revision_id))
        topics = unit.session.execute(
            select(Topic.engagement_id, Topic.id, Topic.published_revision_id)
        )
        originals: dict[int, list[Original]] = {
            number: [original_of(ENGAGEMENT, "", engagement_from_json(wordings[revision]))]
            for number, revision in engagements.tuples()
            if revision is not None
        }
        places = [(number, topic, revision) for number, topic, revision in topics.tuples()]
    topic_of = {}
    for number, topic, revision in places:
        if revision is not None:
            content = topic_from_json(wordings[revision])
            originals[number].append(original_of(topic_key(topic), "", content))
            topic_of[topic_key(topic)] = topic
    numbers = sorted(originals)
    for start in range(0, len(numbers), PORTION):
        _add(units, {one: originals[one] for one in numbers[start : start + PORTION]}, topic_of)
    return sum(map(len, originals.values()))


def _add(units: Units, originals: dict[int, list[Original]], topic_of: dict[str, int]) -> None:
    with units.writing(SYSTEM) as unit:
        contents = {
            number: TranslationContent(tuple(_in_french(one, number) for one in texts))
            for number, texts in originals.items()
        }
        unit.session.execute(
            insert(_table(Revision)),
            [
                {
                    "id": FIRST_REVISION + number,
                    "subject": "translation",
                    "subject_id": number,
                    "number": 1,
                    "content": to_json(content),
                    "content_hash": content_hash(content),
                    "created_at": unit.now,
                    "created_by": None,
                }
                for number, content in contents.items()
            ],
        )
        unit.session.execute(
            insert(_table(EngagementTranslation)),
            [
                {
                    "id": number,
                    "engagement_id": number,
                    "language": LANGUAGE,
                    "draft_revision_id": FIRST_REVISION + number,
                    "published_revision_id": FIRST_REVISION + number,
                    "published_at": unit.now,
                    "created_at": unit.now,
                }
                for number in contents
            ],
        )
        unit.session.execute(
            insert(_table(TextInLanguage)),
            [
                {
                    "translation_id": number,
                    "engagement_id": number,
                    "key": text.key,
                    "kind": TOPIC if text.key in topic_of else ENGAGEMENT,
                    "subject_id": topic_of.get(text.key, number),
                }
                for number, content in contents.items()
                for text in content.texts
            ],
        )
        unit.session.execute(
            update(Engagement).where(Engagement.id.in_(contents)).values(languages=LANGUAGE)
        )
        unit.touch("site")


def _in_french(original: Original, number: int) -> TranslatedText:
    """Words that no comment has ('prévoir', 'questionnaire'), around what the original says."""
    words = {
        name: f"Que devrait prévoir le questionnaire {number} : {said}"
        for name, said in original.fields.items()
        if name in FIELDS
    }
    return TranslatedText(original.key, of=original.digest, **words)


def _table(model: type[Base]) -> Table:
    return model.metadata.tables[model.__tablename__]
