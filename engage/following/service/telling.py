"""What there is to tell: items of news, gathered into issues, which mails are then owed for.

An item is a kind, a number and an instant. An issue is one mailing at one pace: it gathers for ten
minutes, or for a day, and is then closed; the outbound guard is asked about it as a whole. Whoever
writes items or closes issues of an engagement holds its row, so that none falls between two issues.

Who follows is told of each item once, also who changes pace in between: each follower's row knows
the newest item that it was told. An issue that an election holds keeps its items to itself: later
issues leave them out, and they are told when that very issue is let go.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import delete, select

from engage.core.events import NewsIssueReady
from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase
from engage.following import queries
from engage.following.models import NewsBaseline, NewsIssue, NewsItem
from engage.following.rules import GATHERING, NewsKind, Pace, closing_changed, topic_news
from engage.jobs.service import enqueue
from engage.updates.models import EngagementUpdate

CLOSE_ISSUE: Final = "following.close_issue"
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """One follower who is to be told of an issue: of items after `after_id`."""

    subscription_id: int
    after_id: int
    language: str


def set_baseline(unit: Unit, engagement: Engagement) -> None:
    """What is public now, for an engagement that nobody followed before: later changes are news."""
    if queries.is_followed(unit.session, engagement.id):
        return
    held = held_still(unit, engagement.id)
    if held is not None and held.published_at is not None:
        _write_baseline(unit, held)


def note_opened(unit: Unit, engagement_id: int) -> None:
    engagement = _followed(unit, engagement_id)
    if engagement is not None and engagement.timing.phase(unit.now) is Phase.OPEN:
        _note(unit, engagement, NewsKind.OPENED, 0, _at(engagement.opens_at))


def note_closed(unit: Unit, engagement_id: int) -> None:
    engagement = _followed(unit, engagement_id)
    if engagement is not None and engagement.timing.phase(unit.now) is Phase.CLOSED:
        _note(unit, engagement, NewsKind.CLOSED, 0, _at(engagement.closes_at))


def note_results(unit: Unit, engagement_id: int) -> None:
    """Every revision that became public: an ongoing engagement reports now and then."""
    engagement = _followed(unit, engagement_id)
    if engagement is not None and engagement.results_revision_id is not None:
        revision = engagement.results_revision_id
        _note(unit, engagement, NewsKind.RESULTS, revision, str(revision))


def note_update(unit: Unit, engagement_id: int, update_id: int) -> None:
    """An update became public: told once, however often it is changed or shown again."""
    engagement = _followed(unit, engagement_id)
    update = unit.session.get(EngagementUpdate, update_id)
    if engagement is not None and update is not None and update.is_public:
        _note(unit, engagement, NewsKind.UPDATE, update.id, str(update.id))


def note_report(unit: Unit, engagement_id: int, report_id: int) -> None:
    """A report was released to everybody."""
    engagement = _followed(unit, engagement_id)
    if engagement is not None:
        _note(unit, engagement, NewsKind.REPORT, report_id, str(report_id))


def note_changes(unit: Unit, engagement_id: int) -> None:
    """What differs between what is public now and what was when we last looked."""
    engagement = _followed(unit, engagement_id)
    before = queries.published_before(unit.session, engagement_id)
    if engagement is None or before is None:
        return
    after, numbers = queries.published_now(unit.session, engagement)
    if closing_changed(before.engagement, after.engagement):
        revision = numbers[0]
        _note(unit, engagement, NewsKind.CLOSING_CHANGED, revision, str(revision))
    for kind, topic_id in topic_news(before, after):
        _note(unit, engagement, kind, topic_id, f"{topic_id}:{numbers[topic_id]}")
    _write_baseline(unit, engagement)


def close_gathering(unit: Unit, issue_id: int) -> None:
    """Ten minutes after its first item: nothing more comes into this issue."""
    issue = unit.session.get(NewsIssue, issue_id)
    if issue is None or held_still(unit, issue.engagement_id) is None:
        return
    unit.session.refresh(issue)
    if issue.last_item_id is None:
        issue.last_item_id = queries.last_item_id(unit.session, issue.engagement_id)
        _ready(unit, issue)


def make_daily_issue(unit: Unit, engagement_id: int, day: date) -> None:
    """The day's issue, if anything happened since the last one; one a day, whoever asks."""
    engagement = held_still(unit, engagement_id)
    if engagement is None or engagement.published_at is None:
        return
    last = queries.newest_issue(unit.session, engagement_id, Pace.DAILY)
    newest = queries.last_item_id(unit.session, engagement_id)
    told = last.last_item_id or 0 if last else 0
    since = last.begun_at if last else queries.first_followed_at(unit.session, engagement_id)
    replies = queries.replies_between(unit.session, engagement_id, since, unit.now)
    if newest <= told and not replies:
        return
    statement = upsert(unit.session.get_bind().dialect, NewsIssue).values(
        engagement_id=engagement_id,
        pace=Pace.DAILY,
        key=f"daily:{engagement_id}:{day.isoformat()}",
        begun_at=unit.now,
        last_item_id=newest,
    )
    number = unit.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["key"]).returning(NewsIssue.id)
    )
    if number is not None:
        _ready(unit, unit.session.get_one(NewsIssue, number))


