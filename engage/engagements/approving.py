"""What approvals of an engagement, and of its results, bind to.

Content is cut into parts here, each hashed by itself, so that an edit of the dates does not ask the
privacy officer again. Whatever is not named below belongs to the words: a new field can fall into
the wrong part, but never out of all of them.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, or_, select

from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.models import Engagement, Revision
from engage.engagements.notice_words import notice_snapshot
from engage.engagements.planning.rules import (
    PARTS,
    planning_from_json,
    planning_parts,
    section_of,
)
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import (
    Part,
    State,
    Step,
    Subject,
    SubjectKind,
    hash_of,
)
from engage.notices.service import find_template, load_templates

_DATES: Final = ("kind", "opens_at", "closes_at")
_AVENUES: Final = ("avenues",)
_COLLECTION: Final = ("notice_template",)
_TOPIC_WORDS: Final = ("title", "body")
_GONE: Final = ("pia_reference",)
"""What old revisions hold and nothing reads."""

PLANNING: Final = "planning"


def subject_of(unit: Unit, engagement: Engagement) -> Subject:
    """The draft of an engagement with its topics, notice and plan, as approvals see it now."""
    topics = queries.topics_of(unit.session, engagement.id)
    rows = queries.revisions_by_id(
        unit.session,
        (
            engagement.draft_revision_id,
            engagement.planning_revision_id,
            *(topic.draft_revision_id for topic in topics),
        ),
    )
    written = _values(rows.get(engagement.draft_revision_id or 0))
    on_topics = [(topic.slug, _values(rows.get(topic.draft_revision_id or 0))) for topic in topics]
    planned = rows.get(engagement.planning_revision_id or 0)
    plan = planning_parts(planning_from_json(planned.content)) if planned else {}
    notice = find_template(unit, str(written.get("notice_template", "")))
    parts: dict[Part, object] = {
        Part.WORDS: [
            _words(written),
            [[slug, _picked(one, _TOPIC_WORDS)] for slug, one in on_topics],
        ],
        Part.DATES: _picked(written, _DATES),
        Part.AVENUES: _picked(written, _AVENUES),
        Part.COLLECTION: _collected(notice.whole_hash if notice else "", on_topics, plan),
        Part.PLAN: plan.get("plan"),
        Part.SECURITY: plan.get("security"),
        Part.RECORDS: plan.get("records"),
    }
    snapshot: dict[str, int | str] = {
        "engagement": engagement.draft_revision_id or 0,
        PLANNING: engagement.planning_revision_id or 0,
        **notice_snapshot(notice),
        **{f"topic:{topic.id}": topic.draft_revision_id or 0 for topic in topics},
    }
    return Subject(
        SubjectKind.ENGAGEMENT,
        engagement.id,
        engagement.ministry_id,
        {part: hash_of(value) for part, value in parts.items()},
        snapshot,
        _authors(unit, engagement, [topic.id for topic in topics]),
    )


def results_subject(unit: Unit, engagement: Engagement) -> Subject:
    """The draft of the results page (R9, R11)."""
    draft = engagement.results_draft_revision_id
    revision = unit.session.get(Revision, draft) if draft else None
    return Subject(
        SubjectKind.RESULTS,
        engagement.id,
        engagement.ministry_id,
        {Part.WORDS: hash_of(_values(revision))},
        {"results": draft or 0},
        authors_of(unit, [("results", [engagement.id])]),
    )


def subject_by_kind(unit: Unit, engagement: Engagement, kind: SubjectKind) -> Subject:
    """Either of the two."""
    if kind is SubjectKind.RESULTS:
        return results_subject(unit, engagement)
    return subject_of(unit, engagement)


@dataclass(frozen=True)
class Approvable:
    """Something of an engagement that goes through approvals: its title and the page, beneath the
    engagement's own, under which its approvals stand."""

    engagement: Engagement
    subject: Subject
    title: str
    page: str


def _approvable_engagement(unit: Unit, subject_id: int) -> Approvable:
    engagement = queries.engagement_by_id(unit.session, subject_id)
    subject = subject_of(unit, engagement)
    return Approvable(engagement, subject, draft_title(unit, engagement), "/approvals/engagement")


def _approvable_results(unit: Unit, subject_id: int) -> Approvable:
    engagement = queries.engagement_by_id(unit.session, subject_id)
    subject = results_subject(unit, engagement)
    return Approvable(engagement, subject, draft_title(unit, engagement), "/approvals/results")


