"""Passkeys: added and removed by their owner; a whole sign-in, or a proof of being there (R63).

An authenticator verifies its user by finger, face or PIN and then signs: two factors in one, so
no password is asked beside it. What it signs is a challenge of ours, made from a token that is
signed for one purpose, lasts five minutes and is used once. A refusal is a value (or rolls back
nothing that counts), as the attempt has to stay counted.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from engage.accounts.authenticators import (
    BadAnswer,
    Owner,
    Site,
    claim_of,
    new_credential,
    options_for_new,
    options_for_proof,
    site_of,
    verified_count,
)
from engage.accounts.models import Passkey, Person
from engage.accounts.queries import passkeys_of
from engage.accounts.rules import (
    MAXIMUM_PASSKEY_NAME,
    MAXIMUM_PASSKEYS,
    SignInMethod,
    sign_count_is_fresh,
)
from engage.accounts.service.alarm import note_copied_passkey, note_failure
from engage.accounts.service.confirming import ConfirmOutcome, acting
from engage.accounts.service.entering import enter
from engage.accounts.service.sessions import SessionToken, confirm_session
from engage.accounts.service.signing_in import WAIT, SignInOutcome, may_sign_in_here
from engage.accounts.service.spending import spend
from engage.accounts.service.throttling import admit, forgive
from engage.core.errors import NotFound, Refused
from engage.core.settings import Settings
from engage.core.tokens import BadToken, signer
from engage.core.unit import Unit

CHALLENGE_LASTS: Final = timedelta(minutes=5)
SIGN_IN: Final = "passkey/sign-in"
CONFIRM: Final = "passkey/confirm"
ADD: Final = "passkey/add"

WRONG: Final = "This passkey was not accepted. Try again, or sign in with your password."
NOT_ADDED: Final = "Your device did not make a passkey that we can use. Try again."
KNOWN: Final = "This passkey is registered already."


@dataclass(frozen=True)
class Answer:
    """What a browser brought: our token, what the authenticator said, and where it came from."""

    token: str = field(repr=False)
    credential: str = field(repr=False)
    address: str = field(repr=False)
    browser: str = ""


@dataclass(frozen=True)
class Asked:
    """What to ask the browser for: options for its API, and the token to send with the answer."""

    options: dict[str, Any]
    token: str = field(repr=False)


def site(settings: Settings) -> Site:
    """Raises NotFound where there are no passkeys (see `site_of`)."""
    found = site_of(settings.base_url)
    if found is None:
        raise NotFound("Passkeys do not work at this address.")
    return found


def ask_to_sign_in(unit: Unit) -> Asked:
    """Anybody may ask; nothing is looked up and nothing stored."""
    token = _token(unit, SIGN_IN, 0)
    return Asked(options_for_proof(site(unit.settings), token), token)


def ask_to_confirm(unit: Unit) -> Asked:
    """One of the actor's own passkeys."""
    person = acting(unit)
    known = [each.credential_id for each in passkeys_of(unit.session, person.id)]
    if not known:
        raise NotFound("This account has no passkeys.")
    token = _token(unit, CONFIRM, person.id)
    return Asked(options_for_proof(site(unit.settings), token, known), token)


def ask_to_add(unit: Unit) -> Asked:
    """A new one; those that the person has are left out, so that no device makes a second."""
    person = acting(unit)
    known = [each.credential_id for each in passkeys_of(unit.session, person.id)]
    token = _token(unit, ADD, person.id)
    owner = Owner(_handle(unit, person), person.email, person.name)
    return Asked(options_for_new(site(unit.settings), owner, token, known), token)


def sign_in_by_passkey(unit: Unit, answer: Answer) -> SignInOutcome:
    """A session, or one answer to every kind of wrong. Raises BadToken."""
    attempt_ids = _admit(unit, answer)
    _take(unit, answer.token, SIGN_IN, 0)
    if attempt_ids is None:
        return SignInOutcome(refusal=Refused("", WAIT), must_wait=True)
    person = _proven(unit, answer, None)
    if person is None:
        return SignInOutcome(refusal=Refused("", WRONG))
    forgive(unit, attempt_ids)
    token = enter(unit, person, SignInMethod.PASSKEY, answer.browser)
    return SignInOutcome(token, method=SignInMethod.PASSKEY)


