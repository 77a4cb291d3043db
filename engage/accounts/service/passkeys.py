"""The passkeys of an account, added and removed by their owner (R63).

The device must verify its user and keep the passkey itself, so that it can sign in alone.
"""

from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from engage.accounts.authenticators import BadAnswer, Owner, new_credential, options_for_new
from engage.accounts.models import Passkey, Person
from engage.accounts.queries import passkeys_of
from engage.accounts.rules import MAXIMUM_PASSKEY_NAME, MAXIMUM_PASSKEYS
from engage.accounts.service.challenges import ADD, Answer, Asked, new_token, site, take_token
from engage.accounts.service.confirming import acting
from engage.core.errors import NotFound, Refused
from engage.core.unit import Unit

NOT_ADDED: Final = "Your device did not make a passkey that we can use. Try again."
KNOWN: Final = "This passkey is registered already."


def ask_to_add(unit: Unit) -> Asked:
    """A new one; those that the person has are left out, so that no device makes a second."""
    person = acting(unit)
    known = [each.credential_id for each in passkeys_of(unit.session, person.id)]
    token = new_token(unit, ADD, person.id)
    owner = Owner(_handle(unit, person), person.email, person.name)
    return Asked(options_for_new(site(unit.settings), owner, token, known), token)


def add_passkey(unit: Unit, name: str, answer: Answer) -> Passkey:
    """Raises Refused, or BadToken when the challenge was not made for this person, or used."""
    person, name = acting(unit), " ".join(name.split())
    if not name.isprintable() or not 1 <= len(name) <= MAXIMUM_PASSKEY_NAME:
        raise Refused("name", f"Enter a name of at most {MAXIMUM_PASSKEY_NAME} characters.")
    take_token(unit, answer.token, ADD, person.id)
    try:
        made = new_credential(site(unit.settings), answer.token, answer.credential)
    except BadAnswer:
        raise Refused("", NOT_ADDED) from None
    unit.session.refresh(person, with_for_update=True)
    if len(passkeys_of(unit.session, person.id)) >= MAXIMUM_PASSKEYS:
        raise Refused("", f"You have {MAXIMUM_PASSKEYS} passkeys. Remove one first.")
    person.passkey_handle = _handle(unit, person)
    passkey = Passkey(
        person_id=person.id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        created_at=unit.now,
    )
    try:
        with unit.attempt():
            unit.session.add(passkey)
            unit.session.flush()
    except IntegrityError:
        raise Refused("", KNOWN) from None
    unit.audit("person.passkey_added", f"person:{person.id}", passkey=passkey.id)
    return passkey


def remove_passkey(unit: Unit, passkey_id: int) -> None:
    """One of the actor's own; that of somebody else is not found."""
    person_id = acting(unit).id
    removed = unit.session.scalar(
        delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.person_id == person_id)
        .returning(Passkey.id)
    )
    if removed is None:
        raise NotFound("There is no such passkey.")
    left = unit.session.scalar(
        select(func.count()).select_from(Passkey).where(Passkey.person_id == person_id)
    )
    unit.audit("person.passkey_removed", f"person:{person_id}", passkey=passkey_id, left=left)


def _handle(unit: Unit, person: Person) -> str:
    """How authenticators know the account: random to everybody who has not our key."""
    if person.passkey_handle is not None:
        return person.passkey_handle
    return unit.keyring.blind_index(f"person {person.id}", "passkey-handle")
