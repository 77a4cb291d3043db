"""Letters as they are read and as bytes, and what a test looks up afterwards."""

import itertools
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from sqlalchemy import func, select

from engage.comments.models import Comment, CommentText
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Message
from engage.mail.incoming.service.recording import Arrived, Taken
from engage.mail.incoming.service.taking_in import take_in
from engage.mail.models import OutgoingMail
from tests.app_fixtures import NOON

ADDRESS = "engage+night-buses@gov.bc.ca"
PATTERN = "engage+{engagement}@gov.bc.ca"
ROBIN = "robin@example.ca"
WORDS = "Please run a bus after midnight, at least on Fridays."
ARRIVED = NOON + timedelta(minutes=10)

_numbers = itertools.count(1)


def letter(**changes: Any) -> Message:
    """As reading gives it: a comment of Robin's on night buses."""
    values: dict[str, Any] = {
        "message_id": f"<{next(_numbers)}.robin@example.ca>",
        "sender": ROBIN,
        "sender_name": "Robin Sample",
        "subject": "Night buses",
        "addresses": (ADDRESS,),
        "references": (),
        "text": WORDS,
        "cut": "",
    }
    return Message(**(values | changes))


def arrived(message: Message | None = None, at: datetime = ARRIVED, **changes: Any) -> Arrived:
    number = next(_numbers)
    values: dict[str, Any] = {
        "place_key": f"place-{number}",
        "digest": f"digest-{number}",
        "size": 1_000,
        "arrived_at": at,
        "message": message or letter(),
    }
    return Arrived(**(values | changes))


def taken(units: Units, one: Arrived | Message | None = None) -> Taken:
    with units.writing(SYSTEM) as unit:
        return take_in(unit, one if isinstance(one, Arrived) else arrived(one))


def raw_letter(number: int = 0, text: str = WORDS, **fields: str) -> bytes:
    """The same as bytes; `number` makes it one of its own."""
    message = EmailMessage(policy=SMTP)
    values = {
        "From": f"Robin Sample <robin{number}@example.ca>",
        "To": ADDRESS,
        "Subject": "Night buses",
        "Message-ID": f"<{number}.letter@example.ca>",
        "Date": "Mon, 02 Mar 2026 12:00:00 -0800",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    for name, value in values.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()


def row(units: Units, mail_id: int) -> IncomingMail:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(IncomingMail, mail_id)


def rows(units: Units) -> list[IncomingMail]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(IncomingMail).order_by(IncomingMail.id)))


def texts(units: Units) -> list[str]:
    """What all comments say, in their order."""
    with units.reading(SYSTEM) as unit:
        return list(
            unit.session.scalars(
                select(CommentText.body)
                .join(Comment, Comment.id == CommentText.comment_id)
                .order_by(Comment.id)
            )
        )


def owed(units: Units) -> list[tuple[str, int, str]]:
    """The mails that were ordered: kind, to which incoming mail, in which language."""
    with units.reading(SYSTEM) as unit:
        found = unit.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
        return [(mail.kind, mail.recipient_id, mail.language) for mail in found]


def count(unit: Unit, model: type[Any]) -> int:
    return unit.session.scalar(select(func.count()).select_from(model)) or 0
