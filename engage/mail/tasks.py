"""The jobs of outgoing mail: some turn an event into mails that are owed, one delivers what is due.

A mail that the server does not take is tried again for about two and a half hours; then, or at once
when it says that it never will, the mail is marked as refused and waits for a person. A server that
takes nothing at all is looked for again for two days, which counts against no mail.
"""

from datetime import timedelta
from typing import Final

from engage.accounts.models import Invitation
from engage.comments.rules import Purpose
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.governance.approvals.queries import approvers_of
from engage.governance.outbound import Outbound
from engage.jobs.handlers import Handler, Handlers, JobContext, networked, transactional
from engage.jobs.schedule import Recurring
from engage.jobs.service import Payload, enqueue
from engage.mail import service
from engage.mail.delivering import deliver_due
from engage.mail.holding import RESULTS_MAILING
from engage.mail.queries import (
    any_due,
    authors_with_address,
    decisions_to_tell,
    is_delivering,
    language_of_comment,
    message_of_decision,
)
from engage.mail.rules import MailKind, Order, RecipientKind

INVITE: Final = "mail.invitation"
TELL_APPROVERS: Final = "mail.approval_waits"
TELL_AUTHOR: Final = "mail.decision"
TELL_RESULTS: Final = "mail.results"
RESULTS_RELEASED: Final = "mail.results_released"
DROP_HELD: Final = "mail.drop_held"
CHUNK: Final = 500
DECISIONS_A_DAY: Final = 20
"""To one address: the form takes any, and nobody must be flooded by who types theirs."""
A_DAY: Final = timedelta(days=1)


def owe_invitation(unit: Unit, payload: Payload) -> None:
    invitation = unit.session.get(Invitation, int(payload["invitation_id"]))
    if invitation is not None:
        key = f"invitation:{invitation.id}"
        person_id = invitation.person_id
        order = Order(
            MailKind.INVITATION,
            RecipientKind.PERSON,
            person_id,
            "invitation",
            invitation.id,
            key,
        )
        service.order_mail(unit, order)


def owe_approvers(context: JobContext) -> None:
    """One mail to each; the job's number makes a second coming of the step a mail of its own."""
    kind, step = str(context.payload["subject_kind"]), str(context.payload["step"])
    subject_id = int(context.payload["subject_id"])
    with context.recording() as unit:
        for person_id in sorted(approvers_of(unit.session, kind, subject_id, step, unit.now)):
            key = f"approval:{context.job_id}:{person_id}"
            service.order_mail(
                unit,
                Order(
                    MailKind.APPROVAL_WAITS,
                    RecipientKind.PERSON,
                    person_id,
                    kind,
                    subject_id,
                    key,
                    step,
                ),
            )


def owe_decision(unit: Unit, payload: Payload) -> None:
    """What the author is told of a decision, when it can be undone no longer; a day or more later
    where the same address has many to be told of."""
    message = message_of_decision(unit.session, int(payload["decision_id"]))
    if message is None or not message.by_mail or message.cancelled_at is not None:
        return
    others = decisions_to_tell(unit.session, message.comment_id, unit.now - A_DAY)
    service.order_mail(
        unit,
        Order(
            MailKind.DECISION,
            RecipientKind.AUTHOR,
            message.comment_id,
            "author_message",
            message.id,
            key=f"decision:{message.id}",
            language=language_of_comment(unit.session, message.comment_id),
            due_at=message.due_at + others // DECISIONS_A_DAY * A_DAY,
        ),
    )


def owe_results(unit: Unit, payload: Payload) -> None:
    """One mail to each address that ticked it, however many comments it sent; some at a time."""
    engagement_id, after = int(payload["engagement_id"]), int(payload.get("after", 0))
    authors = authors_with_address(unit.session, engagement_id, after, CHUNK)
    service.order_mails(
        unit,
        [
            Order(
                MailKind.RESULTS,
                RecipientKind.AUTHOR,
                author.comment_id,
                "engagement",
                engagement_id,
                key=f"results:{engagement_id}:{author.email_index}",
                language=author.language,
            )
            for author in authors
            if Purpose.RESULTS in author.purposes
        ],
    )
    if len(authors) == CHUNK:
        enqueue(
            unit,
            TELL_RESULTS,
            {"engagement_id": engagement_id, "after": authors[-1].comment_id},
        )


def release_results(unit: Unit, payload: Payload) -> None:
    """Mail about results that an election held, and somebody approved again, goes on."""
    if payload["kind"] != Outbound.SEND_MAIL or payload["subject_id"] != RESULTS_MAILING:
        return
    if service.release_held(unit, (MailKind.RESULTS,), int(payload["engagement_id"])):
        enqueue(unit, RESULTS_RELEASED, payload)


def drop_held(unit: Unit, payload: Payload) -> None:
    """Mail that an election held, and somebody decided shall not go, waits for nothing any more."""
    if payload["kind"] != Outbound.SEND_MAIL:
        return
    issue_id = int(payload["subject_id"])
    is_results = issue_id == RESULTS_MAILING
    kinds = (MailKind.RESULTS,) if is_results else (MailKind.NEWS, MailKind.NEWS_DIGEST)
    if service.drop_held(unit, kinds, int(payload["engagement_id"]) if is_results else issue_id):
        enqueue(unit, DROP_HELD, payload)


def deliver(context: JobContext) -> None:
    """What is due goes, until nothing is or this job has had its time; then others go first.

    One delivers at a time, so that mail to a slow server keeps one lane and never both. A look at
    what is due comes after this job's end is marked, so that what is ordered meanwhile is either
    seen by it or makes a job of its own.
    """
    units, settings = context.units, context.units.settings.mail
    with units.reading(SYSTEM) as unit:
        if is_delivering(unit.session, service.DELIVER, unit.now, context.job_id):
            return
    if settings is None:
        with units.writing(SYSTEM) as unit:
            is_reached = service.drop_all(unit)
    else:
        is_reached = deliver_due(units, settings)
    with context.recording() as unit:
        if is_reached and any_due(unit.session, unit.now):
            service.wake(unit, unit.now)


HANDLERS: Final[Handlers] = {
    INVITE: transactional(owe_invitation),
    TELL_APPROVERS: Handler(owe_approvers, leaves_machine=False),
    TELL_AUTHOR: transactional(owe_decision),
    TELL_RESULTS: transactional(owe_results),
    RESULTS_RELEASED: transactional(release_results),
    DROP_HELD: transactional(drop_held),
    service.DELIVER: networked(deliver),
}
RECURRING: Final = (Recurring(service.DELIVER, timedelta(minutes=1)),)
"""Whatever became of a job: what is due is looked for every minute."""
