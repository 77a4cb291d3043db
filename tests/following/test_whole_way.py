"""The whole way with a real mail server: ask, confirm, be told, leave by one click."""

from datetime import timedelta

from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.following.rules import State
from tests.app_fixtures import build_engagement
from tests.following.people import EMAIL, Follower, later, links_in, row_of, work
from tests.services.smtp import MailServer


def test_a_citizen_asks_confirms_is_told_and_leaves_by_one_click(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units, closes_at=clock.now() + timedelta(days=2))
    page = Follower(units).client.get("/engagements/night-buses").get_data(as_text=True)
    assert 'href="/engagements/night-buses/follow"' in page

    citizen = Follower(units)
    assert citizen.ask().status_code == 200
    work(units)
    [mail] = mail_server.mails
    assert mail_server.recipients == [EMAIL]
    assert "Please confirm" in mail["Subject"]
    assert "Should buses run at night?" in mail["Subject"]

    opened = citizen.client.get(links_in(mail_server)["confirm"])
    assert row_of(units).state == State.PENDING, "opening the link confirms nothing"
    assert EMAIL not in opened.get_data(as_text=True)
    done = citizen.client.post(
        links_in(mail_server)["confirm"], data={"pace": "at_once", "language": "en"}
    )
    assert done.status_code == 200
    assert row_of(units).state == State.ACTIVE

    later(units, clock, days=2)
    later(units, clock, minutes=10)
    [_, news] = mail_server.mails
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    end = str(news["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")
    assert "It has closed" in news.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    # As a mail provider does: no cookie, no form, another origin.
    answer = citizen.client.post(
        end, data={"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"}
    )
    assert answer.status_code == 200
    row = row_of(units)
    assert (row.state, row.email_cipher, row.email_index) == (State.ENDED, None, None)
