"""A mail as text and then as bytes: plain, short, in nobody's name, and not to be answered.

A template's first line is the subject; the rest is the text. Header fields go through Python's
own message classes, which refuse a line break in a name, so nothing that people typed can add one.
"""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engage.core.text import plain_one_line

FOLDER: Final = Path(__file__).parent / "templates"
SENDER_NAME: Final = "Engage"
LONGEST_SUBJECT: Final = 150


@lru_cache(maxsize=1)
def _templates() -> Environment:
    """Nothing is escaped, as plain text has nothing to escape; a missing value is an error."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701  no HTML is made here
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def words_of(template: str, **values: str) -> tuple[str, str]:
    """Subject and text of a mail. Every value is put on one line first."""
    clean = {name: plain_one_line(value, 1_000) for name, value in values.items()}
    written = _templates().get_template(f"mail/{template}.txt").render(clean)
    subject, _, text = written.partition("\n")
    return plain_one_line(subject, LONGEST_SUBJECT), text.strip() + "\n"


def message_bytes(
    *, sender: str, name: str, recipient: str, words: tuple[str, str], at: datetime, message_id: str
) -> bytes:
    """The whole message; the same arguments give the same bytes."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(SENDER_NAME, addr_spec=sender)
    message["To"] = Address(plain_one_line(name, 120), addr_spec=recipient)
    message["Subject"] = words[0]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    # RFC 3834: answering machines leave it alone; the second is what Outlook listens to.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(words[1], cte="quoted-printable")
    return message.as_bytes()
