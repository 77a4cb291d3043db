"""Invented members of staff, and their ways of signing in rightly and wrongly."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pyotp

from engage.accounts.models import Person
from engage.accounts.service import Attempt, SessionToken, SignInOutcome, ensure_person, sign_in
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Units

PASSWORD = "seven otters juggle plums"
OFFICE = "203.0.113.7"
HOME = "198.51.100.20"


@dataclass(frozen=True)
class Member:
    """One account and what its owner knows."""

    person: Person
    secret: str
    password: str = PASSWORD

    @property
    def id(self) -> int:
        return self.person.id

    def code(self, clock: FixedClock, step: int = 0) -> str:
        """What the authenticator app shows now, or so many steps away."""
        return pyotp.TOTP(self.secret).at(clock.now() + timedelta(seconds=30 * step))


@dataclass
class Staff:
    """Makes members and lets them try to sign in."""

    units: Units
    clock: FixedClock
    made: int = field(default=0)

    def member(self, email: str = "", *grants: Grant) -> Member:
        self.made += 1
        with self.units.writing(SYSTEM) as unit:
            person, secret = ensure_person(
                unit,
                email or f"person{self.made}@gov.bc.ca",
                f"Robin Sample{self.made}",
                grants or (Grant(Role.MODERATOR),),
                PASSWORD,
            )
        return Member(person, secret)

    def attempt(self, member: Member, **changes: str) -> Attempt:
        """The right details from the office, except for what is changed."""
        right = Attempt(member.person.email, member.password, member.code(self.clock), OFFICE)
        return replace(right, **changes)

    def sign_in(self, member: Member, **changes: str) -> SignInOutcome:
        return sign_in(self.units, self.attempt(member, **changes))

    def token(self, member: Member) -> SessionToken:
        """Signs in with the next unused code."""
        self.clock.advance(seconds=30)
        outcome = self.sign_in(member)
        assert outcome.token is not None
        return outcome.token


def said(outcome: SignInOutcome) -> tuple[str, str, bool]:
    """What a person who was refused gets to know: field, words, and whether to wait."""
    assert outcome.token is None
    assert outcome.refusal is not None
    return outcome.refusal.field, outcome.refusal.message, outcome.must_wait
