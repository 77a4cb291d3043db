"""What stands in a month of the staff's calendar: a question for each kind, however much there is.

Everything is within what the person reads elsewhere: engagements of their ministries, held items
and filings for the roles that have pages about them, election periods for everybody. What nobody
has entered as a date, such as when results are expected, is not here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_, select

from engage.desk.calendar_asked import Asked
from engage.desk.calendar_reviews import reviews
from engage.desk.calendar_rules import Entry, Kind, last_day, local_day
from engage.engagements.models import Engagement, Revision
from engage.engagements.rules import engagement_from_json
from engage.engagements.waiting import KIND_WORDS
from engage.governance.approvals.models import ApprovalRequest
from engage.governance.approvals.rules import SubjectKind
from engage.governance.elections import rules as elections
from engage.governance.elections.models import HeldItem
from engage.governance.elections.queries import periods
from engage.governance.elections.words import KIND_WORDS as HELD_WORDS
from engage.governance.outbound import Outbound
from engage.notices.models import NoticeVersion
from engage.records.models import RecordsFiling
from engage.records.service import ROLES as RECORDS_ROLES
from engage.reports.models import ReportRelease
from engage.updates.models import EngagementUpdate
from engage.updates.rules import STANDING_PLANS, PlanState

Source = Callable[[Asked], Iterator[Entry]]


def _page(slug: str, page: str = "") -> str:
    return f"/staff/engagements/{slug}{page}"


def _entry(asked: Asked, kind: Kind, moment: datetime, words: str, of: Engagement) -> Entry:
    """What happens at a moment of an engagement, on its own page."""
    day = last_day(moment, asked.tz) if kind is Kind.CLOSING else local_day(moment, asked.tz)
    return Entry(kind, day, moment, words, of.title, _page(of.slug), of.ministry_id)


def _public_dates(asked: Asked) -> Iterator[Entry]:
    """What is public opens and closes; a day that ends at midnight belongs to the month before."""
    closes = and_(Engagement.closes_at > asked.start, Engagement.closes_at <= asked.end)
    question = select(Engagement).where(
        asked.within_reach(),
        Engagement.published_at.is_not(None),
        or_(asked.in_month(Engagement.opens_at), closes, asked.in_month(Engagement.results_at)),
    )
    known = periods(asked.unit.session)
    for (one,) in asked.rows(question.order_by(Engagement.id)):
        if asked.holds(one.opens_at):
            words = "Opened" if asked.is_past(one.opens_at) else "Opens"
            if any(period.holds_opening(one.opens_at) for period in known):
                # Held, or let go by two directors: its page says which.
                words = "Opening in an election period"
            yield _entry(asked, Kind.OPENING, one.opens_at, words, one)
        if one.closes_at is not None and asked.start < one.closes_at <= asked.end:
            words = "Closed" if asked.is_past(one.closes_at) else "Closes"
            yield _entry(asked, Kind.CLOSING, one.closes_at, words, one)
        if asked.holds(one.results_at):
            yield _entry(asked, Kind.RESULTS, one.results_at, "Results published", one)


def _drafted_dates(asked: Asked) -> Iterator[Entry]:
    """Dates that a draft names, of what the public does not see yet."""
    # Drafts that name no month of it are not read.
    named = [Revision.content.contains(f'"{month}-') for month in asked.months]
    question = (
        select(Engagement, Revision.content)
        .join(Revision, Revision.id == Engagement.draft_revision_id)
        .where(asked.within_reach(), Engagement.published_at.is_(None), or_(*named))
        .order_by(Engagement.id)
    )
    for one, text in asked.rows(question):
        content = engagement_from_json(text)
        if content.opens_at is not None and asked.holds(content.opens_at):
            yield _entry(asked, Kind.OPENING, content.opens_at, "Draft: opens", one)
        if content.closes_at is not None and asked.start < content.closes_at <= asked.end:
            yield _entry(asked, Kind.CLOSING, content.closes_at, "Draft: closes", one)


_PLAN_WORDS: Final = {PlanState.PLANNED: "Update planned", PlanState.HELD: "Update held"}
NOT_AS_PLANNED: Final = "Update not published as planned"


def _updates(asked: Asked) -> Iterator[Entry]:
    is_public = and_(
        EngagementUpdate.published_revision_id.is_not(None),
        EngagementUpdate.withdrawn_at.is_(None),
        asked.in_month(EngagementUpdate.published_at),
    )
    question = (
        select(EngagementUpdate, Engagement)
        .join(Engagement, Engagement.id == EngagementUpdate.engagement_id)
        .where(asked.within_reach(), or_(is_public, asked.in_month(EngagementUpdate.planned_at)))
        .order_by(EngagementUpdate.id)
    )
    for update, engagement in asked.rows(question):
        found = []
        if update.is_public and asked.holds(update.published_at):
            found.append((update.published_at, "Update published"))
        if asked.holds(update.planned_at):
            state = PlanState(update.plan_state)
            planned = _PLAN_WORDS[state] if state in STANDING_PLANS else NOT_AS_PLANNED
            found.append((update.planned_at, planned))
        for moment, words in found:
            yield Entry(
                Kind.UPDATE,
                local_day(moment, asked.tz),
                moment,
                words,
                update.title,
                _page(engagement.slug, "/updates"),
                engagement.ministry_id,
            )


def _releases(asked: Asked) -> Iterator[Entry]:
    question = (
        select(ReportRelease.released_at, Engagement)
        .join(Engagement, Engagement.id == ReportRelease.engagement_id)
        .where(
            asked.within_reach(),
            ReportRelease.is_public,
            asked.in_month(ReportRelease.released_at),
        )
        .order_by(ReportRelease.id)
    )
    for moment, engagement in asked.rows(question):
        yield _entry(asked, Kind.RESULTS, moment, "Report made public", engagement)


def _notices(asked: Asked) -> Iterator[Entry]:
    """Later versions: the first one comes with the publication."""
    question = (
        select(NoticeVersion.created_at, NoticeVersion.number, Engagement)
        .join(Engagement, Engagement.id == NoticeVersion.engagement_id)
        .where(
            asked.within_reach(),
            NoticeVersion.number > 1,
            asked.in_month(NoticeVersion.created_at),
        )
        .order_by(NoticeVersion.id)
    )
    for moment, number, engagement in asked.rows(question):
        words = f"Collection notice changed (version {number})"
        yield _entry(asked, Kind.NOTICE, moment, words, engagement)


def _approvals(asked: Asked) -> Iterator[Entry]:
    """Requests that stand, on the day on which they were made: nothing says by when they are due.

    What an approval is of has its number; only those of an engagement and its results name it.
    """
    update = and_(
        ApprovalRequest.subject_kind == SubjectKind.UPDATE,
        ApprovalRequest.subject_id == EngagementUpdate.id,
    )
    of_engagement = and_(
        ApprovalRequest.subject_kind.in_((SubjectKind.ENGAGEMENT, SubjectKind.RESULTS)),
        ApprovalRequest.subject_id == Engagement.id,
    )
    question = (
        select(ApprovalRequest, EngagementUpdate, Engagement)
        .select_from(ApprovalRequest)
        .outerjoin(EngagementUpdate, update)
        .outerjoin(Engagement, or_(of_engagement, Engagement.id == EngagementUpdate.engagement_id))
        .where(
            ApprovalRequest.withdrawn_at.is_(None),
            ApprovalRequest.completed_at.is_(None),
            asked.in_month(ApprovalRequest.requested_at),
            Engagement.id.is_not(None),
            asked.within_reach(),
        )
        .order_by(ApprovalRequest.id)
    )
    for request, update_row, engagement in asked.rows(question):
        title, page = engagement.title, "/approvals"
        if update_row is not None:
            title, page = update_row.title, f"/updates/{update_row.slug}/approvals"
        yield Entry(
            Kind.APPROVAL,
            local_day(request.requested_at, asked.tz),
            request.requested_at,
            f"Approval asked for: {KIND_WORDS[SubjectKind(request.subject_kind)].lower()}",
            title,
            _page(engagement.slug, page),
            engagement.ministry_id,
        )


def _held(asked: Asked) -> Iterator[Entry]:
    question = (
        select(HeldItem.held_at, HeldItem.kind, Engagement)
        .join(Engagement, Engagement.id == HeldItem.engagement_id)
        .where(
            asked.within_reach(elections.READING_ROLES),
            HeldItem.outcome == elections.Outcome.WAITING,
            asked.in_month(HeldItem.held_at),
        )
        .order_by(HeldItem.id)
    )
    for moment, kind, engagement in asked.rows(question):
        yield Entry(
            Kind.HELD,
            local_day(moment, asked.tz),
            moment,
            f"Held: {HELD_WORDS[Outbound(kind)]}",
            engagement.title,
            "/staff/elections",
            engagement.ministry_id,
        )


def _filings(asked: Asked) -> Iterator[Entry]:
    question = (
        select(RecordsFiling.filed_on, Engagement)
        .join(Engagement, Engagement.id == RecordsFiling.engagement_id)
        .where(
            asked.within_reach(RECORDS_ROLES),
            RecordsFiling.filed_on >= asked.month.first,
            RecordsFiling.filed_on < asked.after_last,
        )
        .order_by(RecordsFiling.id)
    )
    for day, engagement in asked.rows(question):
        page = _page(engagement.slug, "/records")
        yield Entry(
            Kind.RECORDS,
            day,
            None,
            "Records filed",
            engagement.title,
            page,
            engagement.ministry_id,
        )


def _elections(asked: Asked) -> Iterator[Entry]:
    """Everybody's, whatever ministry was chosen."""
    for period in periods(asked.unit.session):
        for moment, words in (
            (period.called_at, "The election is called"),
            (period.voting_ends_at - elections.MOMENT, "Voting day"),
            (period.sworn_at, "The cabinet is sworn in"),
        ):
            if moment is not None and asked.holds(moment):
                day = local_day(moment, asked.tz)
                yield Entry(Kind.ELECTION, day, None, words, "Provincial election", "")


SOURCES: Final[Mapping[Kind, tuple[Source, ...]]] = {
    Kind.OPENING: (_public_dates, _drafted_dates),
    Kind.CLOSING: (_public_dates, _drafted_dates),
    Kind.UPDATE: (_updates,),
    Kind.RESULTS: (_public_dates, _releases),
    Kind.APPROVAL: (_approvals,),
    Kind.ELECTION: (_elections,),
    Kind.HELD: (_held,),
    Kind.NOTICE: (_notices,),
    Kind.RECORDS: (_filings,),
    Kind.REVIEW: (reviews,),
}


def entries_of(asked: Asked, kind: Kind | None) -> list[Entry]:
    """Of one kind, or of all; each question is asked once."""
    wanted = [*SOURCES] if kind is None else [kind]
    sources = dict.fromkeys(source for one in wanted for source in SOURCES[one])
    return [entry for source in sources for entry in source(asked) if entry.kind in wanted]
