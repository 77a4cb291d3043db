"""The page about elections: how things stand, what waits, exceptions, periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.permissions import Actor
from engage.core.unit import Unit
from engage.governance.elections import listing, queries
from engage.governance.elections.forms import ItemForm, SeenForm
from engage.governance.elections.listing import ExceptionRow, HeldRow
from engage.governance.elections.rules import (
    GRANTING_ROLES,
    NEVER_DROPPED,
    READING_ROLES,
    RELEASING_ROLES,
    SETTING_ROLES,
    ElectionPhase,
    Outcome,
)
from engage.governance.elections.web.blueprint import blueprint, page
from engage.governance.elections.words import (
    GROUND_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    PHASE_WORDS,
    comments_held_words,
    exception_words,
    standing_words,
    voting_day_words,
)
from engage.governance.outbound import Outbound
from engage.web.access import staff
from engage.web.transaction import current_unit

MOST: Final = 100
LATELY: Final = 20


@dataclass(frozen=True)
class ShownItem:
    """A held item; `href` leads to what it is of, '' for nothing that has a page."""

    id: int
    what: str
    title: str
    href: str
    held_at: datetime
    held_by: str
    outcome: str
    outcome_words: str
    settled_at: datetime | None
    settled_by: str
    may_release: bool
    may_drop: bool


@blueprint.get("/staff/elections")
@staff(*READING_ROLES)
def overview() -> ResponseReturnValue:
    return overview_page(current_unit())


def overview_page(unit: Unit, status: int = 200, message: str = "") -> ResponseReturnValue:
    within = unit.actor.ministries(READING_ROLES)
    waiting = listing.held_rows(unit.session, within, [Outcome.WAITING], MOST)
    settled = listing.held_rows(
        unit.session, within, [Outcome.DROPPED, Outcome.APPROVED, Outcome.EXCEPTED], LATELY
    )
    exceptions = listing.exception_rows(unit.session, within, LATELY)
    names = _names(unit, [*waiting, *settled], exceptions)
    periods = queries.periods(unit.session)
    return page(
        "overview.html",
        status,
        message=message,
        standing=standing_words(periods, unit.now, unit.settings.time_zone),
        is_on=queries.is_on(unit.session, unit.now),
        waiting=[_shown(unit, row, names) for row in waiting],
        count=listing.count_waiting(unit.session, within)[0],
        settled=[_shown(unit, row, names) for row in settled],
        exceptions=exceptions,
        exception_standing={
            row.exception.id: _exception_words(unit, row, names) for row in exceptions
        },
        periods=[
            (one, voting_day_words(one, unit.settings.time_zone), PHASE_WORDS[one.phase(unit.now)])
            for one in reversed(periods)
        ],
        may_set=may_set(unit.actor),
        may_except=may_ask(unit),
        action=ItemForm(formdata=None),
        kind_words=KIND_WORDS,
        ground_words=GROUND_WORDS,
        seen=SeenForm(formdata=None),
    )


def may_set(actor: Actor) -> bool:
    return any(actor.may(role) for role in SETTING_ROLES)


def may_ask(unit: Unit) -> bool:
    """A director, and an election in which an exception would let something out."""
    phases = {one.phase(unit.now) for one in queries.periods(unit.session)}
    is_director = unit.actor.ministries(GRANTING_ROLES) != frozenset()
    return is_director and bool(phases - {ElectionPhase.OVER})


def _shown(unit: Unit, row: HeldRow, names: dict[int, str]) -> ShownItem:
    item, place = row.item, row.place
    what = KIND_WORDS[Outbound(item.kind)]
    if item.kind == Outbound.SHOW_COMMENT:
        what = comments_held_words(row.comments)
    may_release = (
        unit.actor.reaches(RELEASING_ROLES, place.ministry_id) if place else may_set_all(unit.actor)
    )
    return ShownItem(
        id=item.id,
        what=what,
        title=place.title if place else "",
        href=_href(row),
        held_at=item.held_at,
        held_by=names.get(item.held_by or 0, ""),
        outcome=item.outcome,
        outcome_words=OUTCOME_WORDS[Outcome(item.outcome)],
        settled_at=item.settled_at,
        settled_by=names.get(item.settled_by or 0, ""),
        may_release=may_release,
        may_drop=may_release and item.kind not in NEVER_DROPPED,
    )


def may_set_all(actor: Actor) -> bool:
    """For what belongs to no engagement: who releases for every ministry."""
    return any(actor.may(role) for role in RELEASING_ROLES)


def _exception_words(unit: Unit, row: ExceptionRow, names: dict[int, str]) -> str:
    one = row.exception
    phases = {period.id: period.phase(unit.now) for period in queries.periods(unit.session)}
    return exception_words(
        queries.grants_of(one),
        names.get(one.communications_by or 0, "the system"),
        names.get(one.executive_by or 0, "the system"),
        is_over=phases.get(one.period_id) in (ElectionPhase.OVER, None),
    )


def _href(row: HeldRow) -> str:
    if row.place is None:
        return ""
    if row.item.kind == Outbound.PUBLISH_REPLY:
        return f"/staff/replies/{row.item.subject_id}"
    return f"/staff/engagements/{row.place.slug}"


def _names(
    unit: Unit, rows: Iterable[HeldRow], exceptions: Iterable[ExceptionRow]
) -> dict[int, str]:
    ids = {one for row in rows for one in (row.item.held_by, row.item.settled_by)}
    ids |= {
        one
        for row in exceptions
        for one in (row.exception.communications_by, row.exception.executive_by)
    }
    return names_of(unit.session, {one for one in ids if one is not None})
