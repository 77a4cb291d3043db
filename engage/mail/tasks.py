"""The jobs of outgoing mail: one turns an event into mails that are owed, one sends a single mail.

A server that is down, busy or does not know us is tried again as the job table does, for about
two and a half hours; then, or at once when it says that it never will, the mail is marked as
refused and waits for a person. So no job of ours is given up without a row that says why.
"""

from typing import Final

from engage.accounts.models import Invitation
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.governance.approvals.queries import approvers_of
from engage.jobs.handlers import Handler, Handlers, JobContext, networked, transactional
from engage.jobs.rules import MAX_TRIES
from engage.jobs.service import Payload
from engage.mail import service
from engage.mail.gateway import NotTaken, hand_over
from engage.mail.rules import MailKind, Order, RecipientKind, is_final
from engage.mail.service import SEND

INVITE: Final = "mail.invitation"
TELL_APPROVERS: Final = "mail.approval_waits"


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


def send(context: JobContext) -> None:
    settings, mail_id = context.units.settings.mail, int(context.payload["mail_id"])
    if settings is None:
        with context.recording() as unit:
            service.drop(unit, mail_id)
        return
    with context.units.writing(SYSTEM) as unit:
        letter = service.prepare(unit, settings, mail_id)
    if letter is None:
        return
    try:
        hand_over(settings, letter)
    except NotTaken as refusal:
        if not is_final(refusal.trouble, context.attempt, MAX_TRIES):
            with context.units.writing(SYSTEM) as unit:
                service.note_trouble(unit, mail_id, refusal.trouble)
            raise
        with context.recording() as unit:
            service.record_refused(unit, mail_id, refusal.trouble)
        return
    with context.recording() as unit:
        service.record_sent(unit, mail_id)


HANDLERS: Final[Handlers] = {
    INVITE: transactional(owe_invitation),
    TELL_APPROVERS: Handler(owe_approvers, leaves_machine=False),
    SEND: networked(send),
}
