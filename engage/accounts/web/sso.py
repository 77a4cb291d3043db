"""Signing in with IDIR: to the provider, back from it, and out there as well.

Links and redirects only, no posts: the pages' policy lets forms go to this site alone, and
Chromium holds a redirect after a form to that too. What makes the way back safe is the state in
this browser's own session, used once. The addresses of this room are clean but for the answer,
whose code is worth nothing any more when its page shows; it sends no referrer all the same.
"""

import hmac
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from flask import Response, flash, make_response, redirect, render_template, request, session
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from engage.accounts.gateway import Client, Provider
from engage.accounts.rules import staff_path
from engage.accounts.service.sso import attempt_of, connect, enter, new_state, spend
from engage.accounts.sso_rules import (
    ATTEMPT_LIFE,
    Expected,
    Identity,
    SsoFailed,
    Trouble,
    identity_of,
)
from engage.accounts.sso_words import page_of
from engage.accounts.web.browser import adopt_session, blueprint, signed_in
from engage.accounts.web.confirming import confirmed
from engage.accounts.wording import browser_words
from engage.core.errors import NotFound
from engage.core.settings import LocalSignIn
from engage.core.sso_settings import OidcSettings
from engage.web.access import public, staff
from engage.web.transaction import EngageFlask, engage_app, no_store, request_now

log = logging.getLogger("engage.accounts.sso")

FIRST_PAGE: Final = "/staff/"
ANSWER: Final = "/staff/sign-in/sso/answer"
SIGNED_OUT: Final = "/staff/signed-out"
ACCOUNT: Final = "/staff/account"
CONNECT: Final = "/staff/account/idir"
PENDING: Final = "sso"
MOST_PENDING: Final = 3  # tabs that were all sent to the sign-in page
PROVIDER: Final = "engage.sso_provider"


class Aim(StrEnum):
    """Why the browser goes to the provider."""

    ENTER = "enter"
    AGAIN = "again"
    CONNECT = "connect"


@dataclass(frozen=True)
class Begun:
    """One attempt as the browser's session keeps it (signed, like all of the session)."""

    state: str
    at: datetime
    wanted: str
    aim: Aim

    @property
    def again(self) -> bool:
        """Whether the provider has to ask, even whom it still knows."""
        return self.aim is not Aim.ENTER


@blueprint.record
def _prepare(setup: BlueprintSetupState) -> None:
    """One provider for the whole process, so that it is described to us once an hour."""
    app = setup.app
    if isinstance(app, EngageFlask):
        settings = app.units.settings
        app.jinja_env.globals["offers_sso"] = settings.oidc is not None
        app.jinja_env.globals["local_for_emergencies"] = (
            settings.local_sign_in is LocalSignIn.BREAK_GLASS
        )
        if settings.oidc is not None:
            app.extensions[PROVIDER] = Provider(
                Client(
                    issuer=settings.oidc.issuer,
                    client_id=settings.oidc.client_id,
                    client_secret=settings.oidc.client_secret,
                    redirect_uri=settings.base_url + ANSWER,
                )
            )


@blueprint.get("/staff/sign-in/sso")
@public
def begin_sso() -> ResponseReturnValue:
    """`again`: to prove once more to be there, before something sensitive."""
    _oidc()
    aim = Aim.AGAIN if "again" in request.args else Aim.ENTER
    wanted = staff_path(request.args.get("next")) or FIRST_PAGE
    if signed_in() and aim is Aim.ENTER:
        return redirect(wanted)
    try:
        return no_store(make_response(redirect(_way_there(wanted, aim))))
    except SsoFailed as failure:
        return _problem(failure.trouble)


@blueprint.get(CONNECT)
@staff()
@confirmed
def connect_page() -> ResponseReturnValue:
    """For who has an account here and wants to come in by IDIR from now on."""
    _oidc()
    return _connect_page("")


@blueprint.post(CONNECT)
@staff()
@confirmed
def connect_sent() -> ResponseReturnValue:
    """A post with its token, or another site could join this account with another's IDIR; and a
    link after it, as forms may not lead elsewhere."""
    _oidc()
    try:
        return _connect_page(_way_there(ACCOUNT, Aim.CONNECT))
    except SsoFailed as failure:
        return _problem(failure.trouble)


@blueprint.get(ANSWER)
@public
def sso_answer() -> ResponseReturnValue:
    oidc = _oidc()
    try:
        begun = _take(request.args.get("state", ""))
        identity = _identity(oidc, begun)
        return _arrived(begun, identity)
    except SsoFailed as failure:
        return _problem(failure.trouble)


