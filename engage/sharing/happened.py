"""What happened to public engagements: openings, updates, closings, results, reports.

Only what the public reads now is told. What an election period holds stays untold (R54), also when
the period is over: it is approved again or never, so that nothing comes in a burst (R57). That
something closed is no promotion and is told always.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engage.core.language import current, gettext
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Revision
from engage.engagements.rules import Phase, engagement_from_json, update_from_json
from engage.governance.elections.queries import exception_in_force, periods
from engage.governance.outbound import Outbound
from engage.multilingual.rules import ENGAGEMENT, RESULTS, update_key
from engage.multilingual.spoken import spoken_in
from engage.multilingual.tags import ORIGINAL
from engage.reports.queries import releases
from engage.reports.service import is_stale
from engage.reports.states import State
from engage.site.queries import rendered
from engage.site.rules import next_words
from engage.updates.models import EngagementUpdate

MOST: Final = 50
"""How many are told: who asks once a week misses nothing."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `name` tells it from the others of its engagement for good; `page`
    is below the engagement's own; `tag` is the language of summary and body."""

    row: Engagement
    name: str
    category: str
    page: str
    at: datetime
    updated: datetime
    title: str
    summary: str
    body: str = ""
    tag: str = ORIGINAL


def happenings(unit: Unit, only: Engagement | None = None) -> list[Happening]:
    """The newest of all public engagements, or of one, newest first."""
    found = [
        *_opened(unit, only),
        *_updates(unit, only),
        *_results(unit, only),
        *_reports(unit, only),
    ]
    listed = [one for one in found if is_listed(unit, one.row.id, one.at)]
    listed += _closed(unit, only)
    listed.sort(key=lambda one: (one.at, one.name), reverse=True)
    return listed[:MOST]


def is_listed(unit: Unit, engagement_id: int, at: datetime) -> bool:
    """Whether what happened then may stand in a feed: outside of every election period, or under an
    exception in force."""
    period = next((one for one in periods(unit.session) if one.holds_opening(at)), None)
    if period is None:
        return True
    kind = Outbound.LIST_IN_FEED
    return exception_in_force(unit.session, period, kind, engagement_id) is not None


def next_public_change(session: Session, now: datetime) -> datetime | None:
    """When the clock next opens, closes or reports back on any public engagement."""
    columns = (
        Engagement.published_at,
        Engagement.opens_at,
        Engagement.closes_at,
        Engagement.results_at,
    )
    coming = [func.min(case((column > now, column))) for column in columns]
    row = session.execute(select(*coming).where(Engagement.published_at.is_not(None))).one()
    return min((moment for moment in row if moment is not None), default=None)


def _newest(
    unit: Unit, column: InstrumentedAttribute[datetime | None], only: Engagement | None
) -> Sequence[Engagement]:
    """Public engagements whose moment has come, the newest first."""
    if only is not None:
        moment: datetime | None = getattr(only, column.key)
        return [only] if moment is not None and moment <= unit.now else []
    shown_since = case((column > Engagement.published_at, column), else_=Engagement.published_at)
    return unit.session.scalars(
        select(Engagement)
        .where(
            Engagement.published_at <= unit.now,
            Engagement.published_revision_id.is_not(None),
            column <= unit.now,
        )
        .order_by(shown_since.desc(), Engagement.id.desc())
        .limit(MOST)
    ).all()


def title_of(unit: Unit, row: Engagement) -> str:
    """In the language of the page, where there is a translation."""
    return title_and_summary_of(unit, row)[0]


def title_and_summary_of(unit: Unit, row: Engagement) -> tuple[str, str]:
    """Both in the language of the page, where there is a translation."""
    spoken = spoken_in(unit, row)
    if not spoken.texts:
        return row.title, row.summary
    written = engagements.engagement_content(unit.session, row.published_revision_id)
    content, _tag, _ = spoken.said(ENGAGEMENT, written)
    return content.title, content.summary


def _since(row: Engagement, moment: datetime | None) -> datetime:
    """Since when the public could see it: an engagement may be published after it opened."""
    return max(one for one in (moment, row.published_at) if one is not None)


