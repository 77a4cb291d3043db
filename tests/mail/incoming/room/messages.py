"""Messages for the tests of the mail room, written straight down."""

from datetime import datetime

from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.attachments.rules import FileSource, HeldFile, HolderKind
from engage.comments.attachments.service import hold_files
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.places import folder_of
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.sealing import sealed

WRITER = "jo.writer@example.ca"
TEXT = "Please run a bus to the hospital at night."
SUBJECT = "About fares"
CUT = "Sent from my telephone"


def arrive(
    units: Units,
    outcome: Outcome = Outcome.UNROUTED,
    reason: Reason = Reason.NO_ADDRESS,
    *,
    text: str = TEXT,
    subject: str = SUBJECT,
    slug: str = "",
    at: datetime | None = None,
    files: int = 0,
) -> int:
    """One message as taking in leaves it; `slug` is the engagement it was led to."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, slug) if slug else None
        row = IncomingMail(
            place_key="",
            message_key="",
            arrived_at=at or unit.now,
            recorded_at=unit.now,
            outcome=outcome,
            reason=reason,
            engagement_id=engagement.id if engagement else None,
            size=4_000,
            folder=folder_of(outcome),
            is_moved=True,
        )
        # Unique, as taking in makes them.
        count = unit.session.query(IncomingMail).count()
        row.place_key, row.message_key = f"place {count}", f"message {count}"
        unit.session.add(row)
        unit.session.flush()
        if outcome is not Outcome.QUARANTINED:
            seal = unit.keyring
            row.sender_cipher = sealed(seal, row.id, "sender", WRITER)
            row.sender_index = seal.blind_index(WRITER, "comment-email")
            row.subject_cipher = sealed(seal, row.id, "subject", subject)
            row.body_cipher = sealed(seal, row.id, "body", text)
            row.cut_cipher = sealed(seal, row.id, "cut", CUT)
        held = [
            HeldFile(f"map {number}.pdf", "application/pdf", 3, b"map") for number in range(files)
        ]
        hold_files(unit, HolderKind.INCOMING_MAIL, row.id, held, FileSource.MAIL)
        return row.id


def stands(units: Units, mail_id: int) -> IncomingMail:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(IncomingMail, mail_id)


def topic(units: Units, slug: str = "fares", engagement: str = "night-buses") -> tuple[int, int]:
    """Engagement and topic, as a person chooses them."""
    with units.reading(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, engagement)
        return found.id, topic_by_slug(unit.session, found.id, slug).id


def audited(units: Units, action: str) -> list[AuditEntry]:
    with units.reading(SYSTEM) as unit:
        question = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        return list(unit.session.scalars(question))
