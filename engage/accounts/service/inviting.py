"""Invitations: links by which somebody joins or sets password and app anew, and joining itself.

The row is made here; the link is made from it when somebody is to see it, so that no job, log or
audit entry ever holds one. A link is good for one row, once, until its date, and only the newest
row of a person is open.
"""

from typing import Final

from sqlalchemy import select, update

from engage.accounts.inviting import LIFETIMES, LONGEST, InvitationKind, is_open, kind_for
from engage.accounts.models import Invitation, Person
from engage.accounts.service.protecting import begin_change, locked_person
from engage.accounts.service.signing_in import may_sign_in_here
from engage.core.errors import Conflict
from engage.core.events import PersonInvited
from engage.core.tokens import BadToken, Signer, signer
from engage.core.unit import Unit

PURPOSE: Final = "invitation"
JOIN_PATH: Final = "/staff/join/"
SIGN_IN_PATH: Final = "/staff/sign-in"
NOTHING_TO_SET: Final = (
    "This person signs in with IDIR, where password and second factor are kept. There is nothing to"
    " set anew here."
)


def invite(unit: Unit, person: Person) -> Invitation:
    """A new link for the person, by mail where mail is set; earlier ones end."""
    begin_change(unit)
    person = locked_person(unit, person.id)
    if person.disabled_at is not None:
        raise Conflict("This account is disabled. Enable it before you send a link.")
    if not takes_links(unit, person):
        raise Conflict(NOTHING_TO_SET)
    end_invitations(unit, person.id)
    kind = kind_for(person.password_hash)
    invitation = Invitation(
        person_id=person.id,
        kind=kind,
        made_at=unit.now,
        made_by=unit.actor.person_id,
        expires_at=unit.now + LIFETIMES[kind],
    )
    unit.session.add(invitation)
    unit.session.flush()
    unit.audit(
        "person.invited", f"person:{person.id}", invitation=invitation.id, link=invitation.kind
    )
    unit.emit(PersonInvited(invitation.id))
    return invitation


def take_back(unit: Unit, person: Person) -> None:
    """Ends the link that is open; Conflict when there is none, as it was used meanwhile."""
    begin_change(unit)
    if not end_invitations(unit, person.id):
        raise Conflict("There is no open link any more: it was used, or it has run out.")


def end_invitations(unit: Unit, person_id: int) -> int:
    """Ends every open link of the person; how many that were."""
    ended = unit.session.scalars(
        update(Invitation)
        .where(
            Invitation.person_id == person_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > unit.now,
        )
        .values(revoked_at=unit.now)
        .returning(Invitation.id)
    ).all()
    for invitation_id in ended:
        unit.audit("person.link_revoked", f"person:{person_id}", invitation=invitation_id)
    return len(ended)


def takes_links(unit: Unit, person: Person) -> bool:
    """Whether a link is of any use: not to who has joined and comes in by the provider alone."""
    has_joined = person.password_hash is not None or person.sso_subject is not None
    return not has_joined or may_sign_in_here(unit.settings, person)


def joins_by_provider(unit: Unit, person: Person) -> bool:
    """Whether this person chooses no password here: the open invitation lets the provider in."""
    return not may_sign_in_here(unit.settings, person)


def invitation_link(unit: Unit, invitation: Invitation, person: Person) -> str:
    """The whole address. The same row gives the same link, so a mail that is repeated is equal."""
    if joins_by_provider(unit, person):
        return f"{unit.settings.base_url}{SIGN_IN_PATH}"
    token = _signer(unit).sign(invitation.made_at, invitation=invitation.id)
    return f"{unit.settings.base_url}{JOIN_PATH}{token}"


def open_invitation(unit: Unit, invitation_id: int) -> tuple[Invitation, Person] | None:
    """The row and its person, while the link works."""
    row = unit.session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.id == invitation_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    invitation, person = row
    if person.disabled_at is not None or not is_open(
        invitation.used_at, invitation.revoked_at, invitation.expires_at, unit.now
    ):
        return None
    return invitation, person


def invitation_of(unit: Unit, token: str) -> int | None:
    """The row that a token was signed for, whatever became of it; None for any other text."""
    try:
        values = _signer(unit).read(token, unit.now, LONGEST)
    except BadToken:
        return None
    number = values.get("invitation")
    return number if isinstance(number, int) else None


def spend(unit: Unit, invitation: Invitation) -> bool:
    """Uses the link up; False when somebody else was quicker."""
    used = unit.session.scalar(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > unit.now,
        )
        .values(used_at=unit.now)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    return used is not None


def sets_anew(invitation: Invitation) -> bool:
    return invitation.kind == InvitationKind.RESET


def _signer(unit: Unit) -> Signer:
    return signer(unit.settings, PURPOSE)