def _opened(unit: Unit, only: Engagement | None) -> Iterator[Happening]:
    rows = _newest(unit, Engagement.opens_at, only)
    written = engagements.revisions_by_id(unit.session, (row.published_revision_id for row in rows))
    for row in rows:
        timing = row.timing
        if timing.is_opening_held or timing.phase(unit.now) in (Phase.PLANNED, Phase.UPCOMING):
            continue
        at = _since(row, timing.opens_at)
        revision = written[row.published_revision_id or 0]
        spoken = spoken_in(unit, row)
        content, tag, _ = spoken.said(ENGAGEMENT, engagement_from_json(revision.content))
        yield Happening(
            row,
            "opened",
            "opened",
            "",
            at,
            max(at, revision.created_at),
            gettext("Open for comments: %(title)s", title=content.title),
            content.summary,
            rendered(content.body),
            tag,
        )


def _closed(unit: Unit, only: Engagement | None) -> Iterator[Happening]:
    for row in _newest(unit, Engagement.closes_at, only):
        at = _since(row, row.closes_at)
        yield Happening(
            row,
            "closed",
            "closed",
            "",
            at,
            at,
            gettext("Closed: %(title)s", title=title_of(unit, row)),
            next_words(row.timing, unit.now, unit.settings.time_zone),
            tag=current(),
        )


def _results(unit: Unit, only: Engagement | None) -> Iterator[Happening]:
    rows = _newest(unit, Engagement.results_at, only)
    written = engagements.revisions_by_id(unit.session, (row.results_revision_id for row in rows))
    for row in rows:
        revision = written.get(row.results_revision_id or 0)
        if revision is None or row.timing.phase(unit.now) is not Phase.RESULTS:
            continue
        written_of = engagements.results_content(unit.session, revision.id)
        content, tag, _ = spoken_in(unit, row).said(RESULTS, written_of)
        at = _since(row, row.results_at)
        yield Happening(
            row,
            "results",
            "results",
            "/results",
            at,
            max(at, revision.created_at),
            gettext("Results: %(title)s", title=title_of(unit, row)),
            content.summary,
            rendered(content.body),
            tag,
        )


def _updates(unit: Unit, only: Engagement | None) -> Iterator[Happening]:
    asked = (
        select(EngagementUpdate, Revision, Engagement)
        .join(Revision, Revision.id == EngagementUpdate.published_revision_id)
        .join(Engagement, Engagement.id == EngagementUpdate.engagement_id)
        .where(
            EngagementUpdate.withdrawn_at.is_(None),
            EngagementUpdate.published_at <= unit.now,
            Engagement.published_at <= unit.now,
        )
        .order_by(EngagementUpdate.published_at.desc(), EngagementUpdate.id.desc())
        .limit(MOST)
    )
    if only is not None:
        asked = asked.where(EngagementUpdate.engagement_id == only.id)
    for update, revision, row in unit.session.execute(asked):
        spoken = spoken_in(unit, row)
        content, tag, _ = spoken.said(update_key(update.id), update_from_json(revision.content))
        page = f"/updates/{update.slug}"
        at = update.published_at or revision.created_at
        yield Happening(
            row,
            page[1:],
            "update",
            page,
            at,
            max(at, revision.created_at),
            content.title,
            content.summary,
            rendered(content.body),
            tag,
        )


def _reports(unit: Unit, only: Engagement | None) -> Iterator[Happening]:
    found = releases(
        unit.session, engagement_id=only.id if only else None, only_public=True, limit=MOST
    )
    ids = {one.release.engagement_id for one in found}
    rows = {row.id: row for row in engagements.engagements_by_ids(unit.session, ids)}
    for one in found:
        row = rows[one.release.engagement_id]
        is_gone = one.withdrawn_at is not None or one.report.state != State.READY
        if is_gone or row.published_at is None or is_stale(unit, one.report):
            continue
        yield Happening(
            row,
            f"report/{one.release.number}",
            "report",
            "/results",
            one.release.released_at,
            one.release.released_at,
            gettext("Report: %(title)s", title=title_of(unit, row)),
            gettext("A report on what people said is ready to read."),
            tag=current(),
        )