@dataclass(frozen=True)
class Bounds:
    """From which item on an issue is told. It is settled when its telling begins and holds for all
    its chunks, whatever is let go meanwhile.

    `held`: the newest item that must be left out, because an earlier issue with it is held.
    `is_late`: it was held itself until later ones had been told; then it tells its own items alone.
    """

    held: int
    is_late: bool


def begin_telling(unit: Unit, issue: NewsIssue) -> Bounds:
    """Marks the issue as told from now on."""
    issue.owed_at = issue.owed_at or unit.now
    unit.session.flush()
    held = queries.held_until(unit.session, issue)
    return Bounds(held, queries.is_told_later(unit.session, issue))


def next_told(
    unit: Unit, issue: NewsIssue, bounds: Bounds, after_id: int, limit: int
) -> tuple[list[Told], int]:
    """The next followers to be told of an issue, marked as told in this transaction; and where the
    next chunk begins, 0 after the last.

    `after_id` is what the chunk before gave. Who was told all of it already is passed over.
    """
    last = issue.last_item_id or 0
    earlier = queries.issue_before(unit.session, issue)
    own_first = earlier.last_item_id or 0 if earlier else 0
    tells_replies = _has_replies(unit, issue, earlier)
    rows = queries.active_after(unit.session, issue, after_id, limit)
    found = []
    for row in rows:
        after = own_first if bounds.is_late else max(row.told_item_id, bounds.held)
        row.told_item_id = max(row.told_item_id, last)
        if after < last or tells_replies:
            found.append(Told(row.id, after, row.language))
    return found, rows[-1].id if len(rows) == limit else 0


def _has_replies(unit: Unit, issue: NewsIssue, earlier: NewsIssue | None) -> bool:
    """Whether official replies were published since the day's issue before; only these say so."""
    if issue.pace != Pace.DAILY:
        return False
    since = earlier.begun_at if earlier else EARLIEST
    return queries.replies_between(unit.session, issue.engagement_id, since, issue.begun_at) > 0


def held_still(unit: Unit, engagement_id: int) -> Engagement | None:
    """The engagement as it stands now, its row held until our commit."""
    return unit.session.scalar(
        select(Engagement)
        .where(Engagement.id == engagement_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def _followed(unit: Unit, engagement_id: int) -> Engagement | None:
    """None for one that is out of view, or that nobody ever asked to follow."""
    engagement = held_still(unit, engagement_id)
    if engagement is None or engagement.published_at is None:
        return None
    return engagement if queries.is_followed(unit.session, engagement_id) else None


def _note(unit: Unit, engagement: Engagement, kind: NewsKind, subject_id: int, which: str) -> None:
    """One item; the same cause again makes none. The caller holds the engagement's row."""
    statement = upsert(unit.session.get_bind().dialect, NewsItem).values(
        engagement_id=engagement.id,
        kind=kind,
        subject_id=subject_id,
        at=unit.now,
        key=f"{kind}:{engagement.id}:{which}",
    )
    number = unit.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["key"]).returning(NewsItem.id)
    )
    if number is None or queries.gathering_issue(unit.session, engagement.id) is not None:
        return
    issue = NewsIssue(
        engagement_id=engagement.id,
        pace=Pace.AT_ONCE,
        key=f"at_once:{number}",
        begun_at=unit.now,
    )
    unit.session.add(issue)
    unit.session.flush()
    enqueue(unit, CLOSE_ISSUE, {"issue_id": issue.id}, run_at=unit.now + GATHERING)


def _ready(unit: Unit, issue: NewsIssue) -> None:
    unit.audit(
        "news.issued",
        f"news_issue:{issue.id}",
        engagement=issue.engagement_id,
        pace=issue.pace,
        last_item=issue.last_item_id,
    )
    unit.emit(NewsIssueReady(issue.id))


def _write_baseline(unit: Unit, engagement: Engagement) -> None:
    session = unit.session
    session.execute(delete(NewsBaseline).where(NewsBaseline.engagement_id == engagement.id))
    _, numbers = queries.published_now(session, engagement)
    session.add_all(
        NewsBaseline(engagement_id=engagement.id, topic_id=topic_id, revision_id=number)
        for topic_id, number in numbers.items()
    )
    session.flush()


def _at(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
