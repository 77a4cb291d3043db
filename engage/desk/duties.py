"""What waits besides comments: rules to acknowledge, incidents, reports, questions, replies."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from engage.accounts.queries import waiting_alarms
from engage.accounts.review_queries import open_review, review_due_at
from engage.accounts.reviewing import is_due
from engage.accounts.wording import alarms_words
from engage.core.dates import date_words
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.desk.coding import coding_duties
from engage.desk.elections import election_duties
from engage.desk.names import name_duties
from engage.desk.planning import planning_duties
from engage.desk.registers import register_duties
from engage.desk.reports import report_duties
from engage.desk.rules import (
    Waiting,
    differences_words,
    incidents_words,
    mails_words,
    minor_words,
    quotations_words,
    reported_words,
)
from engage.desk.updates import update_duties
from engage.desk.wordpress import wordpress_duties
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.waiting import waiting_for_me
from engage.governance.approvals.queries import unseen_minor_edits
from engage.governance.conduct.queries import conflicts_of, unseen_since
from engage.governance.queries import standings
from engage.governance.rules import REMIND_BEFORE
from engage.governance.service import must_acknowledge
from engage.incidents.queries import counted_by_state, oldest_untold
from engage.incidents.rules import READING_ROLES, State
from engage.mail.incoming.queries.mailbox import mailbox_state
from engage.mail.incoming.queries.pages import Shelf, waiting_mail
from engage.mail.incoming.service.reach import within_reach
from engage.mail.incoming.words import quarantined_words, unrouted_words
from engage.mail.overview import stuck_since
from engage.mail.queries import refused_mail
from engage.moderation.reported.queries import counted_reported, oldest_reported
from engage.moderation.rules import MODERATING_ROLES
from engage.replies.queries.desk import waiting_for_person
from engage.reuse.queries.waiting import waiting_for_second
from engage.reuse.reach import DECIDING_ROLES
from engage.wordpress.queries.differences import count_waiting

NOTHING: frozenset[int] = frozenset()
RULES = "/staff/acknowledge"
MAILBOX_AWAY = "The mailbox that citizens write to cannot be read"
CONFLICT_RECORDED = "A conflict of interest was recorded for you"


def duties(unit: Unit) -> Iterator[Waiting]:
    yield from _alarms(unit)
    yield from _rules(unit)
    yield from _conflicts(unit)
    yield from _incidents(unit)
    yield from _reported(unit)
    yield from _replies(unit)
    yield from _access_review(unit)
    yield from planning_duties(unit)
    yield from _approvals(unit)
    yield from _quotations(unit)
    yield from _refused_mail(unit)
    yield from _incoming_mail(unit)
    yield from election_duties(unit)
    yield from report_duties(unit)
    yield from _wordpress_differences(unit)
    yield from wordpress_duties(unit)
    yield from coding_duties(unit)
    yield from name_duties(unit)
    yield from update_duties(unit)
    yield from register_duties(unit)


def _alarms(unit: Unit) -> Iterator[Waiting]:
    """About signing in, which administrators of everything look at."""
    if unit.actor.may(Role.ADMINISTRATOR):
        count, since = waiting_alarms(unit.session)
        if since is not None:
            yield Waiting(since, "Accounts", alarms_words(count), "/staff/alarms")


def _approvals(unit: Unit) -> Iterator[Waiting]:
    """R9 to R13: steps that this person may decide, and minor edits that nobody looked at."""
    for one in waiting_for_me(unit):
        yield Waiting(one.since, "Approval", f"{one.title}: {one.step_words}", one.href)
    within = unit.actor.ministries((Role.COMMUNICATIONS_DIRECTOR,))
    edits = unseen_minor_edits(unit.session, within) if within != NOTHING else ()
    if edits:
        yield Waiting(edits[0].made_at, "Approval", minor_words(len(edits)), "/staff/approvals")


def _quotations(unit: Unit) -> Iterator[Waiting]:
    """R74: quotations that somebody else chose for a report."""
    within = unit.actor.ministries(DECIDING_ROLES)
    if within == NOTHING or unit.actor.person_id is None:
        return
    keeps_off = conflicts_of(unit.session, unit.actor.person_id)
    for one in waiting_for_second(unit.session, within, unit.actor.person_id, unit.now):
        if not keeps_off.bars(one.engagement_id, None):
            title = f"{one.title}: {quotations_words(one.count)}"
            href = f"/staff/engagements/{one.slug}/quotations"
            yield Waiting(one.since, "Quotations", title, href)


def _rules(unit: Unit) -> Iterator[Waiting]:
    """R15, R51: what has lapsed, or was never acknowledged; what lapses within a month."""
    if unit.actor.person_id is None or not must_acknowledge(unit):
        return
    found = standings(unit.session, unit.actor.person_id)
    lapsed = [one for one in found if not one.is_current(unit.now)]
    if lapsed:
        since = min(
            one.ends_at or datetime.combine(one.page.updated, time(), UTC) for one in lapsed
        )
        title = "Acknowledge the rules we work under before you moderate"
        yield Waiting(min(since, unit.now), "Rules", title, RULES)
        return
    ends_at = min(one.ends_at for one in found if one.ends_at)
    if ends_at - unit.now <= REMIND_BEFORE:
        words = date_words(ends_at, unit.settings.time_zone)
        title = f"Your acknowledgement of the rules ends on {words}"
        yield Waiting(ends_at - REMIND_BEFORE, "Rules", title, RULES)


def _conflicts(unit: Unit) -> Iterator[Waiting]:
    """R51: what a lead recorded for this person, who has not said yet that they know."""
    if unit.actor.person_id is not None:
        for one in unseen_since(unit.session, unit.actor.person_id):
            yield Waiting(one.declared_at, "Conduct", CONFLICT_RECORDED, "/staff/conflicts")


def _incidents(unit: Unit) -> Iterator[Waiting]:
    """R48: of which nobody was told yet."""
    within = unit.actor.ministries(READING_ROLES)
    if within == NOTHING:
        return
    since = oldest_untold(unit.session, within=within)
    if since is not None:
        count = counted_by_state(unit.session, within=within)[State.NEW]
        href = f"/staff/incidents?state={State.NEW}"
        yield Waiting(since, "Incidents", incidents_words(count), href)


def _reported(unit: Unit) -> Iterator[Waiting]:
    """R90: public comments with a report that nobody has read."""
    within = unit.actor.ministries(MODERATING_ROLES)
    if within == NOTHING:
        return
    without = conflicts_of(unit.session, unit.actor.person_id)
    since = oldest_reported(unit.session, within=within, without=without)
    if since is not None:
        count = counted_reported(unit.session, within=within, without=without)
        yield Waiting(since, "Moderation", reported_words(count), "/staff/reported")


def _replies(unit: Unit) -> Iterator[Waiting]:
    """R70: questions that this person answers; R16: replies that the privacy officer releases."""
    for one in waiting_for_person(unit):
        yield Waiting(one.since, one.kind, one.title, one.href)


def _access_review(unit: Unit) -> Iterator[Waiting]:
    """R61: who may do what is gone through every quarter."""
    if not unit.actor.may(Role.ADMINISTRATOR):
        return
    under_way, due = open_review(unit.session), review_due_at(unit.session)
    if under_way is not None:
        title = "Finish the review of who may do what"
        yield Waiting(under_way.begun_at, "People", title, "/staff/people/review")
    elif due is not None and is_due(due, unit.now):
        yield Waiting(due, "People", "Review who may do what", "/staff/people/review")


def _incoming_mail(unit: Unit) -> Iterator[Waiting]:
    """Messages that somebody has to place, those that could not be read, and a mailbox that is out
    of reach."""
    if unit.actor.may(Role.ADMINISTRATOR) and unit.settings.mailbox is not None:
        mailbox = mailbox_state(unit.session)
        if mailbox.trouble_since is not None:
            yield Waiting(mailbox.trouble_since, "Mail", MAILBOX_AWAY, "/staff/mail/incoming")
    within = within_reach(unit)
    if within == NOTHING:
        return
    waiting = waiting_mail(unit.session, within=within)
    to_place, unread = waiting[Shelf.UNROUTED], waiting[Shelf.QUARANTINED]
    if to_place.since is not None:
        words = unrouted_words(to_place.count)
        yield Waiting(to_place.since, "Mail", words, "/staff/mail/incoming")
    if unread.since is not None:
        href = f"/staff/mail/incoming?show={Shelf.QUARANTINED}"
        yield Waiting(unread.since, "Mail", quarantined_words(unread.count), href)


def _wordpress_differences(unit: Unit) -> Iterator[Waiting]:
    """R88: what somebody changed on WordPress, for those who say which of the two stays."""
    posts = unit.actor.ministries(EDITING_ROLES)
    comments = unit.actor.ministries((Role.MODERATOR,))
    if posts == NOTHING and comments == NOTHING:
        return
    count, since = count_waiting(unit.session, posts, comments)
    if since is not None:
        words = differences_words(count)
        yield Waiting(since, "WordPress", words, "/staff/wordpress/differences")


def _refused_mail(unit: Unit) -> Iterator[Waiting]:
    """Mail that the server will not take, or that cannot leave at all."""
    if not unit.actor.may(Role.ADMINISTRATOR):
        return
    count, since = refused_mail(unit.session)
    if since is not None:
        yield Waiting(since, "Mail", mails_words(count), "/staff/mail")
    stuck = stuck_since(unit.session, unit.now)
    if stuck is not None:
        yield Waiting(stuck, "Mail", "Mail cannot leave: look at the mail server", "/staff/mail")
