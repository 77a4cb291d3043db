"""The page that asks again who is there, and the rule that puts it before what is sensitive.

Put `@confirmed` under `@staff(...)`:

    @blueprint.post("/staff/people/<number:person_id>/roles")
    @staff(Role.ADMINISTRATOR)
    @confirmed
    def roles_sent(person_id: int) -> ResponseReturnValue: ...

Who proved to be there within the last 15 minutes does not notice. Otherwise a GET leads to the
page and back; a POST changes nothing, shows the page, and leads back to where its form stands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app, flash, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from engage.accounts.authenticators import site_of
from engage.accounts.forms.signing_in import ConfirmForm
from engage.accounts.queries import passkeys_of, recovery_codes_left
from engage.accounts.rules import SignInMethod, is_confirmed, staff_path
from engage.accounts.service import ConfirmOutcome, confirm_by_code, end_session
from engage.accounts.service.confirming import acting
from engage.accounts.service.second_factor import left_words
from engage.accounts.web.browser import (
    SignedIn,
    blueprint,
    follow_session,
    open_while_expired,
    signed_in,
)
from engage.core.errors import NotAllowed
from engage.web.access import staff
from engage.web.transaction import (
    READING_METHODS,
    current_unit,
    engage_app,
    no_store,
    request_now,
)

FIRST_PAGE = "/staff/"
CONFIRM = "/staff/confirm"


@dataclass(frozen=True)
class Ways:
    """How this person can show to be there, besides a whole new sign-in."""

    code: bool
    passkey: bool
    sso: bool


def confirmed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Only for who proved lately to be there; see above."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        user = here()
        if is_confirmed(user.live.confirmed_at, request_now()):
            return view(*args, **kwargs)
        if request.method in READING_METHODS:
            wanted = request.full_path.rstrip("?")
            return redirect(f"{CONFIRM}?next={quote(wanted, safe='/')}")
        return confirm_page(ConfirmForm(formdata=None), 403, wanted=_page_of_form(), was_sent=True)

    guarded.__dict__["engage_confirmed"] = True
    return guarded


@blueprint.get(CONFIRM)
@staff()
@open_while_expired
def confirm_form() -> ResponseReturnValue:
    return confirm_page(ConfirmForm(formdata=None), 200, wanted=wanted_page())


@blueprint.post(CONFIRM)
@staff()
@open_while_expired
def confirm_sent() -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return confirm_page(form, 422, wanted=wanted_page())
    unit, code = current_unit(), form.code.data or ""
    outcome = confirm_by_code(unit, here().token, code, request.remote_addr or "")
    return conclude(form, outcome)


@blueprint.post(f"{CONFIRM}/again")
@staff()
@open_while_expired
def sign_in_again() -> ResponseReturnValue:
    """For who has no second factor here (the identity provider keeps it): a whole new sign-in."""
    end_session(current_unit(), here().token)
    session.clear()
    return redirect(f"/staff/sign-in?next={quote(wanted_page(), safe='/')}", 303)


def conclude(form: ConfirmForm, outcome: ConfirmOutcome) -> ResponseReturnValue:
    """Back to where the person came from, under the session's new id; or the page once more."""
    if outcome.token is None:
        if outcome.refusal:
            form.show_fault(outcome.refusal)
        form.code.data = ""
        return confirm_page(form, 429 if outcome.must_wait else 422, wanted=wanted_page())
    follow_session(outcome.token)
    if outcome.by_recovery_code:
        unit = current_unit()
        flash(left_words(recovery_codes_left(unit.session, unit.actor.person_id or 0)), "warning")
    return redirect(wanted_page(), 303)


def confirm_page(
    form: ConfirmForm, status: int, *, wanted: str, was_sent: bool = False
) -> ResponseReturnValue:
    html = render_template(
        "accounts/confirm.html", form=form, wanted=wanted, was_sent=was_sent, ways=_ways()
    )
    return no_store(make_response(html, status))


def _ways() -> Ways:
    unit, settings = current_unit(), engage_app().units.settings
    person = acting(unit)
    has_passkeys = bool(passkeys_of(unit.session, person.id))
    return Ways(
        code=person.totp_secret_cipher is not None
        or recovery_codes_left(unit.session, person.id) > 0,
        passkey=has_passkeys and site_of(settings.base_url) is not None,
        sso=settings.oidc is not None and here().live.method == SignInMethod.SSO,
    )


def wanted_page() -> str:
    return staff_path(request.args.get("next")) or FIRST_PAGE


def here() -> SignedIn:
    """The signed-in browser; the access check has let nobody else in."""
    user = signed_in()
    if user is None:
        raise NotAllowed("This page needs a signed-in person.")
    return user


def _page_of_form() -> str:
    """Where the form stands that was sent: at its own address, or at the page it came from."""
    adapter = current_app.create_url_adapter(request)
    if adapter is not None and "GET" in adapter.allowed_methods():
        return staff_path(request.path) or FIRST_PAGE
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return FIRST_PAGE
    return staff_path(came_from._replace(scheme="", netloc="", fragment="").geturl()) or FIRST_PAGE
