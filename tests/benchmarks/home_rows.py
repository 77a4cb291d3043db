"""Two thousand engagements and a hundred thousand published comments, put into a private Engage by
plain statements: one engagement is made by the use cases, the others are its copies.

The index of public texts follows as it does after an import: triggers note what is due, and the job
does it part by part.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Table, insert, select, text
from sqlalchemy.orm import Session

from engage.comments.models import Comment, CommentText
from engage.core.db import Base
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.listing import areas_text
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import EngagementContent, content_hash, engagement_from_json, to_json
from engage.search.service import follow_part
from tests.benchmarks.words import made_up_comments

REGIONS = ("", "Peace River", "Okanagan", "North Coast", "Vancouver Island", "Kootenays")
AREAS = ("Transportation", "Health", "Education", "Forests", "Parks", "Housing", "Energy")
PLACES = ("Quesnel", "Nelson", "Kitimat", "Comox", "Hope", "Merritt", "Fernie", "Smithers")
PORTION = 5_000
TEXTS = 5_000


def add_engagements(units: Units, model: Engagement, count: int) -> None:
    """Copies of `model` that closed long ago, are open, or have yet to open."""
    with units.writing(SYSTEM) as unit:
        session = unit.session
        written = session.get_one(Revision, model.published_revision_id)
        topics = session.scalars(select(Topic).where(Topic.engagement_id == model.id)).all()
        first = model.id + 1
        for start in range(first, first + count, PORTION):
            numbers = range(start, min(start + PORTION, first + count))
            contents = {
                n: _content(engagement_from_json(written.content), n, unit.now) for n in numbers
            }
            session.execute(
                insert(_table(Revision)), [_revision(n, contents[n], written) for n in numbers]
            )
            session.execute(
                insert(_table(Engagement)), [_engagement(n, contents[n], model) for n in numbers]
            )
            session.execute(insert(_table(Topic)), [_topic(n, topics[0]) for n in numbers])
        for model_of in (Engagement, Revision, Topic):
            _go_on_counting(session, model_of)
        unit.touch("site")


def add_comments(
    units: Units, engagement_ids: list[int], count: int, texts: Sequence[str] = ()
) -> None:
    """Published ones, spread over these engagements; they say `texts` by turns, or what is made up
    here."""
    texts = texts or [one.text for one in made_up_comments(TEXTS)]
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            select(Topic.engagement_id, Topic.id).where(Topic.engagement_id.in_(engagement_ids))
        )
        places = [tuple(row) for row in rows]
    for start in range(1, count + 1, PORTION):
        numbers = range(start, min(start + PORTION, count + 1))
        with units.writing(SYSTEM) as unit:
            unit.session.execute(
                insert(_table(Comment)),
                [_comment(n, places[n % len(places)], unit.now) for n in numbers],
            )
            unit.session.execute(
                insert(_table(CommentText)),
                [
                    {
                        "comment_id": n,
                        "version": 1,
                        "body": f"{texts[n % len(texts)]} {PLACES[n % len(PLACES)]} ({n})",
                        "recorded_at": unit.now,
                    }
                    for n in numbers
                ],
            )
    with units.writing(SYSTEM) as unit:
        _go_on_counting(unit.session, Comment)


def index_all(units: Units) -> float:
    """Does what is due, as the job does; how many texts a second."""
    began, parts, more = time.perf_counter(), 0, True
    while more:
        with units.writing(SYSTEM) as unit:
            more = follow_part(unit)
        parts += 1
    return parts * 500 / (time.perf_counter() - began)


def _go_on_counting(session: Session, model: type[Base]) -> None:
    """PostgreSQL does not see which numbers were given by hand."""
    if session.get_bind().dialect.name == "postgresql":
        name = model.__tablename__
        last = f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"
        session.execute(text(last))


def _table(model: type[Base]) -> Table:
    return model.metadata.tables[model.__tablename__]


def _content(base: EngagementContent, n: int, now: datetime) -> EngagementContent:
    opens = now + timedelta(days=n % 40 - 39 if n % 8 else n % 30 + 1)
    return replace(
        base,
        title=f"What should {PLACES[n % len(PLACES)]} plan for, question {n}?",
        summary=f"Tell us what to plan in {PLACES[n % len(PLACES)]} and around it, and why.",
        region=REGIONS[n % len(REGIONS)],
        topic_areas=tuple(dict.fromkeys((AREAS[n % 7], AREAS[n * 3 % 7]))),
        opens_at=opens,
        closes_at=opens + timedelta(days=5 + n % 30),
    )


def _revision(n: int, content: EngagementContent, model: Revision) -> dict[str, object]:
    return {
        "id": 100_000 + n,
        "subject": "engagement",
        "subject_id": n,
        "number": 1,
        "content": to_json(content),
        "content_hash": content_hash(content),
        "created_at": model.created_at,
        "created_by": None,
    }


def _engagement(n: int, content: EngagementContent, model: Engagement) -> dict[str, object]:
    return {
        "id": n,
        "slug": f"copy-{n}",
        "ministry_id": model.ministry_id,
        "title": content.title,
        "summary": content.summary,
        "kind": content.kind.value,
        "created_at": model.created_at,
        "published_revision_id": 100_000 + n,
        "published_at": model.published_at,
        "opens_at": content.opens_at,
        "closes_at": content.closes_at,
        "region": content.region,
        "topic_areas": areas_text(content.topic_areas),
    }


def _topic(n: int, model: Topic) -> dict[str, object]:
    return {
        "engagement_id": n,
        "slug": "plans",
        "title": f"Plans {n}",
        "position": 1,
        "published_revision_id": model.published_revision_id,
    }


def _comment(n: int, place: tuple[int, int], now: datetime) -> dict[str, object]:
    at = now - timedelta(seconds=100_000 - n)
    return {
        "id": n,
        "public_id": f"p{n}",
        "engagement_id": place[0],
        "topic_id": place[1],
        "channel": "web",
        "state": "published",
        "hold": "ordinary",
        "signals": "",
        "language": "en",
        "notice_given": "shown_before_form",
        "received_at": at,
        "recorded_at": at,
        "version": 1,
        "decided_version": 1,
        "published_version": 1,
        "published_at": at,
    }
