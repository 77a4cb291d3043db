"""One's own account: what stands there, where one is signed in, and the ways of signing in.

Whatever changes a way of signing in asks first who is there (`@confirmed`), and goes on under a
new session id. Nothing here reaches another account: whose it is comes from the session alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.forms.account import AppForm, PasswordForm
from engage.accounts.models import Person
from engage.accounts.queries import (
    live_sessions,
    ministry_names,
    passkeys_of,
    recovery_codes_left,
)
from engage.accounts.rules import FEW_RECOVERY_CODES, MINIMUM_PASSWORD, grouped
from engage.accounts.service import end_all_sessions, end_one_session, make_recovery_codes
from engage.accounts.service.changing import (
    NO_PASSWORD,
    MustWait,
    PasswordChange,
    begin_enrolment,
    change_password,
    enrolling_secret,
    finish_enrolment,
)
from engage.accounts.service.confirming import acting
from engage.accounts.totp import app_address
from engage.accounts.web.browser import blueprint, follow_session, open_while_expired
from engage.accounts.web.confirming import confirmed, here
from engage.accounts.web.qr import qr_picture
from engage.accounts.wording import grant_words, method_words
from engage.core.errors import NotFound, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app, no_store, request_now

ACCOUNT: Final = "/staff/account"
ISSUER: Final = "Engage"


@dataclass(frozen=True)
class SessionRow:
    """One place where the person is signed in."""

    id: int
    browser: str
    method: str
    since: datetime
    last_seen_at: datetime
    is_this: bool


@blueprint.get(ACCOUNT)
@staff()
def account() -> ResponseReturnValue:
    unit = current_unit()
    person = acting(unit)
    return _page(
        "account.html",
        person=person,
        roles=_roles(unit),
        sessions=_sessions(unit, person),
        codes_left=recovery_codes_left(unit.session, person.id),
        few_codes=FEW_RECOVERY_CODES,
        passkeys=len(passkeys_of(unit.session, person.id)),
        is_administrator=unit.actor.may(Role.ADMINISTRATOR),
        moderates=unit.actor.ministries((Role.MODERATOR,)) != frozenset(),
    )


@blueprint.post(f"{ACCOUNT}/sessions/<number:session_id>/end")
@staff()
def end_that_session(session_id: int) -> ResponseReturnValue:
    unit = current_unit()
    end_one_session(unit, acting(unit).id, session_id)
    flash("That browser is signed out.")
    return redirect(ACCOUNT, 303)


@blueprint.post(f"{ACCOUNT}/sessions/end-others")
@staff()
def end_other_sessions() -> ResponseReturnValue:
    unit = current_unit()
    ended = end_all_sessions(unit, acting(unit).id, but=here().token)
    flash("You are signed out everywhere else." if ended else "You were signed in nowhere else.")
    return redirect(ACCOUNT, 303)


@blueprint.get(f"{ACCOUNT}/password")
@staff()
@open_while_expired
@confirmed
def password_form() -> ResponseReturnValue:
    if acting(current_unit()).password_hash is None:
        raise NotFound(NO_PASSWORD)
    return _password_page(PasswordForm(formdata=None), 200)


@blueprint.post(f"{ACCOUNT}/password")
@staff()
@open_while_expired
@confirmed
def password_sent() -> ResponseReturnValue:
    form, user = PasswordForm(), here()
    if not form.validate():
        return _password_page(form, 422)
    change = PasswordChange(
        actor=user.actor,
        token=user.token,
        current=form.current.data or "",
        password=form.password.data or "",
        address=request.remote_addr or "",
    )
    try:
        token = change_password(engage_app().units, change, request_now())
    except Refused as refusal:
        form.show_fault(refusal)
        return _password_page(form, 422)
    except MustWait as waiting:
        form.form_errors.append(str(waiting))
        return _password_page(form, 429)
    follow_session(token)
    flash("Your password is changed. You are signed out everywhere else.")
    return redirect(ACCOUNT, 303)


@blueprint.get(f"{ACCOUNT}/authenticator")
@staff()
@confirmed
def app_form() -> ResponseReturnValue:
    unit = current_unit()
    secret, token = begin_enrolment(unit)
    return _app_page(unit, AppForm(formdata=None, token=token), secret, 200)


@blueprint.post(f"{ACCOUNT}/authenticator")
@staff()
@confirmed
def app_sent() -> ResponseReturnValue:
    form, unit = AppForm(), current_unit()
    token = form.token.data or ""
    secret = enrolling_secret(unit, token)
    if not form.validate():
        return _app_page(unit, form, secret, 422)
    try:
        renewed = finish_enrolment(unit, token, form.code.data or "", here().token)
    except Refused as refusal:
        form.show_fault(refusal)
        form.code.data = ""
        return _app_page(unit, form, secret, 422)
    follow_session(renewed)
    flash("Your new authenticator app counts from now on. The one before works no more.")
    return redirect(ACCOUNT, 303)


@blueprint.get(f"{ACCOUNT}/recovery-codes")
@staff()
@confirmed
def recovery_codes() -> ResponseReturnValue:
    unit = current_unit()
    left = recovery_codes_left(unit.session, acting(unit).id)
    return _page("recovery_codes.html", left=left, codes=())


@blueprint.post(f"{ACCOUNT}/recovery-codes")
@staff()
@confirmed
def recovery_codes_made() -> ResponseReturnValue:
    unit = current_unit()
    codes = make_recovery_codes(unit, acting(unit).id)
    return _page("recovery_codes.html", left=len(codes), codes=codes)


def _roles(unit: Unit) -> tuple[str, ...]:
    grants = unit.actor.grants
    scoped = {grant.ministry_id for grant in grants if grant.ministry_id is not None}
    return grant_words(grants, ministry_names(unit.session, scoped))


def _sessions(unit: Unit, person: Person) -> list[SessionRow]:
    this = here().live.session_id
    return [
        SessionRow(
            row.id,
            row.browser or "Unknown browser",
            method_words(row.method),
            row.created_at,
            row.last_seen_at,
            row.id == this,
        )
        for row in live_sessions(unit.session, person.id, unit.now)
    ]


def _password_page(form: PasswordForm, status: int) -> ResponseReturnValue:
    has_expired = here().live.must_change_password
    return _page(
        "password.html", status, form=form, has_expired=has_expired, minimum=MINIMUM_PASSWORD
    )


def _app_page(unit: Unit, form: AppForm, secret: str, status: int) -> ResponseReturnValue:
    person = acting(unit)
    return _page(
        "authenticator.html",
        status,
        form=form,
        secret=grouped(secret).replace("-", " "),
        picture=qr_picture(app_address(secret, person.email, ISSUER)),
        has_one=person.totp_secret_cipher is not None,
    )


def _page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    return no_store(make_response(render_template(f"accounts/{template}", **context), status))
