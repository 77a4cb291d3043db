"""What citizens and moderators do that makes mail, said shortly for tests."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select

from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import Arrival, Channel, NoticeGiven, Purpose, checked_letter
from engage.comments.service import receive
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.jobs.worker import run_due
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.sealing import sealed
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, Order, RecipientKind
from engage.mail.service import order_mail
from engage.wiring.jobs import HANDLERS
from tests.services.smtp import MailServer

PUBLIC = "@example.ca"
SENDER = "jo.public@example.ca"
THEIR_ID = "<their.mail.1@example.ca>"
SLUG = "night-buses"


def work(units: Units, clock: FixedClock, minutes: int = 0) -> None:
    """Carries out what is due, and what comes due within so many minutes."""
    run_due(units, HANDLERS)
    for _ in range(minutes):
        clock.advance(minutes=1)
        run_due(units, HANDLERS)


def rows(units: Units, kind: MailKind | None = None) -> list[OutgoingMail]:
    asked = select(OutgoingMail).order_by(OutgoingMail.id)
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(asked.where(OutgoingMail.kind == kind) if kind else asked))


def came(
    units: Units,
    *,
    outcome: Outcome = Outcome.COMMENT,
    reason: Reason | str = "",
    language: str = "en",
    sender: str = SENDER,
    message_id: str = THEIR_ID,
    arrived_at: datetime | None = None,
) -> int:
    """A message in the mailbox, taken in; what it says became a comment where it is one."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        row = IncomingMail(
            place_key=f"place-{unit.session.scalar(select(IncomingMail.id).limit(1))}-{message_id}",
            message_key=message_id,
            arrived_at=arrived_at or unit.now,
            recorded_at=unit.now,
            outcome=outcome,
            reason=reason,
            engagement_id=engagement.id,
            language=language,
            size=100,
            folder="INBOX",
        )
        unit.session.add(row)
        unit.session.flush()
        row.sender_cipher = sealed(unit.keyring, row.id, "sender", sender)
        row.message_id_cipher = sealed(unit.keyring, row.id, "message_id", message_id)
        if outcome in (Outcome.COMMENT, Outcome.WITHDRAWAL):
            topic = topic_by_slug(unit.session, engagement.id, "routes")
            made = receive(
                unit,
                engagement,
                topic,
                checked_letter("More buses after midnight, please.", email=sender),
                Arrival(
                    Channel.EMAIL,
                    NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT,
                    received_at=row.arrived_at,
                    language=language,
                    receipt_seed=f"mail:{row.id}",
                ),
            )
            row.comment_id = made.id
        return row.id


def answer(units: Units, incoming_id: int, kind: MailKind = MailKind.ACKNOWLEDGEMENT) -> None:
    """Orders the answer to that message, as taking it in does."""
    with units.writing(SYSTEM) as unit:
        language = unit.session.get_one(IncomingMail, incoming_id).language
        order_mail(
            unit,
            Order(
                kind,
                RecipientKind.SENDER,
                incoming_id,
                "incoming_mail",
                incoming_id,
                key=f"{kind.value}:{incoming_id}",
                language=language,
            ),
        )


def comment_of(units: Units, incoming_id: int) -> Comment:
    with units.reading(SYSTEM) as unit:
        number = unit.session.get_one(IncomingMail, incoming_id).comment_id
        return unit.session.get_one(Comment, number)


def tick(units: Units, comment_id: int, *purposes: Purpose) -> None:
    """What the author ticks from now on."""
    with units.writing(SYSTEM) as unit:
        person = unit.session.get_one(CommentPerson, comment_id)
        person.purposes = ",".join(sorted(purposes))


def citizens(server: MailServer) -> list[str]:
    """To whom mail went that are not staff, who are told of approvals at times."""
    return [one for one in server.recipients if one.endswith(PUBLIC)]


def to_citizens(server: MailServer) -> list[tuple[EmailMessage, str, str]]:
    """Each of these mails, with its plain part and its HTML."""
    each = zip(server.recipients, server.mails, server.texts(), server.htmls(), strict=True)
    return [(mail, text, html) for to, mail, text, html in each if to.endswith(PUBLIC)]


def after_undoing(clock: FixedClock) -> None:
    """From here on a decision stands, and its author may be told."""
    clock.instant += timedelta(minutes=11)
