"""R25: for every kind of mail, what must hold so that it is sent, and that nothing is without it.

`SCENES` has one entry for each kind: how such a mail comes to be owed, and what takes the
permission away before it is sent. A kind without an entry fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from engage.accounts.service.inviting import invite
from engage.accounts.service.people import create_person, disable_person, person_of
from engage.comments.rules import Purpose
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.following.models import NewsIssue, NewsItem, Subscription
from engage.following.rules import NewsKind, Pace, State
from engage.following.service import end
from engage.governance.approvals.models import ApprovalRequest
from engage.mail.composing import COMPOSERS
from engage.mail.followers.owing import ISSUE, SUBSCRIPTION
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.models import OutgoingMail
from engage.mail.rules import NEEDS, MailKind, MailState, Need, Order, Permission, RecipientKind
from engage.mail.service import order_mail
from engage.moderation.rules import Reason as Why
from tests.app_fixtures import build_engagement, make_person
from tests.following.people import following
from tests.mail.citizens import (
    SENDER,
    SLUG,
    after_undoing,
    answer,
    came,
    comment_of,
    rows,
    tick,
    work,
)
from tests.mail.test_authors import publish_results
from tests.moderation.decisions import acts
from tests.moderation.decisions.acts import send_with_address, withdrawn
from tests.moderation.senders import put_in_queue, send
from tests.services.smtp import MailServer


@dataclass
class Stage:
    units: Units
    clock: FixedClock
    server: MailServer

    def order(
        self, kind: MailKind, recipient_id: int, about: str, number: int, step: str = ""
    ) -> None:
        with self.units.writing(SYSTEM) as unit:
            need = NEEDS[kind].recipient
            order_mail(unit, Order(kind, need, recipient_id, about, number, kind.value, step))


Act = Callable[[Stage], None]


# --- how each comes to be owed: the number of its recipient is 1 in a database of its own ---------


def invited(stage: Stage) -> None:
    with stage.units.writing(SYSTEM) as unit:
        person = create_person(unit, "robin@gov.bc.ca", "Robin", None, [Grant(Role.MODERATOR)])
        number, person_id = invite(unit, person).id, person.id
    stage.order(MailKind.INVITATION, person_id, "invitation", number)


def asked_to_approve(stage: Stage) -> None:
    made = build_engagement(stage.units, "other", published=False)
    officer = make_person(stage.units, Role.PRIVACY_OFFICER, email="officer@gov.bc.ca")
    with stage.units.writing(SYSTEM) as unit:
        unit.session.add(
            ApprovalRequest(
                subject_kind="engagement",
                subject_id=made.id,
                ministry_id=made.ministry_id,
                requested_at=unit.now,
                note="",
            )
        )
    stage.order(
        MailKind.APPROVAL_WAITS, officer.person_id or 0, "engagement", made.id, step="privacy"
    )


def something_waits(stage: Stage) -> None:
    moderator = make_person(stage.units, Role.MODERATOR, email="moderator@gov.bc.ca")
    number, _code = send(stage.units)
    put_in_queue(stage.units, number)
    stage.order(MailKind.QUEUE_DIGEST, moderator.person_id or 0, "queue", 0, step="2026-03-02")


def wrote(stage: Stage) -> None:
    answer(stage.units, came(stage.units))


def took_back(stage: Stage) -> None:
    number = came(stage.units, outcome=Outcome.WITHDRAWAL)
    withdrawn(stage.units, comment_of(stage.units, number).id)
    answer(stage.units, number, MailKind.WITHDRAWN)


def wrote_too_early(stage: Stage) -> None:
    number = came(stage.units, outcome=Outcome.CORRESPONDENCE, reason=Reason.NOT_OPEN_YET)
    answer(stage.units, number, MailKind.NOT_TAKEN)


def was_decided(stage: Stage) -> None:
    moderator = make_person(stage.units, Role.MODERATOR)
    comment_id = send_with_address(stage.units, purposes=frozenset(Purpose))
    acts.refused(stage.units, moderator, comment_id, Why.OFF_TOPIC)
    after_undoing(stage.clock)


def has_results(stage: Stage) -> None:
    send_with_address(stage.units, purposes=frozenset(Purpose))
    publish_results(stage.units, stage.clock)
    with stage.units.reading(SYSTEM) as unit:
        engagement_id = engagement_by_slug(unit.session, SLUG).id
    stage.order(MailKind.RESULTS, 1, "engagement", engagement_id)


def asked_to_follow(stage: Stage) -> None:
    row = following(stage.units, stage.server)
    with stage.units.writing(SYSTEM) as unit:
        unit.session.get_one(Subscription, row.id).state = State.PENDING
    stage.order(MailKind.CONFIRM_FOLLOWING, row.id, SUBSCRIPTION, row.id)


def has_news(stage: Stage, pace: Pace, kind: MailKind) -> None:
    row = following(stage.units, stage.server, pace=pace)
    with stage.units.writing(SYSTEM) as unit:
        item = NewsItem(
            engagement_id=row.engagement_id,
            kind=NewsKind.OPENED,
            subject_id=0,
            at=unit.now,
            key="opened",
        )
        unit.session.add(item)
        unit.session.flush()
        issue = NewsIssue(
            engagement_id=row.engagement_id,
            pace=pace,
            key="issue",
            begun_at=unit.now,
            last_item_id=item.id,
        )
        unit.session.add(issue)
        unit.session.flush()
        number = issue.id
    stage.order(kind, row.id, ISSUE, number)


# --- what takes the permission away ---------------------------------------------------------------


def staff_left(stage: Stage) -> None:
    with stage.units.writing(SYSTEM) as unit:
        for mail in unit.session.query(OutgoingMail).all():
            disable_person(unit, person_of(unit, mail.recipient_id))


def not_their_mail(stage: Stage) -> None:
    """The row is made to go to who sent another mail."""
    other = came(stage.units, message_id="<other@example.ca>", sender="other@example.ca")
    with stage.units.writing(SYSTEM) as unit:
        assert unit.session.get_one(IncomingMail, other)
        unit.session.query(OutgoingMail).one().recipient_id = other


def unticked(purpose: Purpose) -> Act:
    def act(stage: Stage) -> None:
        tick(stage.units, 1, *(one for one in Purpose if one is not purpose))

    return act


def left(stage: Stage) -> None:
    with stage.units.writing(SYSTEM) as unit:
        end(unit, unit.session.query(Subscription).one())


SCENES: dict[MailKind, tuple[Act, Act]] = {
    MailKind.INVITATION: (invited, staff_left),
    MailKind.APPROVAL_WAITS: (asked_to_approve, staff_left),
    MailKind.QUEUE_DIGEST: (something_waits, staff_left),
    MailKind.ACKNOWLEDGEMENT: (wrote, not_their_mail),
    MailKind.WITHDRAWN: (took_back, not_their_mail),
    MailKind.NOT_TAKEN: (wrote_too_early, not_their_mail),
    MailKind.DECISION: (was_decided, unticked(Purpose.DECISION)),
    MailKind.RESULTS: (has_results, unticked(Purpose.RESULTS)),
    MailKind.CONFIRM_FOLLOWING: (asked_to_follow, left),
    MailKind.NEWS: (lambda stage: has_news(stage, Pace.AT_ONCE, MailKind.NEWS), left),
    MailKind.NEWS_DIGEST: (lambda stage: has_news(stage, Pace.DAILY, MailKind.NEWS_DIGEST), left),
}


@pytest.fixture
def stage(light_units: Units, clock: FixedClock, mail_server: MailServer) -> Stage:
    return Stage(light_units, clock, mail_server)


def owed(stage: Stage, kind: MailKind) -> None:
    """One mail of this kind waits, and no other is to be looked at."""
    SCENES[kind][0](stage)
    with stage.units.writing(SYSTEM) as unit:
        others = (OutgoingMail.kind != kind) | (OutgoingMail.state != MailState.WAITING)
        unit.session.query(OutgoingMail).filter(others).delete()


@pytest.mark.parametrize("kind", MailKind)
def test_with_its_permission_it_is_sent(stage: Stage, kind: MailKind) -> None:
    """Or the test below would prove nothing."""
    owed(stage, kind)
    work(stage.units, stage.clock)
    assert {row.state for row in rows(stage.units, kind)} == {MailState.SENT}


@pytest.mark.parametrize("kind", MailKind)
def test_without_its_permission_nothing_is_sent(stage: Stage, kind: MailKind) -> None:
    owed(stage, kind)
    SCENES[kind][1](stage)
    work(stage.units, stage.clock)
    assert {row.state for row in rows(stage.units, kind)} == {MailState.DROPPED}


@pytest.mark.parametrize("kind", MailKind)
def test_no_kind_goes_to_another_kind_of_recipient(stage: Stage, kind: MailKind) -> None:
    """Whatever a row says: the number of a comment is not read as that of a person."""
    for recipient in RecipientKind:
        if recipient is NEEDS[kind].recipient:
            continue
        with stage.units.writing(SYSTEM) as unit:
            order_mail(
                unit, Order(kind, recipient, 1, "engagement", 1, f"{kind.value}/{recipient.value}")
            )
    send_with_address(stage.units, purposes=frozenset(Purpose))
    came(stage.units)
    work(stage.units, stage.clock)
    assert stage.server.messages == []
    assert {row.state for row in rows(stage.units, kind)} == {MailState.DROPPED}


def test_every_kind_has_a_row_in_the_table_a_composer_and_a_scene() -> None:
    assert set(NEEDS) == set(MailKind) == set(COMPOSERS) == set(SCENES)


def test_the_table_says_what_was_decided() -> None:
    """Written by hand a second time: a change of it has to be meant."""
    staff = Need(RecipientKind.PERSON, Permission.AT_WORK)
    reply = Need(RecipientKind.SENDER, Permission.WROTE_TO_US)
    follower = Need(RecipientKind.FOLLOWER, Permission.FOLLOWS)
    assert {
        MailKind.INVITATION: staff,
        MailKind.APPROVAL_WAITS: staff,
        MailKind.QUEUE_DIGEST: staff,
        MailKind.ACKNOWLEDGEMENT: reply,
        MailKind.WITHDRAWN: reply,
        MailKind.NOT_TAKEN: reply,
        MailKind.DECISION: Need(RecipientKind.AUTHOR, Permission.TICKED_DECISION),
        MailKind.RESULTS: Need(RecipientKind.AUTHOR, Permission.TICKED_RESULTS),
        MailKind.CONFIRM_FOLLOWING: replace(follower, permission=Permission.ASKED_TO_FOLLOW),
        MailKind.NEWS: follower,
        MailKind.NEWS_DIGEST: follower,
    } == NEEDS


def test_an_address_that_only_sent_mail_is_used_for_nothing_else(
    stage: Stage, mail_server: MailServer
) -> None:
    """Its comment is decided on and results come: without a tick its author hears of neither."""
    moderator = make_person(stage.units, Role.MODERATOR)
    comment_id = comment_of(stage.units, came(stage.units)).id
    acts.refused(stage.units, moderator, comment_id, Why.OFF_TOPIC)
    after_undoing(stage.clock)
    work(stage.units, stage.clock)
    publish_results(stage.units, stage.clock)
    work(stage.units, stage.clock)
    assert SENDER not in mail_server.recipients
