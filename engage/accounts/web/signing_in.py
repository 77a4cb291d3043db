"""The pages of signing in and out."""

from flask import flash, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from engage.accounts.forms.signing_in import SignInForm
from engage.accounts.queries import recovery_codes_left
from engage.accounts.rules import SignInMethod, staff_path
from engage.accounts.service import Attempt, SignInOutcome, end_session, sign_in
from engage.accounts.service.second_factor import left_words
from engage.accounts.web.browser import blueprint, open_while_expired, renew_session, signed_in
from engage.accounts.wording import browser_words
from engage.web.access import public, staff
from engage.web.transaction import current_unit, engage_app, no_store, request_now

FIRST_PAGE = "/staff/"


@blueprint.get("/staff/sign-in")
@public
def sign_in_form() -> ResponseReturnValue:
    if signed_in():
        return redirect(wanted_page())
    return sign_in_page(SignInForm(), 200)


@blueprint.post("/staff/sign-in")
@public
def sign_in_sent() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return sign_in_page(form, 422)
    outcome = sign_in(engage_app().units, _attempt(form), request_now())
    if outcome.token is None:
        return _refusal(form, outcome)
    renew_session(outcome.token)
    if outcome.method is SignInMethod.RECOVERY:
        _say_how_many_are_left()
    return redirect(wanted_page(), 303)


@blueprint.post("/staff/sign-out")
@staff()
@open_while_expired
def sign_out() -> ResponseReturnValue:
    user = signed_in()
    if user:
        end_session(current_unit(), user.token)
    session.clear()
    began_there = user is not None and user.live.method == SignInMethod.SSO
    return redirect("/staff/signed-out" if began_there else "/staff/sign-in", 303)


def _say_how_many_are_left() -> None:
    user = signed_in()
    if user is not None:
        left = recovery_codes_left(current_unit().session, user.actor.person_id or 0)
        flash(left_words(left), "warning")


def _attempt(form: SignInForm) -> Attempt:
    return Attempt(
        email=form.email.data or "",
        password=form.password.data or "",
        code=form.code.data or "",
        address=request.remote_addr or "",
        browser=browser_words(request.headers.get("User-Agent", "")),
    )


def _refusal(form: SignInForm, outcome: SignInOutcome) -> ResponseReturnValue:
    if outcome.refusal:
        form.form_errors.append(outcome.refusal.message)
    # Like the password: by the time the form is sent again, another code is due.
    form.code.data = ""
    return sign_in_page(form, 429 if outcome.must_wait else 422)


def sign_in_page(form: SignInForm, status: int) -> ResponseReturnValue:
    html = render_template("accounts/sign_in.html", form=form, wanted=wanted_page())
    return no_store(make_response(html, status))


def wanted_page() -> str:
    return staff_path(request.args.get("next")) or FIRST_PAGE
