"""The one door: whichever way somebody proved who they are, this is where a session begins."""

from engage.accounts.models import Person
from engage.accounts.queries import grants_of
from engage.accounts.rules import SignInMethod
from engage.accounts.service.alarm import note_break_glass
from engage.accounts.service.sessions import SessionToken, begin_session
from engage.core.permissions import Actor, ActorKind
from engage.core.unit import Unit


def enter(unit: Unit, person: Person, method: SignInMethod, browser: str = "") -> SessionToken:
    """Begins a session; from here on the unit acts for the person, so the audit names them.

    Whether they may come in was decided before: nothing is asked here.
    """
    unit.actor = Actor(ActorKind.PERSON, person.id, grants_of(unit.session, person.id))
    unit.audit("staff.signed_in", f"person:{person.id}", method=method.value)
    if person.is_break_glass:
        note_break_glass(unit, person)
    return begin_session(unit, person.id, method, browser)
