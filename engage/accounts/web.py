"""Signing in and out, and who the browser of a staff request belongs to.

Flask-Login keeps the session's token as the user's id; the server decides at each request what
that token is still worth. Public pages must not even ask for it: a page that looked at the
session would vary by cookie and be useless to every cache (R75). So there is no context
processor and no 'remember me'; templates that name `current_user` load it then and there.
"""

from dataclasses import dataclass, field

from flask import Blueprint, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user

from engage.accounts.forms import SignInForm
from engage.accounts.rules import staff_path
from engage.accounts.service import (
    Attempt,
    LiveSession,
    SessionToken,
    SignInOutcome,
    end_session,
    live_session,
    load_session,
    sign_in,
)
from engage.core.permissions import Actor
from engage.core.unit import Units
from engage.web.access import is_asked_by_itself, public, staff
from engage.web.transaction import EngageFlask, current_unit, engage_app, no_store, request_now

FIRST_PAGE = "/staff/"

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
    app.register_blueprint(blueprint)


def signed_in() -> SignedIn | None:
    """Whose browser this is; opens the session, so only for pages of the staff."""
    user = current_user._get_current_object()
    return user if isinstance(user, SignedIn) else None


def signed_in_actor() -> Actor | None:
    user = signed_in()
    return user.actor if user else None


@blueprint.get("/staff/sign-in")
@public
def sign_in_form() -> ResponseReturnValue:
    if signed_in():
        return redirect(_wanted())
    return _page(SignInForm(), 200)


@blueprint.post("/staff/sign-in")
@public
def sign_in_sent() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return _page(form, 422)
    outcome = sign_in(engage_app().units, _attempt(form), request_now())
    if outcome.token is None:
        return _refusal(form, outcome)
    _renew_session(outcome.token)
    return redirect(_wanted(), 303)


@blueprint.post("/staff/sign-out")
@staff()
def sign_out() -> ResponseReturnValue:
    user = signed_in()
    if user:
        end_session(current_unit(), user.token)
    session.clear()
    return redirect("/staff/sign-in", 303)


def _attempt(form: SignInForm) -> Attempt:
    return Attempt(
        email=form.email.data or "",
        password=form.password.data or "",
        code=form.code.data or "",
        address=request.remote_addr or "",
    )


def _renew_session(token: SessionToken) -> None:
    """Ends what this browser was signed in to, and keeps nothing of the session before."""
    unit, before = current_unit(), signed_in()
    if before:
        end_session(unit, before.token)
    session.clear()
    live = live_session(unit, token)
    if live:
        login_user(SignedIn(token, live))
        # Flask-Login's fingerprint of address and browser, which nothing here reads.
        session.pop("_id", None)


def _refusal(form: SignInForm, outcome: SignInOutcome) -> ResponseReturnValue:
    if outcome.refusal:
        form.form_errors.append(outcome.refusal.message)
    # Like the password: by the time the form is sent again, another code is due.
    form.code.data = ""
    return _page(form, 429 if outcome.must_wait else 422)


def _page(form: SignInForm, status: int) -> ResponseReturnValue:
    html = render_template("accounts/sign_in.html", form=form, wanted=_wanted())
    return no_store(make_response(html, status))


def _wanted() -> str:
    return staff_path(request.args.get("next")) or FIRST_PAGE
