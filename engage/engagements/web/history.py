"""Who changed what and when: the revisions of an engagement, its topics and its results."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.models import Engagement, Revision
from engage.engagements.reach import READING_ROLES
from engage.engagements.rules import Content
from engage.engagements.web.blueprint import blueprint, page, readable, side_of
from engage.engagements.words import ShownChange, shown_changes
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE: Final = 20
NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Thing:
    """Something that has revisions; `key` names it in the page's address."""

    key: str
    heading: str
    subject: str
    subject_id: int
    public_id: int | None


@dataclass(frozen=True)
class Step:
    number: int
    at: datetime
    who: str
    is_public: bool
    is_first: bool
    changes: tuple[ShownChange, ...]


@dataclass(frozen=True)
class Past:
    key: str
    heading: str
    steps: tuple[Step, ...]
    older_href: str


@blueprint.get("/staff/engagements/<slug>/history")
@staff(*READING_ROLES)
def history(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable(unit, slug)
    asked, before = request.args.get("of", ""), _asked_number()
    things = _things(unit, engagement)
    shown = [thing for thing in things if thing.key == asked] or things
    pasts = tuple(
        _past(unit, slug, thing, before if thing.key == asked else None) for thing in shown
    )
    return page("history.html", side=side_of(unit, engagement), pasts=pasts, is_part=bool(before))


def _things(unit: Unit, engagement: Engagement) -> list[Thing]:
    topics = [
        Thing(
            f"topic-{one.slug}", f"Topic: {one.title}", "topic", one.id, one.published_revision_id
        )
        for one in queries.topics_of(unit.session, engagement.id)
    ]
    public, reported = engagement.published_revision_id, engagement.results_revision_id
    return [
        Thing("engagement", "The engagement", "engagement", engagement.id, public),
        *topics,
        Thing("planning", "The planning record", "planning", engagement.id, None),
        Thing("results", "Results", "results", engagement.id, reported),
    ]


def _past(unit: Unit, slug: str, thing: Thing, before: int | None) -> Past:
    """A page of revisions; one more is read, to compare the last one shown with it."""
    rows = queries.revisions_before(
        unit.session, thing.subject, thing.subject_id, before=before, limit=PAGE + 1
    )
    names = names_of(unit.session, {row.created_by for row in rows if row.created_by})
    older = [*rows[1:], None]
    steps = tuple(
        _step(unit, row, previous, names, thing.public_id)
        for row, previous in zip(rows, older, strict=False)
    )[:PAGE]
    href = ""
    if len(rows) > PAGE:
        href = url_for(".history", slug=slug, of=thing.key, before=steps[-1].number)
    return Past(thing.key, thing.heading, steps, href)


def _step(
    unit: Unit,
    row: Revision,
    previous: Revision | None,
    names: dict[int, str],
    public_id: int | None,
) -> Step:
    after = queries.content_of(row)
    before: Content = queries.content_of(previous) if previous else type(after)()
    return Step(
        number=row.number,
        at=row.created_at,
        who=names.get(row.created_by or 0, "the system"),
        is_public=row.id == public_id,
        is_first=previous is None,
        changes=shown_changes(before, after, unit.settings.time_zone),
    )


def _asked_number() -> int | None:
    text = request.args.get("before", "")
    return int(text) if NUMBER.fullmatch(text) else None
