"""The one place where a mail changes its state, and where that is audited."""

from engage.core.unit import Unit
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState


def move(unit: Unit, mail: OutgoingMail, state: MailState) -> None:
    """To another state; it is then in nobody's hand."""
    before = mail.state
    mail.state, mail.leased_until = state, None
    unit.session.flush()
    note_move(
        unit,
        mail.id,
        before,
        state,
        kind=mail.kind,
        recipient=f"{mail.recipient_kind}:{mail.recipient_id}",
        attempts=mail.attempts,
        trouble=mail.trouble,
    )


def note_move(unit: Unit, mail_id: int, before: str, state: MailState, **facts: str | int) -> None:
    """Audits it: `facts` are kind, recipient (by number), attempts and trouble."""
    unit.audit(f"mail.{state.value}", f"mail:{mail_id}", before=before, **facts)


def locked(unit: Unit, mail_id: int) -> OutgoingMail | None:
    return unit.session.get(OutgoingMail, mail_id, with_for_update=True, populate_existing=True)
