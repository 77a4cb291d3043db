"""What mails say, and that nothing typed by people becomes a header."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.mail_server import MailSettings, Security, mail_address_fault, read_mail_server
from engage.core.settings import LOOPBACK, SettingsError, load_settings
from engage.mail.rules import MailKind
from engage.mail.writing import message_bytes, words_of

AT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
]  # fmt: skip
INVITATION = {
    "kind": "join",
    "name": "Robin Sample",
    "link": "https://engage.example/staff/join/abc",
    "until": "Monday",
}


def written(words: tuple[str, str], name: str = "Robin Sample") -> EmailMessage:
    raw = message_bytes(
        sender="engage@gov.bc.ca",
        name=name,
        recipient="robin@gov.bc.ca",
        words=words,
        at=AT,
        message_id="<1@gov.bc.ca>",
    )
    return cast(EmailMessage, message_from_bytes(raw, policy=default))


@given(name=st.text(max_size=150), title=st.text(max_size=400))
def test_no_text_of_people_makes_another_header(name: str, title: str) -> None:
    words = words_of("approval_waits", name=name, title=title, link="https://engage.example/x")
    mail = written(words, name)
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert [one.addr_spec for one in mail["To"].addresses] == ["robin@gov.bc.ca"]
    assert mail["Subject"] == "Something waits for your approval"


@pytest.mark.parametrize(
    "name", ["Eve\r\nBcc: all@gov.bc.ca", "Eve\nBcc: all@gov.bc.ca", 'Eve" <all@gov.bc.ca>, "x']
)
def test_a_name_with_a_header_in_it_stays_a_name(name: str) -> None:
    words = words_of("invitation", **(INVITATION | {"name": name}))
    mail = written(words, name)
    assert mail["Bcc"] is None
    assert len(mail["To"].addresses) == 1


def test_letters_of_every_language_arrive() -> None:
    title = "What of ʔaq̓am, Sḵwx̱wú7mesh and 溫哥華?"  # noqa: RUF001
    words = words_of("approval_waits", name="Zoë", title=title, link="https://engage.example/x")
    mail = written(words, "Zoë")
    assert title in mail.get_content()
    assert mail["To"].addresses[0].display_name == "Zoë"


def test_a_link_stands_whole_on_a_line_of_its_own() -> None:
    link = f"https://engage.example/staff/join/{'a' * 200}"
    mail = written(words_of("invitation", **(INVITATION | {"link": link})))
    assert link in mail.get_content().splitlines()


@pytest.mark.parametrize("kind", ["join", "reset", "provider"])
def test_each_kind_of_link_says_what_it_is_for(kind: str) -> None:
    subject, text = words_of("invitation", **(INVITATION | {"kind": kind}))
    assert ("anew" in subject) is (kind == "reset")
    assert ("new password" in text) is (kind == "reset")
    assert ("IDIR" in text) is (kind == "provider")
    assert ("authenticator app" in text) is (kind != "provider")


def test_every_kind_has_a_template() -> None:
    for kind in MailKind:
        values = INVITATION | {"title": "Buses"}
        subject, text = words_of(kind.value, **values)
        assert subject
        assert text


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://127.0.0.1:2525", Security.PLAIN, 2525),
        ("smtp://mail.gov.bc.ca", Security.STARTTLS, 587),
        ("smtps://mail.gov.bc.ca", Security.TLS, 465),
        ("smtps://localhost", Security.TLS, 465),
    ],
)
def test_tls_is_for_all_but_this_machine(url: str, security: Security, port: int) -> None:
    read, fault = read_mail_server(url, "engage@gov.bc.ca", LOOPBACK)
    assert fault == ""
    assert read is not None
    assert (read.security, read.port) == (security, port)


def test_user_and_password_may_hold_any_sign() -> None:
    url = "smtp://en%40gage:p%40ss%3Aword%2F@mail.gov.bc.ca:25"
    read, _ = read_mail_server(url, "engage@gov.bc.ca", LOOPBACK)
    assert read is not None
    assert (read.user, read.password) == ("en@gage", "p@ss:word/")
    assert "p@ss" not in repr(read)


@pytest.mark.parametrize(
    "url",
    [
        "mail.gov.bc.ca", "http://mail.gov.bc.ca", "smtp://", "smtp://user@mail.gov.bc.ca",
        "smtp://host:x", "smtp://host:0", "smtp://host/path", "smtp://host?x=1", "smtp://[::1",
    ],
)  # fmt: skip
def test_what_is_no_mail_server_is_said_without_quoting_it(url: str) -> None:
    read, fault = read_mail_server(url, "engage@gov.bc.ca", LOOPBACK)
    assert read is None
    assert fault
    assert "mail.gov" not in fault


@pytest.mark.parametrize("text", ["", "engage", "a@b", "Engage <a@gov.bc.ca>", "a@gov.bc.ca\nX: y"])
def test_the_sender_is_one_plain_address(text: str) -> None:
    assert mail_address_fault(text)


def test_the_domain_of_a_message_is_that_of_its_sender() -> None:
    assert MailSettings("h", 1, Security.TLS, "engage@gov.bc.ca").domain == "gov.bc.ca"


def test_broken_mail_settings_are_named_together_without_the_password() -> None:
    env = {"ENGAGE_SMTP_URL": "smtp://engage:hunter22@mail.gov.bc.ca/x"}
    with pytest.raises(SettingsError) as broken:
        load_settings(env)
    faults = "\n".join(broken.value.faults)
    assert "ENGAGE_SMTP_URL" in faults
    assert "ENGAGE_MAIL_ADDRESS" in faults
    assert "hunter22" not in faults


def test_without_a_mail_server_the_sender_is_not_asked_for() -> None:
    assert load_settings({}).mail is None
