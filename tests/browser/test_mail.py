"""A comment by e-mail, from the citizen's mail program to the page and back, over real servers.

The citizen never opens a form: the mail goes into a real mailbox, the answer comes out of a real
mail server, and only the receipt page is a page of theirs.
"""

import re
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from engage.core.clock import SystemClock
from tests.browser.conftest import Demo, run_demo
from tests.browser.test_journey import Walk, page_text, sign_in, take_it_back
from tests.services.dovecot import MailboxServer
from tests.services.smtp import MailServer, run_mail_server

WRITER = "pat.sample@example.test"
WORDS = "The number 12 should run after nine. My shift ends at half past ten."
SIGNATURE = "-- \nPat Sample\n250 555 0199"
PATIENCE = 150.0


@pytest.fixture(scope="module")
def sink() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def box(mailbox_server: MailboxServer) -> MailboxServer:
    return mailbox_server.of_another()


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, sink: MailServer, box: MailboxServer
) -> Iterator[Demo]:
    with run_demo(
        tmp_path_factory.mktemp("demo"),
        {
            "ENGAGE_SMTP_URL": sink.url,
            "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca",
            "ENGAGE_IMAP_URL": box.url,
            "ENGAGE_INBOX_ADDRESS": "engage+{engagement}@gov.bc.ca",
        },
    ) as running:
        yield running


@pytest.fixture
def citizen(browser: Browser, demo: Demo) -> Iterator[Walk]:
    yield from _walk(browser, demo)


@pytest.fixture
def moderator(browser: Browser, demo: Demo) -> Iterator[Walk]:
    yield from _walk(browser, demo)


def _walk(browser: Browser, demo: Demo) -> Iterator[Walk]:
    context = browser.new_context()
    walk = Walk(context, demo)
    yield walk
    assert walk.elsewhere == []
    context.close()


def test_a_comment_by_mail_from_the_mailbox_to_the_page_and_back(
    citizen: Walk, moderator: Walk, demo: Demo, box: MailboxServer, sink: MailServer
) -> None:
    topic = f"/engagements/{demo.engagement}/{demo.topic}"
    box.deliver(written(*address_on(citizen, topic)), at=SystemClock().now())
    answer = answer_to(sink, WRITER)
    assert answer["Auto-Submitted"] == "auto-replied"
    said = text_of(answer)
    assert "26(c)" in said
    assert "/moderation-policy" in said
    assert WORDS not in said
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", said)
    assert code is not None
    assert box.counts()["Processed"] == 1

    sign_in(moderator, demo, "moderator")
    publish(moderator, "half past ten")

    citizen.open(topic)
    comment = citizen.page.locator("article.comment", has_text="half past ten")
    expect(comment.get_by_role("heading")).to_have_text("Anonymous")
    expect(comment.locator(".comment__when")).to_contain_text("by e-mail")
    shown = citizen.page.content()
    assert WRITER not in shown
    assert "555 0199" not in shown

    take_it_back(citizen, code[0])
    assert "half past ten" not in page_text(citizen, topic)
    assert citizen.context.cookies() == []


def test_a_reply_that_says_withdraw_takes_the_comment_back(
    demo: Demo, box: MailboxServer, sink: MailServer
) -> None:
    writer = "lee.sample@example.test"
    to = f"engage+{demo.engagement}@gov.bc.ca"
    box.deliver(written(to, "Sundays", writer), at=SystemClock().now())
    answer = answer_to(sink, writer)
    reply = written(to, f"Re: {answer['Subject']}", writer, "Please withdraw my comment.", answer)
    box.deliver(reply, at=SystemClock().now())
    second = answer_to(sink, writer, number=2)
    assert "We have done so." in text_of(second)


def address_on(citizen: Walk, topic: str) -> tuple[str, str]:
    """Address and subject of the link that the topic's page offers."""
    citizen.open(topic)
    link = citizen.page.locator("main a[href^='mailto:'], section a[href^='mailto:']").first
    parts = urlsplit(link.get_attribute("href") or "")
    return unquote(parts.path), parse_qs(parts.query)["subject"][0]


def written(
    address: str,
    subject: str,
    writer: str = WRITER,
    words: str = "",
    to: EmailMessage | None = None,
) -> bytes:
    """What a mail program sends."""
    mail = EmailMessage()
    mail["From"] = f"Pat Sample <{writer}>"
    mail["To"] = address
    mail["Subject"] = subject
    mail["Date"] = format_datetime(SystemClock().now())
    mail["Message-ID"] = f"<{abs(hash((subject, writer, words)))}@example.test>"
    quoted = ""
    if to is not None:
        mail["In-Reply-To"] = mail["References"] = str(to["Message-ID"])
        lines = text_of(to).splitlines()
        quoted = "\n\nOn Monday, Engage wrote:\n" + "\n".join(f"> {line}" for line in lines)
    mail.set_content(f"{words or WORDS}{quoted}\n\n{SIGNATURE}\n")
    return mail.as_bytes()


def answer_to(sink: MailServer, address: str, number: int = 1) -> EmailMessage:
    """The answer that reached an address, as soon as it is there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = [
            message
            for message, recipient in zip(sink.messages, sink.recipients, strict=False)
            if recipient == address
        ]
        if len(found) >= number:
            return message_from_bytes(found[number - 1], policy=default)  # type: ignore[arg-type]
        assert time.monotonic() < deadline, f"{len(sink.messages)} mails, none of them this answer"
        time.sleep(0.5)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def publish(moderator: Walk, words: str) -> None:
    """Decides what came by mail before it, until it is the one that is shown."""
    page = moderator.page
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        moderator.open("/staff/queue?channel=email")
        shown = page.locator(".item-text").first
        if shown.count() and words in shown.inner_text():
            moderator.press("Publish")
            return
        if shown.count():
            page.get_by_label("Off topic").check()
            moderator.press("Do not publish")
    raise AssertionError(page.locator("main").inner_text())
