"""Deny by default: a view without a declared access does not answer.

Every view says `@public` or `@staff(Role...)`. The check runs before each request, so a view
that forgets it is refused rather than open, and a guard test names it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest

from engage.core.errors import NotAllowed, NotFound
from engage.core.permissions import Actor, Role
from engage.web.transaction import READING_METHODS, EngageFlask

View = TypeVar("View", bound=Callable[..., Any])
ActorLoader = Callable[[], Actor | None]

csrf = CSRFProtect()


@dataclass(frozen=True)
class Access:
    """Who may call a view; no roles on a staff view means any signed-in person."""

    is_staff: bool
    roles: tuple[Role, ...] = ()


def public(view: View) -> View:
    """Anyone may call this view; it never opens the session."""
    view.__dict__["engage_access"] = Access(is_staff=False)
    return view


def staff(*roles: Role) -> Callable[[View], View]:
    """Signed-in persons with one of these roles (none named: any of them)."""

    def mark(view: View) -> View:
        view.__dict__["engage_access"] = Access(is_staff=True, roles=roles)
        return view

    return mark


def from_anywhere(view: View) -> View:
    """A public view whose posts may come from any page: the token in its path is the right to act,
    as for the one click by which a mail program ends a subscription (RFC 8058)."""
    view.__dict__["engage_from_anywhere"] = True
    return view


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """A staff view to which files are sent: its body may be larger than a form's.

    Only for who may call it at all: the limit is raised after the roles were looked at.
    """

    def mark(view: View) -> View:
        view.__dict__["engage_most_bytes"] = most_bytes
        return view

    return mark


def most_bytes_here(app: EngageFlask) -> int:
    """How large a body with files may be that this request sends; 0 where none is sent."""
    view = app.view_functions.get(request.endpoint or "")
    return getattr(view, "engage_most_bytes", 0)


def asked_by_itself(view: View) -> View:
    """A view that open pages ask without anybody doing anything: it keeps no session alive."""
    view.__dict__["engage_by_itself"] = True
    return view


def is_asked_by_itself(app: EngageFlask) -> bool:
    """Whether this request came from a page and not from a person."""
    view = app.view_functions.get(request.endpoint or "")
    return getattr(view, "engage_by_itself", False)


def access_of(view: Callable[..., Any]) -> Access | None:
    return getattr(view, "engage_access", None)


def init_access(app: EngageFlask) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(lambda: check_access(app))


def check_access(app: EngageFlask) -> ResponseReturnValue | None:
    """Before every request: is this view open to this caller, and does the call come from us?"""
    if not request.query_string.isascii():
        # Addresses are ASCII; a server that lets raw bytes through leaves them for us to refuse.
        raise BadRequest
    if "\0" in request.path:
        # No name holds one, and PostgreSQL does not even take the question.
        raise NotFound("There is no page at this address.")
    if request.endpoint is None:
        return None
    access = access_of(app.view_functions[request.endpoint])
    if access is None:
        raise NotAllowed("This page is not open.")
    if not access.is_staff:
        is_open = getattr(app.view_functions[request.endpoint], "engage_from_anywhere", False)
        if request.method not in READING_METHODS and not is_open:
            refuse_cross_site(app)
        return None
    return _check_staff(app, access)


def _check_staff(app: EngageFlask, access: Access) -> ResponseReturnValue | None:
    loader: ActorLoader = app.extensions["engage.actor_loader"]
    actor = loader()
    if actor is None:
        wanted = request.full_path.rstrip("?") if request.method in READING_METHODS else "/staff/"
        return redirect(f"/staff/sign-in?next={quote(wanted, safe='/')}")
    g.actor = actor
    if access.roles and not any(grant.role in access.roles for grant in actor.grants):
        raise NotAllowed("This page needs another role.")
    if request.method not in READING_METHODS:
        refuse_cross_site(app)
        if most_bytes := most_bytes_here(app):
            request.max_content_length = most_bytes
        csrf.protect()
    return None


def refuse_cross_site(app: EngageFlask) -> None:
    """Refuses a post that a browser says comes from another site (public forms have no cookie).

    Programs that send neither header pass: they have no citizen's browser to misuse.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise NotAllowed("This form was sent from another site.")
    origin = request.headers.get("Origin")
    if origin is None:
        return
    settings = app.units.settings
    allowed = {_origin(settings.base_url)}
    if not settings.is_production:
        allowed.add(_origin(request.host_url))
    if _origin(origin) not in allowed - {""}:
        raise NotAllowed("This form was sent from another site.")


def _origin(url: str) -> str:
    """Scheme and host; '' for what is no address, which no origin of ours ever is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()
