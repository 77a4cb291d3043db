"""Mail about a decision and about results: to who ticked it, once, and while it is true."""

from datetime import timedelta

import pytest

from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import Purpose
from engage.comments.service import erase_address
from engage.core.clock import FixedClock
from engage.core.language import speaking
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import ResultsContent
from engage.engagements.service import save_results
from engage.governance.elections.rules import Outcome
from engage.governance.elections.service import Dates, approve_again, drop_item
from engage.governance.service import lift_hold, place_hold
from engage.mail.gateway import Line
from engage.mail.rules import Letter, MailKind, MailState, Trouble
from engage.mail.tasks import DECISIONS_A_DAY
from engage.moderation.rules import Reason
from tests.app_fixtures import NOON, make_person
from tests.approving import publish_results_approved
from tests.governance.elections.calendar import held_items, set_election
from tests.mail.citizens import SLUG, after_undoing, citizens, rows, tick, to_citizens, work
from tests.moderation.decisions import acts
from tests.moderation.decisions.acts import send_with_address, withdrawn
from tests.services.smtp import MailServer

BOTH = frozenset({Purpose.DECISION, Purpose.RESULTS})
CITIZEN = "a.citizen@example.ca"


@pytest.fixture
def moderator(post_units: Units) -> Actor:
    return make_person(post_units, Role.MODERATOR)


def publish_results(units: Units, clock: FixedClock) -> None:
    clock.instant = max(clock.instant, NOON + timedelta(days=40))
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, SLUG)
        words = ResultsContent("We heard that nights are long.", "## What we heard\n\nMuch.")
        save_results(unit, row, words, seen_revision_id=row.results_draft_revision_id)
    with units.writing(SYSTEM) as unit:
        publish_results_approved(unit, engagement_by_slug(unit.session, SLUG))


def test_the_decision_is_told_when_it_can_be_undone_no_longer(
    post_units: Units, mail_server: MailServer, clock: FixedClock, moderator: Actor
) -> None:
    comment_id = send_with_address(post_units)
    acts.refused(
        post_units, moderator, comment_id, Reason.OFF_TOPIC, message="Not here.\n\nBut <b>."
    )
    work(post_units, clock)
    assert citizens(mail_server) == []
    work(post_units, clock, minutes=3)
    [(mail, text, html)] = to_citizens(mail_server)
    assert mail["To"] == CITIZEN
    assert mail["Subject"] == "What we decided about your comment: Should buses run at night?"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Not here.\r\n\r\nBut <b>." in text
    assert "But &lt;b&gt;." in html


def test_a_decision_that_was_undone_is_not_told(
    post_units: Units, mail_server: MailServer, clock: FixedClock, moderator: Actor
) -> None:
    comment_id = send_with_address(post_units)
    decision_id = acts.refused(post_units, moderator, comment_id, Reason.OFF_TOPIC)
    work(post_units, clock)
    acts.undone(post_units, moderator, decision_id)
    after_undoing(clock)
    work(post_units, clock)
    assert citizens(mail_server) == []
    assert [row.state for row in rows(post_units)] == [MailState.DROPPED]


def test_of_two_decisions_the_one_that_stands_is_told(
    post_units: Units, mail_server: MailServer, clock: FixedClock, moderator: Actor
) -> None:
    comment_id = send_with_address(post_units, "More buses.")
    acts.published(post_units, moderator, comment_id)
    acts.taken_from_view(post_units, moderator, comment_id, Reason.OFF_TOPIC)
    after_undoing(clock)
    work(post_units, clock, minutes=2)
    [(_mail, text, _html)] = to_citizens(mail_server)
    assert "We took your comment" in text


@pytest.mark.parametrize("why", ["unticked", "withdrawn", "erased"])
def test_what_stopped_being_allowed_meanwhile_is_not_sent(
    post_units: Units, mail_server: MailServer, clock: FixedClock, moderator: Actor, why: str
) -> None:
    comment_id = send_with_address(post_units, purposes=BOTH)
    acts.refused(post_units, moderator, comment_id, Reason.OFF_TOPIC)
    work(post_units, clock)
    if why == "unticked":
        tick(post_units, comment_id)
    elif why == "withdrawn":
        withdrawn(post_units, comment_id)
    else:
        with post_units.writing(SYSTEM) as unit:
            unit.session.get_one(CommentPerson, comment_id).email_cipher = None
    after_undoing(clock)
    work(post_units, clock)
    publish_results(post_units, clock)
    work(post_units, clock)
    assert citizens(mail_server) == []


