"""The page behind a link: join, or set password and app anew.

Every link that does not work gets one and the same answer, whatever the cause. Looking changes
nothing; a second click on the form is led to the sign-in page, as the first one joined.
"""

import secrets
from typing import Final

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.forms.joining import JoinForm
from engage.accounts.passwords import Busy, Made
from engage.accounts.rules import MINIMUM_PASSWORD, grouped
from engage.accounts.service.joining import (
    Joined,
    Opened,
    join,
    opened,
    refuse_wrong_code,
    was_joined_with,
)
from engage.accounts.service.secrets import prepare_password
from engage.accounts.service.signing_in import BUSY
from engage.accounts.totp import app_address
from engage.accounts.web.account import ISSUER
from engage.accounts.web.browser import blueprint, renew_session
from engage.accounts.web.qr import qr_picture
from engage.accounts.wording import browser_words
from engage.core.errors import NotFound, Refused
from engage.core.permissions import CITIZEN
from engage.web.access import public
from engage.web.transaction import current_unit, engage_app, no_store, request_now

PATH: Final = "/staff/join/<token>"
JOINED_ALREADY: Final = "You have done this already. Sign in with your password and a new code."


@blueprint.get(PATH)
@public
def join_form(token: str) -> ResponseReturnValue:
    found = opened(current_unit(), token)
    if found is None:
        return _no_link()
    return _page(JoinForm(formdata=None, nonce=secrets.token_urlsafe(16)), found, 200)


@blueprint.post(PATH)
@public
def join_sent(token: str) -> ResponseReturnValue:
    form = JoinForm()
    nonce = form.nonce.data or ""
    # In a unit of its own: hashing takes its time, and the request's would keep others waiting.
    with engage_app().units.reading(CITIZEN) as unit:
        found = opened(unit, token)
        is_repeated = found is None and was_joined_with(unit, token, nonce)
    if found is None:
        return _led_on() if is_repeated else _no_link()
    made = _made(form, found)
    if made is None:
        return _page(form, found, 429 if BUSY in form.form_errors else 422)
    return _conclude(form, found, made, token)


def _conclude(form: JoinForm, found: Opened, made: Made, token: str) -> ResponseReturnValue:
    unit, nonce = current_unit(), form.nonce.data or ""
    try:
        with unit.attempt():
            joined = join(
                unit, found.invitation_id, made, form.code.data or "",
                nonce=nonce, browser=browser_words(request.headers.get("User-Agent", "")),
            )  # fmt: skip
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(form, found, 422)
    except NotFound:
        # The first of two clicks was quicker; or the link was taken back at this very moment.
        return _led_on() if was_joined_with(unit, token, nonce) else _no_link()
    renew_session(joined.token)
    return _joined(joined, found)


def _made(form: JoinForm, found: Opened) -> Made | None:
    """The hashed password, when everything about the form is right; else the form says what."""
    is_whole = form.validate()
    try:
        refuse_wrong_code(found, form.code.data or "", request_now())
    except Refused as refusal:
        if not form.code.errors:
            form.show_fault(refusal)
        is_whole = False
    if form.password.errors:
        return None
    try:
        made = prepare_password(found.salt, form.password.data or "", found.email, found.name)
    except Refused as refusal:
        form.show_fault(refusal)
        return None
    except Busy:
        form.form_errors.append(BUSY)
        return None
    return made if is_whole else None


def _joined(joined: Joined, found: Opened) -> ResponseReturnValue:
    html = render_template("accounts/joined.html", codes=joined.codes, sets_anew=found.sets_anew)
    return no_store(make_response(html))


def _page(form: JoinForm, found: Opened, status: int) -> ResponseReturnValue:
    address = app_address(found.secret, found.email, ISSUER)
    html = render_template(
        "accounts/join.html",
        form=form,
        found=found,
        address=address,
        picture=qr_picture(address),
        key=grouped(found.secret).replace("-", " "),
        minimum=MINIMUM_PASSWORD,
    )
    return no_store(make_response(html, status))


def _led_on() -> ResponseReturnValue:
    flash(JOINED_ALREADY)
    return redirect("/staff/sign-in", 303)


def _no_link() -> ResponseReturnValue:
    return no_store(make_response(render_template("accounts/no_link.html"), 404))
