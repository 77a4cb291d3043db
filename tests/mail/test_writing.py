"""What mails say, and that nothing typed by people becomes a header."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.mail_server import MailSettings, Security, mail_address_fault, read_mail_server
from engage.core.settings import LOOPBACK, SettingsError, load_settings
from engage.mail.rules import Recipient, Words
from engage.mail.writing import Written, message_bytes, written_of

AT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
THEME = Path(__file__).parents[2] / "themes" / "corporate" / "templates"
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "X-Engage-Mail", "Content-Language", "Content-Type", "MIME-Version",
]  # fmt: skip
INVITATION = {
    "kind": "join",
    "name": "Robin Sample",
    "link": "https://engage.example/staff/join/abc",
    "until": "Monday",
}
APPROVAL = {"name": "Robin Sample", "title": "Buses", "link": "https://engage.example/x"}
ROBIN = Recipient("robin@gov.bc.ca", "Robin Sample")


def in_words(template: str, values: Mapping[str, object], language: str = "en") -> Written:
    return written_of(THEME, Words(template, values), language)


def parsed(
    template: str,
    values: Mapping[str, object],
    recipient: Recipient = ROBIN,
    **more: str,
) -> EmailMessage:
    words = Words(template, values, **more)
    raw = message_bytes(
        written=written_of(THEME, words, "en"),
        words=words,
        language="en",
        sender="engage@gov.bc.ca",
        recipient=recipient,
        at=AT,
        message_id="1@gov.bc.ca",
        is_answer=False,
    )
    return message_from_bytes(raw, policy=default)


def plain(mail: EmailMessage) -> str:
    return _part(mail, "plain")


def _part(mail: EmailMessage, kind: Literal["plain", "html"]) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@given(name=st.text(max_size=150), title=st.text(max_size=400))
def test_no_text_of_people_makes_another_header(name: str, title: str) -> None:
    mail = parsed(
        "approval_waits", APPROVAL | {"name": name, "title": title}, replace(ROBIN, name=name)
    )
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert [one.addr_spec for one in mail["To"].addresses] == ["robin@gov.bc.ca"]
    assert mail["Subject"] == "Something waits for your approval"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "name", ["Eve\r\nBcc: all@gov.bc.ca", "Eve\nBcc: all@gov.bc.ca", 'Eve" <all@gov.bc.ca>, "x']
)
def test_a_name_with_a_header_in_it_stays_a_name(name: str) -> None:
    mail = parsed("invitation", INVITATION | {"name": name}, replace(ROBIN, name=name))
    assert mail["Bcc"] is None
    assert len(mail["To"].addresses) == 1


def test_letters_of_every_language_arrive() -> None:
    title = "What of ʔaq̓am, Sḵwx̱wú7mesh and 溫哥華?"  # noqa: RUF001
    mail = parsed("approval_waits", APPROVAL | {"title": title}, replace(ROBIN, name="Zoë"))
    assert title in plain(mail)
    assert title in _part(mail, "html")
    assert mail["To"].addresses[0].display_name == "Zoë"


def test_a_link_stands_whole_on_a_line_of_its_own() -> None:
    link = f"https://engage.example/staff/join/{'a' * 200}"
    mail = parsed("invitation", INVITATION | {"link": link})
    assert link in plain(mail).splitlines()
    assert f'href="{link}"' in _part(mail, "html")


@pytest.mark.parametrize("kind", ["join", "reset", "provider"])
def test_each_kind_of_link_says_what_it_is_for(kind: str) -> None:
    written = in_words("invitation", INVITATION | {"kind": kind})
    assert ("new password" in written.subject) is (kind == "reset")
    for said in (written.text, written.html):
        assert ("new password" in said) is (kind == "reset")
        assert ("IDIR" in said) is (kind == "provider")
        assert ("authenticator app" in said) is (kind != "provider")


def test_what_people_typed_is_escaped_in_html_and_stays_as_it_is_in_text() -> None:
    title = "<script>alert(1)</script> & <b>Buses</b>"
    written = in_words("approval_waits", APPROVAL | {"title": title})
    assert title in written.text
    assert "<script>" not in written.html
    assert "<b>" not in written.html
    assert "&lt;script&gt;" in written.html


@pytest.mark.parametrize(
    "answered",
    [
        "<a@b>\r\nBcc: all@gov.bc.ca", "<a@b> <c@d>", "a@b", "<a b@c>", "<é@c>", "<a@b\n>",
        f"<{'a' * 500}@b>", "",
    ],
)  # fmt: skip
def test_a_message_id_of_strangers_is_quoted_only_when_it_is_one(answered: str) -> None:
    mail = parsed("approval_waits", APPROVAL, answers=answered)
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None
    assert mail["Bcc"] is None


def test_a_long_message_id_is_quoted_whole() -> None:
    answered = f"<{'a' * 200}@{'b' * 150}.example>"
    mail = parsed("approval_waits", APPROVAL, answers=answered)
    assert mail["In-Reply-To"] == answered
    assert mail["References"] == answered


def test_one_click_unsubscribes() -> None:
    """RFC 8058; the address stands whole, however long it is."""
    link = f"https://engage.example/unsubscribe/{'a' * 300}"
    mail = parsed("approval_waits", APPROVAL, unsubscribe=link)
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with pytest.raises(ValueError, match="no address"):
        parsed("approval_waits", APPROVAL, unsubscribe="https://x/\r\nBcc: all@gov.bc.ca")


def test_answers_go_to_the_engagement() -> None:
    mail = parsed("approval_waits", APPROVAL, reply_to="engage+night-buses@gov.bc.ca")
    assert mail["Reply-To"].addresses[0].addr_spec == "engage+night-buses@gov.bc.ca"
    assert parsed("approval_waits", APPROVAL)["Reply-To"] is None


def test_an_address_with_other_letters_can_be_written_to() -> None:
    mail = parsed("approval_waits", APPROVAL, Recipient("robin@exämple.ca"))
    assert mail["To"] == "robin@xn--exmple-cua.ca"
    mail = parsed("approval_waits", APPROVAL, Recipient("zoë@example.ca"))
    assert mail["To"] == "zoë@example.ca"


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