def test_a_decision_on_a_comment_in_french_has_a_french_frame(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    moderator = make_person(light_units, Role.MODERATOR)
    comment_id = send_with_address(light_units)
    with light_units.writing(SYSTEM) as unit:
        unit.session.get_one(Comment, comment_id).language = "fr"
    acts.refused(light_units, moderator, comment_id, Reason.OFF_TOPIC, message="Not about buses.")
    after_undoing(clock)
    work(light_units, clock)
    [(mail, text, html)] = to_citizens(mail_server)
    assert mail["Content-Language"] == "fr"
    assert "s’agit de votre commentaire" in text  # noqa: RUF001
    assert "Not about buses." in text
    assert '<div lang="en">' in html


def test_who_wrote_on_the_french_page_is_told_in_french_and_led_to_french_pages(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    moderator = make_person(light_units, Role.MODERATOR)
    with speaking("fr"):
        comment_id = send_with_address(light_units)
    acts.refused(light_units, moderator, comment_id, Reason.OFF_TOPIC, message="Not about buses.")
    after_undoing(clock)
    work(light_units, clock)
    [(mail, text, _html)] = to_citizens(mail_server)
    assert mail["Content-Language"] == "fr"
    assert "http://localhost/fr/receipt" in text
    with light_units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, comment_id).terms_version == "1.1 fr"


def test_an_address_that_stands_under_many_comments_is_told_of_a_few_decisions_a_day(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    moderator = make_person(light_units, Role.MODERATOR)
    for number in range(DECISIONS_A_DAY + 2):
        comment_id = send_with_address(light_units, f"Bus {number} is late.")
        acts.refused(light_units, moderator, comment_id, Reason.OFF_TOPIC)
    other = send_with_address(light_units, "Two", "b.citizen@example.ca")
    acts.refused(light_units, moderator, other, Reason.OFF_TOPIC)
    after_undoing(clock)
    work(light_units, clock)
    assert citizens(mail_server).count(CITIZEN) == DECISIONS_A_DAY
    assert citizens(mail_server).count("b.citizen@example.ca") == 1
    clock.advance(days=1)
    work(light_units, clock)
    assert citizens(mail_server).count(CITIZEN) == DECISIONS_A_DAY + 2


def test_results_go_once_to_each_address_that_ticked_them(
    post_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    for number in range(3):
        send_with_address(post_units, f"Bus {number}", purposes=frozenset({Purpose.RESULTS}))
    send_with_address(post_units, "Two", "b.citizen@example.ca", BOTH)
    send_with_address(post_units, "None", "c.citizen@example.ca")
    gone = send_with_address(post_units, "Gone", "d.citizen@example.ca", BOTH)
    withdrawn(post_units, gone)
    publish_results(post_units, clock)
    work(post_units, clock)
    assert sorted(citizens(mail_server)) == [CITIZEN, "b.citizen@example.ca"]
    mail, text, _html = to_citizens(mail_server)[0]
    assert mail["Subject"] == "The results are ready: Should buses run at night?"
    assert "http://localhost/engagements/night-buses/results" in text
    assert "We heard that nights are long." in text
    publish_results(post_units, clock)
    work(post_units, clock)
    assert len(citizens(mail_server)) == 2


def test_many_authors_are_owed_results_some_at_a_time(
    light_units: Units,
    mail_server: MailServer,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engage.mail.tasks.CHUNK", 2)
    for number in range(5):
        send_with_address(light_units, f"Bus {number}", f"{number}@example.ca", BOTH)
    publish_results(light_units, clock)
    work(light_units, clock)
    assert sorted(citizens(mail_server)) == [f"{number}@example.ca" for number in range(5)]


def test_an_election_holds_the_mail_about_results_until_it_is_approved_again(
    post_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    send_with_address(post_units, purposes=BOTH)
    publish_results(post_units, clock)
    called = clock.now()
    set_election(
        post_units,
        Dates(called, called + timedelta(days=20), called + timedelta(days=50)),
    )
    clock.advance(minutes=5)
    work(post_units, clock)
    assert citizens(mail_server) == []
    [row] = rows(post_units, MailKind.RESULTS)
    assert row.state == MailState.HELD
    clock.instant = called + timedelta(days=51)
    work(post_units, clock)
    assert citizens(mail_server) == []
    [item] = [one for one in held_items(post_units) if one.kind == "send_mail"]
    with post_units.writing(SYSTEM) as unit:
        approve_again(unit, item.id)
    work(post_units, clock)
    assert citizens(mail_server) == [CITIZEN]


def test_what_changes_while_a_slow_server_takes_mail_counts_for_the_rest_of_it(
    light_units: Units,
    mail_server: MailServer,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(4):
        send_with_address(light_units, f"Bus {number}", f"{number}@example.ca", BOTH)
    publish_results(light_units, clock)
    called = clock.now() + timedelta(seconds=15)
    set_election(light_units, Dates(called, called + timedelta(days=20), None))
    hand_over = Line.hand_over

    def slowly(line: Line, letter: Letter) -> None:
        hand_over(line, letter)
        if letter.recipient.endswith("@example.ca"):
            clock.advance(seconds=10)
        if letter.recipient == "0@example.ca":
            tick(light_units, 2, Purpose.DECISION)

    monkeypatch.setattr(Line, "hand_over", slowly)
    work(light_units, clock)
    assert citizens(mail_server) == ["0@example.ca", "2@example.ca"]
    states = [mail.state for mail in rows(light_units, MailKind.RESULTS)]
    assert states == [MailState.SENT, MailState.DROPPED, MailState.SENT, MailState.HELD]


def test_mail_about_results_that_is_dropped_after_an_election_is_held_no_longer(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    send_with_address(light_units, purposes=BOTH)
    later = send_with_address(light_units, "Two", "b.citizen@example.ca")
    publish_results(light_units, clock)
    called = clock.now()
    set_election(
        light_units,
        Dates(called, called + timedelta(days=20), called + timedelta(days=50)),
    )
    work(light_units, clock)
    clock.instant = called + timedelta(days=51)
    [item] = [one for one in held_items(light_units) if one.kind == "send_mail"]
    with light_units.writing(SYSTEM) as unit:
        drop_item(unit, item.id)
    work(light_units, clock)
    [row] = rows(light_units, MailKind.RESULTS)
    assert (row.state, row.trouble) == (MailState.DROPPED, Trouble.NOT_RELEASED)
    tick(light_units, later, Purpose.RESULTS)
    publish_results(light_units, clock)
    work(light_units, clock)
    row = rows(light_units, MailKind.RESULTS)[-1]
    assert (row.state, row.trouble) == (MailState.DROPPED, Trouble.NOT_RELEASED)
    assert citizens(mail_server) == []
    with light_units.writing(SYSTEM) as unit:
        approve_again(unit, item.id, seen=Outcome.DROPPED)
    work(light_units, clock)
    assert sorted(citizens(mail_server)) == [CITIZEN, "b.citizen@example.ca"]


def test_a_stop_puts_results_off_and_lets_answers_to_a_person_go(
    post_units: Units, mail_server: MailServer, clock: FixedClock, moderator: Actor
) -> None:
    comment_id = send_with_address(post_units, purposes=BOTH)
    publish_results(post_units, clock)
    with post_units.writing(SYSTEM) as unit:
        place_hold(unit, "Something is wrong.")
    acts.refused(post_units, moderator, comment_id, Reason.OFF_TOPIC)
    after_undoing(clock)
    work(post_units, clock)
    [(mail, _text, _html)] = to_citizens(mail_server)
    assert mail["Subject"].startswith("What we decided")
    [row] = rows(post_units, MailKind.RESULTS)
    assert (row.state, row.trouble, row.attempts) == (MailState.WAITING, Trouble.STOPPED, 0)
    with post_units.writing(SYSTEM) as unit:
        lift_hold(unit)
    work(post_units, clock, minutes=6)
    assert len(citizens(mail_server)) == 2


def test_an_address_that_is_deleted_leaves_nothing_in_the_mail_about_results(
    post_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    first = send_with_address(post_units, "Bus 1", purposes=BOTH)
    second = send_with_address(post_units, "Bus 2", purposes=BOTH)
    with post_units.reading(SYSTEM) as unit:
        index = unit.session.get_one(CommentPerson, first).email_index or ""
    publish_results(post_units, clock)
    work(post_units, clock)
    for comment_id, is_kept in ((first, True), (second, False)):
        with post_units.writing(SYSTEM) as unit:
            erase_address(unit, unit.session.get_one(Comment, comment_id))
        work(post_units, clock)
        [mail] = rows(post_units, MailKind.RESULTS)
        assert (index in mail.key) == is_kept
