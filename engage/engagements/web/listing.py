"""The list of engagements, by phase."""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.models import Engagement
from engage.engagements.reach import COMMENT_READING_ROLES, EDITING_ROLES, READING_ROLES
from engage.engagements.rules import Phase
from engage.engagements.web.blueprint import blueprint, page
from engage.engagements.words import PHASE_LABELS, Standing, standing
from engage.web.access import staff
from engage.web.transaction import current_unit


@dataclass(frozen=True)
class Row:
    slug: str
    title: str
    ministry: str
    standing: Standing
    opens_at: datetime | None
    closes_at: datetime | None
    waiting: int
    published: int
    not_published: int
    withdrawn: int
    may_read_comments: bool


@blueprint.get("/staff/engagements")
@staff(*READING_ROLES)
def engagements() -> ResponseReturnValue:
    unit = current_unit()
    found = queries.engagements_within(unit.session, unit.actor.ministries(READING_ROLES))
    phases = {one.id: one.timing.phase(unit.now) for one in found}
    asked = request.args.get("phase", "")
    phase = Phase(asked) if asked in set(Phase) else None
    shown = [one for one in found if phase in (None, phases[one.id])]
    return page(
        "list.html",
        rows=_rows(unit, shown),
        phase=phase,
        labels=PHASE_LABELS,
        tallies={one: list(phases.values()).count(one) for one in Phase},
        total=len(found),
        may_create=unit.actor.ministries(EDITING_ROLES) != frozenset(),
    )


def _rows(unit: Unit, shown: list[Engagement]) -> list[Row]:
    ministries = queries.ministries_named(unit.session, {one.ministry_id for one in shown})
    counted = queries.counts_by_scope(unit.session, [one.scope for one in shown])
    drafts = queries.drafts_of(unit.session, shown)
    tz = unit.settings.time_zone
    rows = []
    for one in shown:
        counts = counted.get(one.scope, {})
        public = one.published_at is not None
        draft = drafts[one.id]
        rows.append(
            Row(
                slug=one.slug,
                title=one.title,
                ministry=ministries[one.ministry_id],
                standing=standing(
                    one.timing, unit.now, tz, was_public=one.published_revision_id is not None
                ),
                opens_at=one.opens_at if public else draft.opens_at,
                closes_at=one.closes_at if public else draft.closes_at,
                waiting=counts.get("waiting", 0),
                published=counts.get("published", 0),
                not_published=counts.get("not_published", 0),
                withdrawn=counts.get("withdrawn", 0),
                may_read_comments=unit.actor.reaches(COMMENT_READING_ROLES, one.ministry_id),
            )
        )
    return rows
