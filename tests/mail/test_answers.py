"""The answer to a mail that came: receipt, notice, how to take it back; or why it was not taken."""

from datetime import timedelta

import pytest

from engage.comments.rules import State
from engage.comments.service import find_by_receipt, find_by_withdrawal_token, receipt_of_seed
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, MailState, Trouble
from engage.notices.service import current_version
from engage.notices.shown import current_notice
from tests.app_fixtures import NOON
from tests.mail.citizens import SENDER, SLUG, THEIR_ID, answer, came, comment_of, rows, work
from tests.moderation.decisions.acts import withdrawn
from tests.services.smtp import MailServer


def test_who_sent_a_comment_gets_a_receipt_that_opens_it(
    post_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    incoming_id = came(post_units)
    answer(post_units, incoming_id)
    work(post_units, clock)
    [mail] = mail_server.mails
    [text], [html] = mail_server.texts(), mail_server.htmls()
    assert mail_server.recipients == [SENDER]
    with post_units.writing(CITIZEN) as unit:
        code = receipt_of_seed(unit, f"mail:{incoming_id}")
        assert find_by_receipt(unit, code).id == comment_of(post_units, incoming_id).id
    assert code in text
    assert code in html
    assert mail["Subject"] == "We received your comment: Should buses run at night?"


def test_the_answer_can_be_told_from_a_persons_and_goes_back_to_the_engagement(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    answer(light_units, came(light_units))
    work(light_units, clock)
    [mail] = mail_server.mails
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["X-Engage-Mail"] == "1"
    assert mail["Reply-To"] == "Engage <engage+night-buses@gov.bc.ca>"
    assert mail["In-Reply-To"] == THEIR_ID
    assert mail["References"] == THEIR_ID
    [row] = rows(light_units)
    assert mail["Message-ID"] == f"<{row.message_key}@gov.bc.ca>"


def test_the_notice_is_the_one_of_the_comment_whole(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    """R24, R32: title, authority, purpose, contact, and every word of its body."""
    answer(light_units, came(light_units))
    work(light_units, clock)
    [text], [html] = mail_server.texts(), mail_server.htmls()
    with light_units.reading(SYSTEM) as unit:
        notice = current_version(unit, engagement_by_slug(unit.session, SLUG).id)
    assert notice is not None
    said = " ".join(text.split())
    for part in (notice.title, notice.authority, notice.purpose, notice.contact):
        assert part in said
        assert part in html
    assert "Do not name or describe other people" in said
    assert "http://localhost/moderation-policy" in text
    assert "**" not in text


def test_the_link_in_it_takes_the_comment_back(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    incoming_id = came(light_units)
    answer(light_units, incoming_id)
    work(light_units, clock)
    [text] = mail_server.texts()
    [link] = [line for line in text.splitlines() if "/withdraw/" in line]
    with light_units.writing(CITIZEN) as unit:
        found = find_by_withdrawal_token(unit, link.rpartition("/")[2])
        assert found.id == comment_of(light_units, incoming_id).id
    assert "reply to this mail with one word: WITHDRAW" in text


def test_who_wrote_in_french_is_answered_in_french(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    answer(light_units, came(light_units, language="fr"))
    work(light_units, clock)
    [mail] = mail_server.mails
    assert mail["Subject"].startswith("Nous avons reçu votre commentaire")
    assert mail["Content-Language"] == "fr"
    assert "Votre code de reçu" in mail_server.texts()[0]
    assert "RETIRER" in mail_server.texts()[0]
    assert '<html lang="fr">' in mail_server.htmls()[0]
    assert "lundi 2 mars 2026" in mail_server.texts()[0]


def test_who_wrote_in_french_gets_the_notice_in_french_and_the_record_says_so(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    incoming_id = came(light_units, language="fr")
    answer(light_units, incoming_id)
    work(light_units, clock)
    [text], [html] = mail_server.texts(), mail_server.htmls()
    with light_units.reading(SYSTEM) as unit:
        notice = current_notice(unit, engagement_by_slug(unit.session, SLUG).id, "fr")
    assert notice is not None
    assert notice.tag == "fr"
    assert comment_of(light_units, incoming_id).notice_wording_id == notice.wording_id
    for part in (notice.title, notice.authority, notice.purpose, notice.contact):
        said = " ".join(part.split())
        assert said in " ".join(text.split())
        assert said in " ".join(html.split())
    assert "Qui recueille." in text
    assert "EN ANGLAIS" not in text
    assert '<p lang="en"><strong>' not in html


def test_a_repeat_is_the_same_message_to_the_byte_hours_later(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    """The withdrawal link in it is made for the time of the mail, not for the time of sending."""
    mail_server.at_data, mail_server.keeps_before_dropping = ["drop"], True
    answer(light_units, came(light_units))
    work(light_units, clock, minutes=2)
    first, second = mail_server.messages
    assert first == second


def test_what_was_taken_back_before_its_receipt_went_gets_none(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    incoming_id = came(light_units)
    answer(light_units, incoming_id)
    withdrawn(light_units, comment_of(light_units, incoming_id).id)
    work(light_units, clock)
    assert mail_server.messages == []
    assert [row.state for row in rows(light_units)] == [MailState.DROPPED]


def test_who_took_a_comment_back_by_mail_is_told_so(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    incoming_id = came(light_units, outcome=Outcome.WITHDRAWAL)
    comment_id = comment_of(light_units, incoming_id).id
    withdrawn(light_units, comment_id)
    answer(light_units, incoming_id, MailKind.WITHDRAWN)
    work(light_units, clock)
    assert comment_of(light_units, incoming_id).state == State.WITHDRAWN
    assert mail_server.mails[0]["Subject"].startswith("You took your comment back")
    assert "new comment until the engagement closes" in " ".join(mail_server.texts()[0].split())


def test_nobody_is_told_that_a_comment_was_taken_back_which_was_not(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    answer(light_units, came(light_units), MailKind.WITHDRAWN)
    work(light_units, clock)
    assert mail_server.messages == []


def not_taken(units: Units, reason: Reason, language: str = "en") -> None:
    incoming_id = came(units, outcome=Outcome.CORRESPONDENCE, reason=reason, language=language)
    answer(units, incoming_id, MailKind.NOT_TAKEN)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "The engagement closed on"), ("fr", "La consultation a pris fin")]
)
def test_after_the_closing_it_is_said_what_happens_next(
    light_units: Units, mail_server: MailServer, clock: FixedClock, language: str, said: str
) -> None:
    clock.instant = NOON + timedelta(days=30)
    not_taken(light_units, Reason.CLOSED, language)
    work(light_units, clock)
    [text] = mail_server.texts()
    assert said in text
    assert "/results" not in text
    prefix = "" if language == "en" else f"/{language}"
    assert f"http://localhost{prefix}/engagements/night-buses" in text


def test_what_came_too_early_can_be_sent_again_once_it_is_open(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    not_taken(light_units, Reason.NOT_OPEN_YET)
    work(light_units, clock)
    assert mail_server.mails[0]["Subject"].startswith("This engagement is not open yet")
    assert "The engagement is open now until Monday, 30 March 2026" in mail_server.texts()[0]


def test_what_staff_made_a_comment_meanwhile_is_not_told_that_it_was_not_taken(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    made = came(light_units)
    answer(light_units, made, MailKind.NOT_TAKEN)
    work(light_units, clock)
    assert mail_server.messages == []


def test_an_answer_about_another_mail_is_not_sent(
    light_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    """R25: the address of a sender serves the answer to that very mail."""
    first = came(light_units)
    second = came(light_units, message_id="<2@example.ca>", sender="another@example.ca")
    answer(light_units, second)
    with light_units.writing(SYSTEM) as unit:
        row = unit.session.get_one(OutgoingMail, 1)
        row.recipient_id = first
    work(light_units, clock)
    assert mail_server.messages == []
    assert rows(light_units)[0].state == MailState.DROPPED


def test_an_error_of_ours_refuses_that_mail_alone_and_can_be_tried_again(
    post_units: Units, mail_server: MailServer, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    broken = came(post_units, message_id="<broken@example.ca>")
    with post_units.writing(SYSTEM) as unit:
        unit.session.get_one(IncomingMail, broken).sender_cipher = "k9.bm90aGluZw=="
    answer(post_units, broken)
    whole = came(post_units, message_id="<whole@example.ca>")
    answer(post_units, whole)
    work(post_units, clock)
    assert len(mail_server.messages) == 1
    first, second = rows(post_units)
    assert (first.state, first.trouble) == (MailState.REFUSED, Trouble.OURS)
    assert second.state == MailState.SENT
    assert SENDER not in caplog.text
