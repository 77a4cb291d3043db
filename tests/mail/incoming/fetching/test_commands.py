"""`engage mail`: what a person at the command line is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from engage.cli import EngageGroup
from engage.core.clock import FixedClock, SystemClock
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.mail.commands import mail_commands
from engage.mail.incoming.service.watching import take_watch
from engage.wiring import make_units
from tests.app_fixtures import settings_for
from tests.mail.incoming.fetching.conftest import with_mailbox
from tests.mail.incoming.fetching.letters import ARRIVED, raw_letter
from tests.services.dovecot import MailboxServer
from tests.services.smtp import MailServer, run_mail_server


@dataclass
class Context:
    units: Units

    def actor(self, _email: str | None) -> Actor:
        return SYSTEM


def engage(units: Units, *words: str) -> Result:
    main = EngageGroup("engage", commands={"mail": mail_commands})
    return CliRunner().invoke(main, ["mail", *words], obj=Context(units))


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


def units_with(url: str, folder: Path, imap: str, smtp: str) -> Units:
    return make_units(settings_for(url, folder, **with_mailbox(imap, smtp)), SystemClock())


def test_fetching_says_how_much_became_what(post: Units, mailbox: MailboxServer) -> None:
    mailbox.deliver(
        raw_letter(1), raw_letter(2), raw_letter(3, Auto_Submitted="auto-replied"), at=ARRIVED
    )
    said = engage(post, "fetch")
    assert said.output == "3 new messages: 2 comments, 1 filed apart; 3 moved.\n"
    assert said.exit_code == 0
    assert engage(post, "fetch").output == "0 new messages; 0 moved.\n"


def test_fetching_says_when_it_cannot(desk: Units, units: Units) -> None:
    said = engage(desk, "fetch")
    assert (said.exit_code, said.output.splitlines()[-1]) == (
        1,
        "engage: IMAP: the server cannot be reached, or ended the connection",
    )
    assert "no mailbox is set" in engage(units, "fetch").output
    with desk.writing(SYSTEM) as unit:
        take_watch(unit, "another")
    assert engage(desk, "fetch").output == "engage: another worker is fetching just now\n"


def test_all_is_well_and_nothing_is_left_behind(
    sqlite_url: str, tmp_path: Path, mailbox: MailboxServer, smtp: MailServer
) -> None:
    mailbox.deliver(raw_letter(1))
    said = engage(units_with(sqlite_url, tmp_path, mailbox.url, smtp.url), "check")
    assert said.output.splitlines() == [
        "SMTP: the server would take our mail.",
        "IMAP: the mailbox can be read, and its folders are there.",
        "IMAP: the server tells of new mail at once.",
    ]
    assert said.exit_code == 0
    assert smtp.messages == []
    assert mailbox.counts() == {"INBOX": 1, "Processed": 0, "Refused": 0, "Quarantine": 0}


def test_each_thing_that_is_wrong_has_its_line(
    sqlite_url: str, tmp_path: Path, mailbox: MailboxServer, smtp: MailServer
) -> None:
    port = urlsplit(mailbox.url).port
    cases = {
        (f"imap://{mailbox.user}:wrong@127.0.0.1:{port}", smtp.url): [
            "IMAP: the server refuses the user and password."
        ],
        (mailbox.url, "smtp://nowhere.invalid:25"): [
            "SMTP: the name of the server cannot be looked up."
        ],
        (f"{mailbox.url}/Nowhere", "smtp://127.0.0.1:9"): [
            "SMTP: the server cannot be reached, or ended the connection.",
            "IMAP: a folder is missing, cannot be made, or cannot be moved into.",
        ],
        (f"imaps://{mailbox.user}:x@127.0.0.1:{port}", f"smtps://127.0.0.1:{smtp.port}"): [
            "SMTP: the server does not offer TLS, and nothing is said to it without.",
            "IMAP: the server does not offer TLS, and nothing is said to it without.",
        ],
        (f"imap://a%40example.ca:b@127.0.0.1:{smtp.port}", smtp.url): [
            "IMAP: what answers there does not speak as a mail server does."
        ],
    }
    for (imap, smtp_url), expected in cases.items():
        said = engage(units_with(sqlite_url, tmp_path, imap, smtp_url), "check")
        assert said.exit_code == 1
        wrong = [line for line in said.output.splitlines() if line in expected]
        assert wrong == expected, said.output


def test_a_clock_that_is_off_is_told(
    sqlite_url: str, tmp_path: Path, mailbox: MailboxServer, smtp: MailServer
) -> None:
    """R87 hangs on the mailbox's clock."""
    units = units_with(sqlite_url, tmp_path, mailbox.url, smtp.url)
    units.clock = FixedClock(SystemClock().now() + timedelta(minutes=3))
    said = engage(units, "check")
    assert said.exit_code == 1
    assert "IMAP: the server's clock and ours differ by more than a minute" in said.output
    assert mailbox.counts()["Quarantine"] == 0


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_sign_in_at_the_mail_server_is_told(
    sqlite_url: str, tmp_path: Path, mailbox: MailboxServer
) -> None:
    with run_mail_server(needs_sign_in=True) as server:
        url = f"smtp://engage:wrong@127.0.0.1:{server.port}"
        said = engage(units_with(sqlite_url, tmp_path, mailbox.url, url), "check")
    assert "SMTP: the server refuses the user and password." in said.output
