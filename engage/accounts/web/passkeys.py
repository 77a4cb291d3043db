"""Passkeys: signing in with one, confirming with one, and the page on which they are kept.

A script (`js/passkeys.js`) fetches the options, asks the browser, fills two hidden fields and sends
the form as any other. Without the script the forms stay hidden and the other ways remain.
"""

from typing import Final

from flask import Response, flash, jsonify, make_response, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from engage.accounts.authenticators import site_of
from engage.accounts.forms.account import NewPasskeyForm, PasskeyAnswerForm
from engage.accounts.forms.signing_in import EXPIRED, ConfirmForm, SignInForm
from engage.accounts.queries import passkeys_of
from engage.accounts.rules import MAXIMUM_PASSKEYS
from engage.accounts.service.by_passkey import (
    ask_to_confirm,
    ask_to_sign_in,
    confirm_by_passkey,
    sign_in_by_passkey,
)
from engage.accounts.service.challenges import Answer, Asked, site
from engage.accounts.service.confirming import acting
from engage.accounts.service.passkeys import add_passkey, ask_to_add, remove_passkey
from engage.accounts.web.browser import blueprint, open_while_expired, renew_session
from engage.accounts.web.confirming import CONFIRM, conclude, confirm_page, confirmed, here
from engage.accounts.web.confirming import wanted_page as wanted_after_confirming
from engage.accounts.web.signing_in import sign_in_page, wanted_page
from engage.accounts.wording import browser_words
from engage.core.errors import Refused
from engage.core.tokens import BadToken
from engage.web.access import public, staff
from engage.web.transaction import EngageFlask, current_unit, no_store

PASSKEYS: Final = "/staff/account/passkeys"
SIGN_IN: Final = "/staff/sign-in/passkey"


@blueprint.record
def _prepare(setup: BlueprintSetupState) -> None:
    app = setup.app
    if isinstance(app, EngageFlask):
        offered = site_of(app.units.settings.base_url) is not None
        app.jinja_env.globals["offers_passkeys"] = offered


@blueprint.errorhandler(BadToken)
def token_refused(_error: BadToken) -> ResponseReturnValue:
    """One page for every token that is of another purpose, altered, too old or used."""
    html = render_template(
        "error.html",
        status=400,
        title="This page can no longer be used",
        message="It was open for too long, it was used already, or it was changed on its way.",
        advice="Go back to where you began and try once more.",
    )
    return no_store(make_response(html, 400))


@blueprint.get(f"{SIGN_IN}/options")
@public
def passkey_sign_in_options() -> ResponseReturnValue:
    return _json(ask_to_sign_in(current_unit()))


@blueprint.post(SIGN_IN)
@public
def passkey_sign_in_sent() -> ResponseReturnValue:
    answer, form = PasskeyAnswerForm(), SignInForm(formdata=None)
    if not answer.validate():
        form.form_errors.append(EXPIRED)
        return sign_in_page(form, 422)
    outcome = sign_in_by_passkey(current_unit(), _answer(answer))
    if outcome.token is None:
        if outcome.refusal:
            form.form_errors.append(outcome.refusal.message)
        return sign_in_page(form, 429 if outcome.must_wait else 422)
    renew_session(outcome.token)
    return redirect(wanted_page(), 303)


@blueprint.get(f"{CONFIRM}/passkey/options")
@staff()
@open_while_expired
def passkey_confirm_options() -> ResponseReturnValue:
    return _json(ask_to_confirm(current_unit()))


@blueprint.post(f"{CONFIRM}/passkey")
@staff()
@open_while_expired
def passkey_confirm_sent() -> ResponseReturnValue:
    answer, form = PasskeyAnswerForm(), ConfirmForm(formdata=None)
    if not answer.validate():
        form.form_errors.append(EXPIRED)
        return confirm_page(form, 422, wanted=wanted_after_confirming())
    return conclude(form, confirm_by_passkey(current_unit(), here().token, _answer(answer)))


@blueprint.get(PASSKEYS)
@staff()
@confirmed
def passkeys() -> ResponseReturnValue:
    return _page(NewPasskeyForm(formdata=None), 200)


@blueprint.get(f"{PASSKEYS}/options")
@staff()
@confirmed
def passkey_options() -> ResponseReturnValue:
    return _json(ask_to_add(current_unit()))


@blueprint.post(PASSKEYS)
@staff()
@confirmed
def passkey_sent() -> ResponseReturnValue:
    site(current_unit().settings)
    form = NewPasskeyForm()
    if not form.validate():
        return _page(form, 422)
    unit = current_unit()
    try:
        add_passkey(unit, form.name.data or "", _answer(form))
    except Refused as refusal:
        form.show_fault(refusal)
        return _page(form, 422)
    flash("The passkey is added. You can sign in with it alone.")
    return redirect(PASSKEYS, 303)


@blueprint.post(f"{PASSKEYS}/<number:passkey_id>/remove")
@staff()
@confirmed
def passkey_removed(passkey_id: int) -> ResponseReturnValue:
    remove_passkey(current_unit(), passkey_id)
    flash("The passkey is removed. Nobody can sign in with it any more.")
    return redirect(PASSKEYS, 303)


def _answer(form: PasskeyAnswerForm) -> Answer:
    return Answer(
        token=form.token.data or "",
        credential=form.credential.data or "",
        address=request.remote_addr or "",
        browser=browser_words(request.headers.get("User-Agent", "")),
    )


def _json(asked: Asked) -> Response:
    return no_store(jsonify(options=asked.options, token=asked.token))


def _page(form: NewPasskeyForm, status: int) -> ResponseReturnValue:
    unit = current_unit()
    # Of an answer that was refused nothing is kept: the next one needs another challenge.
    form.token.data = form.credential.data = ""
    html = render_template(
        "accounts/passkeys.html",
        form=form,
        passkeys=passkeys_of(unit.session, acting(unit).id),
        most=MAXIMUM_PASSKEYS,
    )
    return no_store(make_response(html, status))
