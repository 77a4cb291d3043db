"""Accounts that a demo or a first installation needs: made once, found again the next time."""

from collections.abc import Iterable

from engage.accounts.models import Person
from engage.accounts.passwords import prove
from engage.accounts.queries import person_by_email
from engage.accounts.service.people import create_person, set_grants
from engage.accounts.service.secrets import enrol_totp, set_password, totp_secret
from engage.core.permissions import Grant
from engage.core.unit import Unit


def ensure_person(
    unit: Unit, email: str, name: str, grants: Iterable[Grant], password: str
) -> tuple[Person, str]:
    """The account with these roles and this password, and its TOTP secret.

    Repeated calls change nothing: neither the secret nor the sessions of a demo that is running.
    """
    person = person_by_email(unit.session, email)
    if person is None:
        person = create_person(unit, email, name, password, grants)
    else:
        set_grants(unit, person, grants)
        if not prove(person.password_hash, password).is_right:
            set_password(unit, person, password)
    return person, totp_secret(unit, person) or enrol_totp(unit, person)
