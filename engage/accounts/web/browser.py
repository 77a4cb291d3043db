"""Whose browser this is: the blueprint of accounts, and the session of a staff request.

Flask-Login keeps the session's token as the user's id; the server decides at each request what
that token is still worth. Public pages must not even ask for it: a page that looked at the
session would vary by cookie and be useless to every cache (R75). So there is no context
processor and no 'remember me'; templates that name `current_user` load it then and there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Blueprint, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user

from engage.accounts.service import (
    LiveSession,
    SessionToken,
    end_session,
    live_session,
    load_session,
)
from engage.core.permissions import Actor
from engage.core.unit import Units
from engage.web.access import is_asked_by_itself
from engage.web.transaction import EngageFlask, current_unit

View = TypeVar("View", bound=Callable[..., Any])

RENEWAL = "/staff/account/password"

blueprint = Blueprint("accounts", __name__)


@dataclass(frozen=True)
class SignedIn:
    """What Flask-Login calls a user; its id is the session's token, not the person's number."""

    token: SessionToken = field(repr=False)
    live: LiveSession

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def name(self) -> str:
        return self.live.name

    @property
    def actor(self) -> Actor:
        return self.live.actor

    def get_id(self) -> str:
        return self.token.value


def init_accounts(app: EngageFlask, units: Units) -> None:
    """Registers the pages, and tells the access check who is signed in."""
    manager = LoginManager()
    manager.session_protection = None
    manager._update_remember_cookie = lambda response: response
    manager.init_app(app, add_context_processor=False)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(value: str) -> SignedIn | None:
        token = SessionToken(value)
        live = load_session(units, token, touches=not is_asked_by_itself(app))
        return SignedIn(token, live) if live else None

    app.jinja_env.globals["current_user"] = current_user
    app.extensions["engage.actor_loader"] = signed_in_actor
    # After the access check, which says for whom the page is.
    app.before_request(lambda: lead_to_new_password(app))


def signed_in() -> SignedIn | None:
    """Whose browser this is; opens the session, so only for pages of the staff."""
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def signed_in_actor() -> Actor | None:
    user = signed_in()
    return user.actor if user else None


def open_while_expired(view: View) -> View:
    """A page that who must change the password first may open."""
    view.__dict__["engage_while_expired"] = True
    return view


def lead_to_new_password(app: EngageFlask) -> ResponseReturnValue | None:
    """Whose password has expired changes it before anything else of the staff opens (R63)."""
    if "actor" not in g:
        return None
    user = signed_in()
    if user is None or not user.live.must_change_password:
        return None
    view = app.view_functions.get(request.endpoint or "")
    return None if getattr(view, "engage_while_expired", False) else redirect(RENEWAL, 303)


def renew_session(token: SessionToken) -> None:
    """Ends what this browser was signed in to, and keeps nothing of the session before."""
    unit, before = current_unit(), signed_in()
    if before:
        end_session(unit, before.token)
    session.clear()
    _hold(token)


def follow_session(token: SessionToken) -> None:
    """The same sign-in under its new id. The CSRF token stays, so that forms which are open in
    other tabs can still be sent."""
    _hold(token)


def adopt_session(token: SessionToken, live: LiveSession) -> None:
    """Holds a session that began in a unit of its own, and keeps nothing of the one before."""
    session.clear()
    _log_in(SignedIn(token, live))


def _hold(token: SessionToken) -> None:
    live = live_session(current_unit(), token)
    if live:
        _log_in(SignedIn(token, live))


def _log_in(user: SignedIn) -> None:
    login_user(user)
    # Flask-Login's fingerprint of address and browser, which nothing here reads.
    session.pop("_id", None)
