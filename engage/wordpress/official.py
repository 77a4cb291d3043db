"""An official reply as WordPress gets it: a comment that says first of all whose it is; pure.

There a comment is a name, a date and a text, and nothing but these can tell readers that the
Province speaks. So both the name and the first line say it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engage.wordpress.rules import CommentFields, comment_fields

OFFICIAL_NAME: Final = "Official reply from {team}"
TO_EARLIER_TEXT: Final = "The comment was corrected by its author after this reply was written."


@dataclass(frozen=True)
class OfficialReply:
    """What the public page shows of a reply. `byline` is '' or 'reply by' a first name and role,
    `corrected_on` a day in words or ''."""

    id: int
    team: str
    byline: str
    text: str
    published_at: datetime
    corrected_on: str = ""
    is_to_earlier_text: bool = False


def reply_fields(reply: OfficialReply, *, secret: bytes, parent_id: int = 0) -> CommentFields:
    return comment_fields(
        public_id=reply_public_id(reply.id),
        secret=secret,
        name=OFFICIAL_NAME.format(team=reply.team),
        text=_text(reply),
        date=reply.published_at,
        parent_id=parent_id,
    )


def reply_public_id(reply_id: int) -> str:
    """What its alias is made of; no comment's public id holds a hyphen."""
    return f"reply-{reply_id}"


def _text(reply: OfficialReply) -> str:
    first = f"Official {reply.byline or 'reply'}"
    if reply.corrected_on:
        first += f", corrected {reply.corrected_on}"
    last = TO_EARLIER_TEXT if reply.is_to_earlier_text else ""
    return "\n\n".join(part for part in (first, reply.text, last) if part)