def confirm_by_passkey(unit: Unit, session: SessionToken, answer: Answer) -> ConfirmOutcome:
    """The session under its new id, if one of the actor's own passkeys answered."""
    person = acting(unit)
    attempt_ids = admit(unit, person.email, answer.address)
    _take(unit, answer.token, CONFIRM, person.id)
    if attempt_ids is None:
        return ConfirmOutcome(refusal=Refused("", WAIT), must_wait=True)
    if _proven(unit, answer, person.id) is None:
        return ConfirmOutcome(refusal=Refused("", WRONG))
    forgive(unit, attempt_ids)
    renewed = confirm_session(unit, session)
    if renewed is None:
        return ConfirmOutcome(refusal=Refused("", WRONG))
    unit.audit("staff.confirmed", f"person:{person.id}", method=SignInMethod.PASSKEY.value)
    return ConfirmOutcome(renewed)


def add_passkey(unit: Unit, name: str, answer: Answer) -> Passkey:
    """Raises Refused, or BadToken when the challenge was not made for this person, or used."""
    person, name = acting(unit), " ".join(name.split())
    if not name.isprintable() or not 1 <= len(name) <= MAXIMUM_PASSKEY_NAME:
        raise Refused("name", f"Enter a name of at most {MAXIMUM_PASSKEY_NAME} characters.")
    _take(unit, answer.token, ADD, person.id)
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


def _token(unit: Unit, purpose: str, person_id: int) -> str:
    random = secrets.token_urlsafe(16)
    return signer(unit.settings, purpose).sign(unit.now, person=person_id, random=random)


def _take(unit: Unit, token: str, purpose: str, person_id: int) -> None:
    """Uses the token up, whatever the answer beside it is worth; raises BadToken."""
    values = signer(unit.settings, purpose).read(token, unit.now, CHALLENGE_LASTS)
    if values.get("person") != person_id:
        raise BadToken
    spend(unit, token, CHALLENGE_LASTS)


def _admit(unit: Unit, answer: Answer) -> tuple[int, ...] | None:
    """Counted by the passkey that it names: there is no other name yet."""
    try:
        named = claim_of(answer.credential).credential_id
    except BadAnswer:
        named = ""
    return admit(unit, f"passkey {named}", answer.address)


def _proven(unit: Unit, answer: Answer, owner_id: int | None) -> Person | None:
    """Whose passkey answered (`owner_id`: it has to be theirs); None, noted, when nobody's did."""
    try:
        claim = claim_of(answer.credential)
        passkey = unit.session.scalar(
            select(Passkey).where(Passkey.credential_id == claim.credential_id)
        )
        if passkey is None:
            raise BadAnswer
        count = verified_count(
            site(unit.settings), answer.token, answer.credential, passkey.public_key
        )
    except BadAnswer:
        note_failure(unit, owner_id)
        return None
    person = unit.session.get_one(Person, passkey.person_id)
    is_theirs = owner_id in (None, person.id) and claim.handle in (None, person.passkey_handle)
    may_enter = owner_id is not None or may_sign_in_here(unit.settings, person)
    if not is_theirs or not may_enter or person.disabled_at is not None:
        note_failure(unit, person.id)
        return None
    if not _count_on(unit, passkey, count):
        note_copied_passkey(unit, person.id, passkey.id)
        return None
    return person


def _count_on(unit: Unit, passkey: Passkey, count: int) -> bool:
    """Notes the use, if the count went up; of two answers at once with one count, only one does."""
    if not sign_count_is_fresh(passkey.sign_count, count):
        return False
    noted = unit.session.scalar(
        update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .values(sign_count=count, last_used_at=unit.now)
        .returning(Passkey.id)
        .execution_options(synchronize_session=False)
    )
    return noted is not None


def _handle(unit: Unit, person: Person) -> str:
    """How authenticators know the account: random to everybody who has not our key."""
    if person.passkey_handle is not None:
        return person.passkey_handle
    return unit.keyring.blind_index(f"person {person.id}", "passkey-handle")
