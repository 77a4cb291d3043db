"""Mail that waits for a person: tried again, or let go when what held it was approved."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from engage.core.errors import Conflict, NotFound
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, MailState, Trouble
from engage.mail.service.moving import locked, move
from engage.mail.service.ordering import wake

AT_ONCE = 2_000
"""Rows that one transaction moves; what is left is moved by the next press of the button."""


def retry_mail(unit: Unit, mail_id: int) -> None:
    """Gives a refused mail all its tries again; Conflict when it was not refused."""
    unit.actor.require(Role.ADMINISTRATOR)
    mail = locked(unit, mail_id)
    if mail is None:
        raise NotFound("There is no such mail.")
    if mail.state != MailState.REFUSED:
        raise Conflict("This mail was not refused: there is nothing to try again.")
    _begin_again(unit, [mail])


def retry_all(unit: Unit) -> int:
    """Gives refused mail all its tries again, as after an outage; how many those were."""
    unit.actor.require(Role.ADMINISTRATOR)
    return _begin_again(unit, _locked(unit, OutgoingMail.state == MailState.REFUSED))


def release_held(unit: Unit, kinds: Sequence[MailKind], subject_id: int) -> int:
    """What an election held, and was approved again, goes on; how many, and at most `AT_ONCE`.

    That it was dropped before, and approved after all, makes no difference.
    """
    held = _locked(
        unit,
        or_(
            OutgoingMail.state == MailState.HELD,
            and_(
                OutgoingMail.state == MailState.DROPPED,
                OutgoingMail.trouble == Trouble.NOT_RELEASED,
            ),
        ),
        OutgoingMail.kind.in_(kinds),
        OutgoingMail.subject_id == subject_id,
    )
    for mail in held:
        mail.created_at = unit.now  # It is owed from now on: its date is not weeks ago.
        mail.trouble = ""
    return _begin_again(unit, held)


def drop_held(unit: Unit, kinds: Sequence[MailKind], subject_id: int) -> int:
    """What an election held shall not go out, and neither shall what waits of it; how many, and at
    most `AT_ONCE`."""
    mails = _locked(
        unit,
        OutgoingMail.state.in_((MailState.HELD, MailState.WAITING)),
        OutgoingMail.leased_until.is_(None),
        OutgoingMail.kind.in_(kinds),
        OutgoingMail.subject_id == subject_id,
    )
    for mail in mails:
        mail.trouble = Trouble.NOT_RELEASED
        move(unit, mail, MailState.DROPPED)
    return len(mails)


def _locked(unit: Unit, *which: ColumnElement[bool]) -> Sequence[OutgoingMail]:
    return unit.session.scalars(
        select(OutgoingMail)
        .where(*which)
        .order_by(OutgoingMail.id)
        .limit(AT_ONCE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _begin_again(unit: Unit, mails: Sequence[OutgoingMail]) -> int:
    for mail in mails:
        mail.attempts, mail.next_at = 0, unit.now
        move(unit, mail, MailState.WAITING)
    if mails:
        wake(unit, unit.now)
    return len(mails)
