"""The signed token of a comment form: it stands in place of a session and gives the receipt."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from engage.comments.rules import receipt_code
from engage.core.crypto import derive_key
from engage.core.tokens import BadToken, signer
from engage.core.unit import Unit
from engage.engagements.models import Topic
from engage.notices.models import NoticeVersion

FORM_LIFE: Final = timedelta(hours=24)
FORM_PURPOSE: Final = "comment-form"


@dataclass(frozen=True)
class FormTicket:
    """What the signed form token says: which form, under which notice, and its single use.

    `opened_at` is None where the form was shown again: its text was written before. `wording_id` is
    None where the notice stood there in English.
    """

    notice_version_id: int
    nonce: str
    opened_at: datetime | None = None
    wording_id: int | None = None


def issue_form_token(
    unit: Unit,
    topic: Topic,
    notice: NoticeVersion,
    *,
    is_first: bool = False,
    wording_id: int | None = None,
) -> str:
    """A token bound to topic, notice version and its wording; it needs neither session nor cookie.

    `is_first`: the form is empty, so that the time until it comes back says something.
    """
    opened = {"o": int(unit.now.timestamp())} if is_first else {}
    worded = {"w": wording_id} if wording_id else {}
    return signer(unit.settings, FORM_PURPOSE).sign(
        unit.now, t=topic.id, v=notice.id, n=secrets.token_urlsafe(16), **opened, **worded
    )


def read_ticket(unit: Unit, topic: Topic, token: str) -> FormTicket | None:
    """None for a token that is altered, too old, or of another topic's form."""
    try:
        values = signer(unit.settings, FORM_PURPOSE).read(token, unit.now, FORM_LIFE)
        opened_at = datetime.fromtimestamp(int(values["o"]), UTC) if "o" in values else None
        wording_id = int(values["w"]) if "w" in values else None
        ticket = FormTicket(int(values["v"]), str(values["n"]), opened_at, wording_id)
        bound_to = int(values["t"])
    except (BadToken, KeyError, ValueError):
        return None
    return ticket if bound_to == topic.id else None


def code_of_form(unit: Unit, topic: Topic, token: str) -> str:
    """The receipt code that a comment from this form gets; '' for a form that cannot be used."""
    ticket = read_ticket(unit, topic, token)
    return code_of(unit, ticket) if ticket else ""


def code_of(unit: Unit, ticket: FormTicket) -> str:
    """The receipt code of the comment that comes from this form."""
    return receipt_of_seed(unit, ticket.nonce)


def receipt_of_seed(unit: Unit, seed: str) -> str:
    """The receipt code that follows from a seed: a form's nonce, or what names a letter or a mail.

    It is worked out whenever it is told, so that nothing that is stored can give it away.
    """
    return receipt_code(derive_key(unit.settings.secret_key.encode(), "receipt"), seed)
