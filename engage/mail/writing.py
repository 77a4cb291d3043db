"""A mail as words and then as bytes: subject, text and HTML from a folder of templates.

`templates/<folder>/<language>/` holds `subject.txt`, `text.txt` and `html.html`; the HTML wears the
theme's `email.html`. What people typed (name, address, subject) goes through Python's own header
classes, which refuse a line break, so none of it can add a line; header lines of our own making are
checked letter by letter and stand as they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)
from markupsafe import Markup, escape

from engage.core.mail_server import MailSettings
from engage.core.text import plain_one_line
from engage.core.themes import template_loader
from engage.mail.rules import ANSWERS, LANGUAGES, MailKind, Recipient, Words, date_of

FOLDER: Final = Path(__file__).parent / "templates"
SENDER_NAME: Final = "Engage"
LONGEST_SUBJECT: Final = 150
LONGEST_NAME: Final = 120
OURS: Final = "X-Engage-Mail"
"""On every mail of ours: what comes back with it is our own (engage.mail.incoming)."""

_BREAK: Final = re.compile(r"[^ -~]")
_MESSAGE_ID: Final = re.compile(r"<[!-;=?A-~]{1,400}@[!-;=?A-~]{1,400}>")
_URL: Final = re.compile(r"https?://[!-;=?-~]{1,900}")
_LINK: Final = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]]")


class Prepared(Protocol):
    """What a message is made of, as the service took it in hand."""

    @property
    def kind(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def message_key(self) -> str: ...
    @property
    def recipient(self) -> Recipient: ...
    @property
    def words(self) -> Words: ...


@dataclass(frozen=True)
class Written:
    """A mail in words."""

    subject: str
    text: str
    html: str


def message_of(theme: Path, settings: MailSettings, prepared: Prepared) -> bytes:
    """The whole message; the same arguments give the same bytes."""
    is_answer = MailKind(prepared.kind) in ANSWERS
    language = language_of(prepared.words.template, prepared.language)
    return message_bytes(
        written=written_of(theme, prepared.words, language),
        words=prepared.words,
        language=language,
        sender=settings.sender,
        recipient=prepared.recipient,
        at=date_of(prepared.created_at),
        message_id=f"{prepared.message_key}@{settings.domain}",
        is_answer=is_answer,
    )


def language_of(template: str, wanted: str) -> str:
    """The language in which a folder of templates is written: English where it has no other."""
    has_it = wanted in LANGUAGES and (FOLDER / template / wanted).is_dir()
    return wanted if has_it else LANGUAGES[0]


def written_of(theme: Path, words: Words, language: str) -> Written:
    """Subject, text and HTML. Every value is put on one line first."""
    values = {"language": language, **{name: _clean(one) for name, one in words.values.items()}}
    folder = f"{words.template}/{language}"
    templates = _templates(theme)

    def rendered(name: str) -> str:
        return templates.get_template(f"{folder}/{name}").render(values)

    subject = plain_one_line(rendered("subject.txt"), LONGEST_SUBJECT)
    text = re.sub("\n{3,}", "\n\n", rendered("text.txt")).strip() + "\n"
    values["subject"] = subject
    return Written(subject, text, rendered("html.html").strip() + "\n")


def in_transport(address: str) -> str:
    """The address as servers take it: a domain with other letters in its old spelling."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


@lru_cache(maxsize=4)
def _templates(theme: Path) -> Environment:
    """HTML is escaped; plain text has nothing to escape. A missing value is an error."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(FOLDER), template_loader(theme.parent)]),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["linked"] = linked
    return made


def linked(text: str, style: str = "") -> Markup:
    """Escaped text in which web addresses are links that show where they lead."""
    found, at = Markup(""), 0
    for one in _LINK.finditer(text):
        address = one[0]
        link = Markup('<a href="{0}" style="{1}">{0}</a>').format(address, style)
        found += escape(text[at : one.start()]) + link
        at = one.end()
    return found + escape(text[at:])


def _clean(value: object) -> object:
    """HTML that was made safe stays; all other text stands on one line."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return plain_one_line(value, 1_000)
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    return tuple(_clean(one) for one in value) if isinstance(value, tuple | list) else value


def message_bytes(
    *,
    written: Written,
    words: Words,
    language: str,
    sender: str,
    recipient: Recipient,
    at: datetime,
    message_id: str,
    is_answer: bool,
) -> bytes:
    """The message with its headers; RFC 3834 keeps answering machines quiet."""
    address = in_transport(recipient.address)
    message = EmailMessage(policy=SMTP if address.isascii() else SMTPUTF8)
    name = plain_one_line(recipient.name, LONGEST_NAME)
    local, _, domain = address.rpartition("@")
    message["To"] = Address(name, local, domain)
    message["Subject"] = written.subject
    message.set_content(written.text, cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", cte="quoted-printable")
    # In quoted-printable no '=_' can stand in a part, whatever it says.
    message.set_boundary(f"=_{message_id.partition('@')[0]}")
    ours = {
        "Message-ID": f"<{message_id}>",
        "From": f"{SENDER_NAME} <{sender}>",
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-replied" if is_answer else "auto-generated",
        "X-Auto-Response-Suppress": "All",
        OURS: "1",
        "Content-Language": language,
    }
    return _as_they_are(ours, words) + message.as_bytes()


def _as_they_are(ours: Mapping[str, str], words: Words) -> bytes:
    """Header lines of our own making, which need no folding and must not be encoded.

    Python's header classes take most of the time that a message takes; these need none of them.
    """
    lines = [f"{name}: {value}" for name, value in ours.items()]
    if words.reply_to:
        lines.append(f"Reply-To: {SENDER_NAME} <{words.reply_to}>")
    if words.answers and _MESSAGE_ID.fullmatch(words.answers):
        lines += [f"In-Reply-To: {words.answers}", f"References: {words.answers}"]
    if words.unsubscribe:
        if not _URL.fullmatch(words.unsubscribe):
            raise ValueError("no address to unsubscribe at")
        lines += [
            f"List-Unsubscribe: <{words.unsubscribe}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ]
    if any(_BREAK.search(line) for line in lines):  # an address of ours is ASCII on one line
        raise ValueError("a header line of ours is broken")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")
