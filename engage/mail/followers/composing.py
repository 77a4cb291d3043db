"""What mails to followers say, and whether their address may be used for it (R25).

News holds no text: what a mail says of an item is looked up when it is sent, and what is not true
any more by then is left out. An engagement that was taken from view sends nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from engage.core.language import site_in
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_content
from engage.engagements.rules import Phase
from engage.following import queries
from engage.following.models import NewsIssue, NewsItem, Subscription
from engage.following.rules import PENDING_LIFE, NewsKind, State, is_lapsed
from engage.following.service import Link, link_of
from engage.following.service import address_of as address_of_row
from engage.mail.followers.digests import queue_digest
from engage.mail.followers.words import moment_words
from engage.mail.holding import held_back
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, NotNow, Permission, Recipient, Words
from engage.updates.queries import public_updates_by_id

PUBLIC_REPORTS: Final[list[Callable[[Session, int], bool]]] = []
"""Who knows whether a report can be read still; set where features are joined."""

Line = dict[str, str]
"""One thing that happened, for the templates: kind, title, href, when ('' where there is none)."""

_OVER: Final = (Phase.CLOSED, Phase.RESULTS)


def follower_of(unit: Unit, subscription_id: int, permission: Permission) -> Recipient | None:
    """Who asked to follow, or follows; None when that is not, or no longer, so.

    Who follows already and asked again is one who asked: the mail with the link is the answer.
    """
    row = unit.session.get(Subscription, subscription_id)
    if row is None or is_lapsed(row.state, row.asked_at, unit.now):
        return None
    allowed = {
        Permission.FOLLOWS: (State.ACTIVE,),
        Permission.ASKED_TO_FOLLOW: (State.PENDING, State.ACTIVE),
    }
    return _recipient(unit, row) if row.state in allowed.get(permission, ()) else None


def address_of(unit: Unit, subscription_id: int) -> Recipient | None:
    """The recipient as long as the address is there at all."""
    row = unit.session.get(Subscription, subscription_id)
    return _recipient(unit, row) if row else None


def _recipient(unit: Unit, row: Subscription) -> Recipient | None:
    address = address_of_row(unit, row)
    return Recipient(address) if address else None


def _confirmation(unit: Unit, mail: OutgoingMail, _recipient: Recipient) -> Words | None:
    """The link to confirm with; for who follows already, the one to change it."""
    row = unit.session.get_one(Subscription, mail.subject_id)
    engagement = unit.session.get_one(Engagement, row.engagement_id)
    if engagement.published_at is None:
        return None
    until = moment_words(row.asked_at + PENDING_LIFE, unit.settings.time_zone, mail.language)
    return Words(
        "confirm_following",
        {
            **_about(unit, engagement, row),
            "follows": row.state == State.ACTIVE,
            "until": until,
        },
        unsubscribe=link_of(unit, row, Link.END),
    )


def _news(unit: Unit, mail: OutgoingMail, _recipient: Recipient) -> Words | NotNow | None:
    row = unit.session.get_one(Subscription, mail.recipient_id)
    issue = unit.session.get_one(NewsIssue, mail.subject_id)
    engagement = unit.session.get_one(Engagement, issue.engagement_id)
    if engagement.published_at is None or row.confirmed_at is None:
        return None
    lines = _lines(unit, engagement, _items(unit, mail, issue, row.confirmed_at), mail.language)
    replies = _replies(unit, issue, row.confirmed_at) if _is_digest(mail) else 0
    if not lines and not replies:
        return None
    not_now = held_back(unit, engagement.id, issue.id)
    if not_now is not None:
        return not_now
    return Words(
        "news_digest" if _is_digest(mail) else "news",
        {**_about(unit, engagement, row), "lines": lines, "replies": replies},
        unsubscribe=link_of(unit, row, Link.END),
    )


def _is_digest(mail: OutgoingMail) -> bool:
    return mail.kind == MailKind.NEWS_DIGEST


def _about(unit: Unit, engagement: Engagement, row: Subscription) -> dict[str, object]:
    """What every mail to a follower holds."""
    content = engagement_content(unit.session, engagement.published_revision_id)
    return {
        "title": content.title,
        "href": f"{site_in(unit.settings.base_url, row.language)}/engagements/{engagement.slug}",
        "link": link_of(unit, row, Link.CONFIRM),
        "end": link_of(unit, row, Link.END),
    }


def _items(unit: Unit, mail: OutgoingMail, issue: NewsIssue, since: datetime) -> Iterable[NewsItem]:
    after, last = int(mail.step or 0), issue.last_item_id or 0
    return queries.news_between(unit.session, issue.engagement_id, after, last, since)


def _replies(unit: Unit, issue: NewsIssue, since: datetime) -> int:
    earlier = queries.issue_before(unit.session, issue)
    begin = max(earlier.begun_at, since) if earlier else since
    return queries.replies_between(unit.session, issue.engagement_id, begin, issue.begun_at)


def _lines(
    unit: Unit, engagement: Engagement, items: Iterable[NewsItem], language: str
) -> tuple[Line, ...]:
    """Each thing once, as it stands now: the last place where it came up."""
    told = {_what(item): item for item in items}
    added = {one.subject_id for one in told.values() if one.kind == NewsKind.TOPIC_ADDED}
    topics = queries.topics_by_id(
        unit.session, [one.subject_id for one in told.values() if one.kind in _OF_TOPICS]
    )
    phase = engagement.timing.phase(unit.now)
    updates = public_updates_by_id(
        unit.session, [one.subject_id for one in told.values() if one.kind == NewsKind.UPDATE]
    )
    page = f"{site_in(unit.settings.base_url, language)}/engagements/{engagement.slug}"
    closes = (
        moment_words(engagement.closes_at, unit.settings.time_zone, language)
        if engagement.closes_at
        else ""
    )
    lines = []
    for item in sorted(told.values(), key=lambda one: one.id):
        kind, subject = NewsKind(item.kind), item.subject_id
        if kind in _OF_TOPICS:
            if subject in topics and (kind is NewsKind.TOPIC_ADDED or subject not in added):
                topic = topics[subject]
                lines.append(_line(kind, f"{page}/{topic.slug}", title=topic.title))
        elif kind is NewsKind.UPDATE:
            if subject in updates:
                update = updates[subject]
                lines.append(_line(kind, f"{page}/updates/{update.slug}", title=update.title))
        elif kind is NewsKind.REPORT:
            if all(is_public(unit.session, subject) for is_public in PUBLIC_REPORTS):
                lines.append(_line(kind, f"{page}/results"))
        elif _STILL_TRUE[kind](phase):
            href = f"{page}/results" if kind is NewsKind.RESULTS else page
            lines.append(_line(kind, href, when=closes))
    return tuple(lines)


def _line(kind: NewsKind, href: str, *, title: str = "", when: str = "") -> Line:
    return {"kind": kind.value, "href": href, "title": title, "when": when}


def _what(item: NewsItem) -> tuple[str, int]:
    """Which thing an item is about: of two about the same the later one counts."""
    return item.kind, item.subject_id if item.kind in _OF_MANY else 0


_OF_TOPICS: Final = frozenset({NewsKind.TOPIC_ADDED, NewsKind.TOPIC_CHANGED})
_OF_MANY: Final = _OF_TOPICS | {NewsKind.UPDATE}
_STILL_TRUE: Final[Mapping[NewsKind, Callable[[Phase], bool]]] = {
    NewsKind.OPENED: lambda phase: phase is Phase.OPEN,
    NewsKind.CLOSING_CHANGED: lambda phase: phase not in _OVER,
    NewsKind.CLOSED: lambda phase: phase in _OVER,
    NewsKind.RESULTS: lambda phase: phase is Phase.RESULTS,
}

COMPOSERS: Final[
    Mapping[MailKind, Callable[[Unit, OutgoingMail, Recipient], Words | NotNow | None]]
] = {
    MailKind.CONFIRM_FOLLOWING: _confirmation,
    MailKind.NEWS: _news,
    MailKind.NEWS_DIGEST: _news,
    MailKind.QUEUE_DIGEST: queue_digest,
}
