"""Mail to followers that is owed: the link to confirm with, and what happened.

An issue of news is owed in chunks, each a job of its own, so that ten thousand followers hold no
transaction open for long. The outbound guard is asked before each chunk, and again by each mail
just before it is sent (R54).
"""

from collections.abc import Mapping
from typing import Final

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.following.models import NewsIssue, Subscription
from engage.following.rules import Pace
from engage.following.service import Bounds, Told, begin_telling, next_told
from engage.governance.outbound import Outbound
from engage.jobs.handlers import Handlers, Later, transactional
from engage.jobs.service import Payload, enqueue
from engage.mail.holding import held_back
from engage.mail.rules import MailKind, Order, RecipientKind
from engage.mail.service import order_mail, order_mails, release_held

OWE_CONFIRMATION: Final = "mail.confirm_following"
OWE_NEWS: Final = "mail.news"
OWE_RELEASED: Final = "mail.news_released"
CHUNK: Final = 500
STOPPED: Final = 300.0
"""Seconds until an issue that an administrator's stop holds is looked at again."""
SUBSCRIPTION: Final = "subscription"
ISSUE: Final = "news_issue"
KINDS: Final[Mapping[str, MailKind]] = {
    Pace.AT_ONCE: MailKind.NEWS,
    Pace.DAILY: MailKind.NEWS_DIGEST,
}


def owe_confirmation(unit: Unit, payload: Payload) -> None:
    row = unit.session.get(Subscription, int(payload["subscription_id"]))
    if row is None:
        return
    order_mail(
        unit,
        Order(
            MailKind.CONFIRM_FOLLOWING,
            RecipientKind.FOLLOWER,
            row.id,
            SUBSCRIPTION,
            row.id,
            f"confirm_following:{row.id}:{int(row.confirmation_at.timestamp())}",
            language=row.language,
        ),
    )


def owe_news(unit: Unit, payload: Payload) -> None:
    """One chunk; the next one is a job of its own. Raises Later while all publishing is stopped."""
    issue = unit.session.get(NewsIssue, int(payload["issue_id"]), with_for_update=True)
    engagement = unit.session.get(Engagement, issue.engagement_id) if issue else None
    if issue is None or engagement is None or issue.last_item_id is None:
        return
    if engagement.published_at is None:
        # Passed over: what is still true when it comes back is told with the next issue.
        begin_telling(unit, issue)
        return
    not_now = held_back(unit, issue.engagement_id, issue.id)
    if not_now is not None:
        if not_now.by_election:
            return
        raise Later(STOPPED)
    begun = begin_telling(unit, issue)
    held, late = int(payload.get("held", begun.held)), int(payload.get("late", begun.is_late))
    after_id = int(payload.get("after_id", 0))
    told, next_after = next_told(unit, issue, Bounds(held, bool(late)), after_id, CHUNK)
    order_mails(unit, [_order(issue, one) for one in told])
    if next_after:
        more = {"issue_id": issue.id, "after_id": next_after, "held": held, "late": late}
        enqueue(unit, OWE_NEWS, more)


def owe_released(unit: Unit, payload: Payload) -> None:
    """An issue that an election held was approved again: mails of it that wait go on, some at a
    time, and then it is told to those who were owed none yet."""
    if payload["kind"] != Outbound.SEND_MAIL:
        return
    issue = unit.session.get(NewsIssue, int(payload["subject_id"]))
    if issue is None or issue.engagement_id != payload["engagement_id"]:
        return
    if release_held(unit, tuple(KINDS.values()), issue.id):
        enqueue(unit, OWE_RELEASED, payload)
    else:
        enqueue(unit, OWE_NEWS, {"issue_id": issue.id})


def _order(issue: NewsIssue, told: Told) -> Order:
    """`step` is the item after which this follower is told."""
    return Order(
        KINDS[issue.pace],
        RecipientKind.FOLLOWER,
        told.subscription_id,
        ISSUE,
        issue.id,
        f"news:{issue.id}:{told.subscription_id}",
        step=str(told.after_id),
        language=told.language,
    )


HANDLERS: Final[Handlers] = {
    OWE_CONFIRMATION: transactional(owe_confirmation),
    OWE_NEWS: transactional(owe_news),
    OWE_RELEASED: transactional(owe_released),
}
