"""One person for each role, signed in without a password: rows instead of seconds of argon2."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import update
from werkzeug.test import TestResponse

from engage.accounts.models import Person, PersonRole, StaffSession
from engage.accounts.rules import CONFIRMED_FOR
from engage.accounts.service.sessions import begin_session
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Unit, Units
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge
from engage.web.transaction import EngageFlask

LETTERS: Final[Mapping[str, Role]] = {
    "A": Role.ADMINISTRATOR,
    "L": Role.ENGAGEMENT_LEAD,
    "M": Role.MODERATOR,
    "P": Role.PRIVACY_OFFICER,
    "S": Role.SECURITY_OFFICER,
    "C": Role.COMMUNICATIONS_DIRECTOR,
    "E": Role.EXECUTIVE_DIRECTOR_ENGAGEMENT,
    "D": Role.EXECUTIVE_DIRECTOR_DIGITAL,
    "Y": Role.DEPUTY_MINISTER,
    "R": Role.APPROVER,
    "V": Role.MINISTRY_VIEWER,
}
RAW_CSRF: Final = "0123456789abcdef0123456789abcdef01234567"


@dataclass(frozen=True)
class Member:
    """Somebody of the staff with one role, and what their browser sends."""

    actor: Actor
    cookie: str
    csrf: str
    second_session: int

    @property
    def id(self) -> int:
        return self.actor.person_id or 0

    @property
    def letter(self) -> str:
        """Of the one role that this person has, if any."""
        held = {grant.role for grant in self.actor.grants}
        return "".join(letter for letter, role in LETTERS.items() if role in held)


def member(
    app: EngageFlask, role: Role | None, ministry_id: int | None = None, name: str = ""
) -> Member:
    """Made, signed in twice (the second time elsewhere), and with the rules acknowledged."""
    units = app.units
    where = "all" if ministry_id is None else str(ministry_id)
    grants = [Grant(role, ministry_id)] if role else []
    actor = hired(units, f"{name or role}.{where}@gov.bc.ca", *grants)
    with units.writing(actor) as unit:
        token = begin_session(unit, actor.person_id or 0)
        begin_session(unit, actor.person_id or 0, browser="Firefox, Windows")
        unit.session.flush()
        other = _second(unit, actor.person_id or 0, token.digest)
    return Member(actor, _cookie(app, token.value), csrf_of(app), other)


def hired(units: Units, email: str, *grants: Grant) -> Actor:
    with units.writing(SYSTEM) as unit:
        name = email.partition("@")[0].replace(".", " ").title()
        person = Person(email=email, name=name, password_hash="none", created_at=unit.now)
        unit.session.add(person)
        unit.session.flush()
        for grant in grants:
            row = PersonRole(person_id=person.id, role=grant.role, ministry_id=grant.ministry_id)
            unit.session.add(row)
        actor = Actor(ActorKind.PERSON, person.id, frozenset(grants))
    with units.writing(actor) as unit:
        acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)
    return actor


def let_proofs_age(units: Units) -> None:
    """Nobody has proved lately to be there; all are still signed in."""
    with units.writing(SYSTEM) as unit:
        unit.session.execute(
            update(StaffSession).values(
                confirmed_at=unit.now - CONFIRMED_FOR - timedelta(seconds=1)
            )
        )


def ask(
    client: FlaskClient,
    method: str,
    path: str,
    who: Member | None,
    data: Mapping[str, str] | None = None,
) -> TestResponse:
    """What this person's browser sends; a post carries nothing but its token, unless given."""
    headers = {"Cookie": who.cookie} if who else {}
    form = dict(data or {})
    if who and method == "POST":
        form["csrf_token"] = who.csrf
    return client.open(path, method=method, headers=headers, data=form or None)


def _cookie(app: EngageFlask, token: str) -> str:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    value = signer.dumps({"_user_id": token, "_fresh": True, "csrf_token": RAW_CSRF})
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={value if isinstance(value, str) else value.decode()}"


def csrf_of(app: EngageFlask, raw: str = RAW_CSRF) -> str:
    """The token of forms for a session that holds this value."""
    signer = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
    value = signer.dumps(raw)
    return value if isinstance(value, str) else value.decode()


def _second(unit: Unit, person_id: int, first_hash: str) -> int:
    for row in unit.session.query(StaffSession).filter_by(person_id=person_id):
        if row.token_hash != first_hash:
            return row.id
    raise AssertionError("there is no second session")