@blueprint.get(SIGNED_OUT)
@public
def signed_out() -> ResponseReturnValue:
    """After a session that began with IDIR: only the provider can end the one over there."""
    return no_store(make_response(render_template("accounts/signed_out.html")))


@blueprint.get("/staff/sign-out/sso")
@public
def sign_out_there() -> ResponseReturnValue:
    """To the provider's own page for signing out, which leads back to our sign-in page."""
    _oidc()
    back = f"{engage_app().units.settings.base_url}/staff/sign-in"
    try:
        url = _provider().end_session_url(back)
    except SsoFailed as failure:
        return _problem(failure.trouble)
    return no_store(make_response(redirect(url or "/staff/sign-in")))


def _way_there(wanted: str, aim: Aim) -> str:
    """Where the provider signs people in, for one attempt that this browser remembers."""
    attempt = attempt_of(engage_app().units.settings, new_state())
    begun = Begun(attempt.state, request_now(), wanted, aim)
    url = _provider().authorization_url(
        state=attempt.state, nonce=attempt.nonce, verifier=attempt.verifier, again=begun.again
    )
    _remember(begun)
    return url


def _arrived(begun: Begun, identity: Identity) -> ResponseReturnValue:
    units, user = engage_app().units, signed_in()
    if begun.aim is Aim.CONNECT:
        if user is None:
            raise SsoFailed(Trouble.NOT_BEGUN_HERE)
        connect(units, user.actor, identity, request_now())
        flash("Your account is connected. You can sign in with IDIR from now on.", "success")
        return _unreferred(redirect(begun.wanted, 303))
    entered = enter(
        units,
        identity,
        request_now(),
        browser=browser_words(request.headers.get("User-Agent", "")),
        before=user.token if user else None,
    )
    adopt_session(entered.token, entered.live)
    return _unreferred(redirect(begun.wanted, 303))


def _connect_page(there: str) -> ResponseReturnValue:
    return no_store(make_response(render_template("accounts/connect.html", there=there)))


def _identity(oidc: OidcSettings, begun: Begun) -> Identity:
    """What the provider says, asked with no transaction open."""
    units, now = engage_app().units, request_now()
    attempt = attempt_of(units.settings, begun.state)
    spend(units, begun.state, now)
    error, code = request.args.get("error"), request.args.get("code", "")
    if error is not None:
        stopped = error == "access_denied"
        raise SsoFailed(Trouble.STOPPED if stopped else Trouble.REFUSED_THERE)
    if not code:
        raise SsoFailed(Trouble.WITHOUT_CODE)
    provider = _provider()
    provider.refuse_other_issuer(request.args.get("iss"))
    claims = provider.claims(code, attempt.verifier)
    asked_after = begun.at if begun.again else None
    expected = Expected(oidc.issuer, oidc.client_id, attempt.nonce, asked_after)
    return identity_of(claims, expected, now)


def _problem(trouble: Trouble) -> ResponseReturnValue:
    """A page of its own and a word in the log: nothing of the provider's answer is in either."""
    log.warning("sso trouble=%s", trouble.value)
    page = page_of(trouble)
    html = render_template("accounts/sso_problem.html", page=page)
    return _unreferred(make_response(html, page.status))


def _unreferred(response: Any) -> Response:
    answer: Response = no_store(make_response(response))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _oidc() -> OidcSettings:
    oidc = engage_app().units.settings.oidc
    if oidc is None:
        raise NotFound("There is no page at this address.")
    return oidc


def _provider() -> Provider:
    provider: Provider = engage_app().extensions[PROVIDER]
    return provider


def _pending() -> list[Begun]:
    """The attempts of this browser that could still be answered."""
    kept, now = [], request_now()
    for state, at, wanted, aim in session.get(PENDING, []):
        begun = Begun(state, datetime.fromtimestamp(at, UTC), wanted, Aim(aim))
        if begun.at <= now < begun.at + ATTEMPT_LIFE:
            kept.append(begun)
    return kept


def _keep(attempts: list[Begun]) -> None:
    session.pop(PENDING, None)
    if attempts:
        session[PENDING] = [
            [each.state, int(each.at.timestamp()), each.wanted, each.aim.value] for each in attempts
        ]


def _remember(begun: Begun) -> None:
    _keep([*_pending(), begun][-MOST_PENDING:])


def _take(state: str) -> Begun:
    """The attempt that this answer belongs to, which is then no longer pending."""
    pending = _pending()
    for each in pending:
        if hmac.compare_digest(each.state.encode(), state.encode(errors="replace")):
            _keep([other for other in pending if other is not each])
            return each
    raise SsoFailed(Trouble.NOT_BEGUN_HERE)
