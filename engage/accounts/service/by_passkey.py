"""A passkey as a whole sign-in, or as the proof of being there (R63).

An authenticator verifies its user by finger, face or PIN and then signs: two factors in one, so
no password is asked beside it. A refusal is a value, as the attempt has to stay counted.
"""

from typing import Final

from sqlalchemy import select, update

from engage.accounts.authenticators import (
    BadAnswer,
    claim_of,
    options_for_proof,
    verified_count,
)
from engage.accounts.models import Passkey, Person
from engage.accounts.queries import passkeys_of
from engage.accounts.rules import SignInMethod, sign_count_is_fresh
from engage.accounts.service.alarm import note_copied_passkey, note_failure
from engage.accounts.service.challenges import (
    CONFIRM,
    SIGN_IN,
    Answer,
    Asked,
    new_token,
    site,
    take_token,
)
from engage.accounts.service.confirming import ConfirmOutcome, acting
from engage.accounts.service.entering import enter
from engage.accounts.service.sessions import SessionToken, confirm_session
from engage.accounts.service.signing_in import WAIT, SignInOutcome, may_sign_in_here
from engage.accounts.service.throttling import admit, forgive
from engage.core.errors import NotFound, Refused
from engage.core.unit import Unit

WRONG: Final = "This passkey was not accepted. Try again, or sign in with your password."


def ask_to_sign_in(unit: Unit) -> Asked:
    """Anybody may ask; nothing is looked up and nothing stored."""
    token = new_token(unit, SIGN_IN, 0)
    return Asked(options_for_proof(site(unit.settings), token), token)


def ask_to_confirm(unit: Unit) -> Asked:
    """One of the actor's own passkeys."""
    person = acting(unit)
    known = [each.credential_id for each in passkeys_of(unit.session, person.id)]
    if not known:
        raise NotFound("This account has no passkeys.")
    token = new_token(unit, CONFIRM, person.id)
    return Asked(options_for_proof(site(unit.settings), token, known), token)


def sign_in_by_passkey(unit: Unit, answer: Answer) -> SignInOutcome:
    """A session, or one answer to every kind of wrong. Raises BadToken."""
    attempt_ids = _admit(unit, answer)
    take_token(unit, answer.token, SIGN_IN, 0)
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
    take_token(unit, answer.token, CONFIRM, person.id)
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
