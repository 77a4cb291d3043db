"""What a message says and brings lies with it, sealed, or goes along to the comment it becomes."""

from typing import Final

from engage.comments.attachments.rules import HeldFile, HolderKind
from engage.comments.attachments.service import hold_files
from engage.core.unit import Unit
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Message
from engage.mail.incoming.sealing import sealed

SOURCE: Final = "mail"


def keep_with(unit: Unit, row: IncomingMail, message: Message) -> None:
    """What it says lies with it, sealed, until a person has seen it."""
    row.subject_cipher = sealed(unit.keyring, row.id, "subject", message.subject)
    row.body_cipher = sealed(unit.keyring, row.id, "body", message.text)
    row.cut_cipher = sealed(unit.keyring, row.id, "cut", message.cut)
    hold(unit, HolderKind.INCOMING_MAIL, row.id, message)


def hold(unit: Unit, kind: HolderKind, holder_id: int, message: Message) -> None:
    files = [
        HeldFile(one.name, one.media_type, one.size, one.content, one.why)
        for one in message.attachments
    ]
    if files:
        hold_files(unit, kind, holder_id, files, SOURCE)


def beside(subject: str, cut: str) -> str:
    """What its moderator sees beside the text: some people say half of it in the subject."""
    return "\n\n".join(part for part in (f"Subject: {subject}" if subject else "", cut) if part)