def draft_title(unit: Unit, engagement: Engagement) -> str:
    """The title as it is drafted: what is not published yet has no other."""
    draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
    return draft.title or engagement.title


APPROVABLE: Final[dict[SubjectKind, Callable[[Unit, int], Approvable]]] = {
    SubjectKind.ENGAGEMENT: _approvable_engagement,
    SubjectKind.RESULTS: _approvable_results,
}
"""By the kind and id of a request for approval. What stands above engagements and goes through the
same approvals is added in `engage.wiring`."""


def approvable(unit: Unit, kind: str, subject_id: int) -> Approvable:
    """What a request for approval is about. Raises NotFound."""
    return APPROVABLE[SubjectKind(kind)](unit, subject_id)


def is_approved_in_principle(unit: Unit, engagement: Engagement) -> bool:
    """Whether the plan, as it is now, was approved in principle: the PIA follows it (R6)."""
    steps = standings_of(unit.session, subject_of(unit, engagement))
    return any(one.step is Step.IN_PRINCIPLE and one.state is State.APPROVED for one in steps)


def collection_hashes(unit: Unit, engagements: Sequence[Engagement]) -> dict[int, str]:
    """What is collected, in one hash each, by engagement id: an assessment of other things counts
    no more (R19). Two queries, however many there are.

    The notice counts in English alone: its words in another language collect nothing else.
    """
    rows = queries.revisions_by_id(
        unit.session,
        [
            revision
            for one in engagements
            for revision in (one.draft_revision_id, one.planning_revision_id)
        ],
    )
    on_topics = queries.topics_written(unit.session, [one.id for one in engagements])
    notices, _faults = load_templates(unit.settings.notices_dir)
    found = {}
    for one in engagements:
        written = _values(rows.get(one.draft_revision_id or 0))
        planned = rows.get(one.planning_revision_id or 0)
        plan = planning_parts(planning_from_json(planned.content)) if planned else {}
        notice = notices.get(str(written.get("notice_template", "")))
        topics = [(slug, _without(json.loads(text), _GONE)) for slug, text in on_topics[one.id]]
        found[one.id] = hash_of(_collected(notice.content_hash if notice else "", topics, plan))
    return found


def _collected(
    notice_hash: str, on_topics: Sequence[tuple[str, Mapping[str, Any]]], plan: Mapping[str, object]
) -> object:
    """What people are asked for, under which notice, and what becomes of it."""
    return [
        notice_hash,
        [[slug, _without(one, _TOPIC_WORDS)] for slug, one in on_topics],
        plan.get("collection"),
    ]


def part_of(thing: str, name: str) -> Part:
    """To which part a field of a revision belongs (`thing`: the subject of the revision)."""
    if thing == PLANNING:
        return _PLANNED[section_of(name)]
    if thing == "topic":
        return Part.WORDS if name in _TOPIC_WORDS else Part.COLLECTION
    if thing == "engagement":
        named = ((_DATES, Part.DATES), (_AVENUES, Part.AVENUES), (_COLLECTION, Part.COLLECTION))
        return next((part for names, part in named if name in names), Part.WORDS)
    return Part.WORDS


_PLANNED: Final = {section: Part(part) for part, sections in PARTS.items() for section in sections}


def _values(revision: Revision | None) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(revision.content) if revision else {}
    return _without(values, _GONE)


def _words(written: Mapping[str, Any]) -> dict[str, Any]:
    return _without(written, (*_DATES, *_AVENUES, *_COLLECTION))


def _picked(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values.get(name) for name in names}


def _without(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in set(names)}


def _authors(unit: Unit, engagement: Engagement, topic_ids: Sequence[int]) -> frozenset[int]:
    """Who wrote any revision of it, ever: a typing error mended by somebody else makes nobody's
    text another's (R13)."""
    own = [engagement.id]
    return authors_of(unit, [("engagement", own), (PLANNING, own), ("topic", list(topic_ids))])


def authors_of(unit: Unit, things: Sequence[tuple[str, Sequence[int]]]) -> frozenset[int]:
    """Who wrote any revision of these things (subject, ids), ever."""
    rows = unit.session.scalars(
        select(Revision.created_by)
        .where(
            or_(
                *(
                    and_(Revision.subject == name, Revision.subject_id.in_(ids))
                    for name, ids in things
                )
            )
        )
        .distinct()
    )
    return frozenset(one for one in rows if one is not None)
