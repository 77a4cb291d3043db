"""Security headers of every response. No page needs an inline script, an inline style, or
anything from another host, so the policy is `self` only and needs no nonce.

Two kinds of public answers are made for other sites, and their views say so: `shared` ones may be
read by scripts of any page (they are the same for everybody: no cookie, no session), `embeddable`
ones may stand in a frame of any page. Everything under `/api/` is shared, its errors too. Files of
the theme may be loaded by such a card, which a sandbox makes a stranger to its own site.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Response, request

from engage.core.videos import PLAYER_SOURCE, has_player
from engage.web.transaction import READING_METHODS, EngageFlask

View = TypeVar("View", bound=Callable[..., Any])

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "worker-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
CARD_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
PLAYER_POLICY: Final = f"{CONTENT_SECURITY_POLICY}; frame-src {PLAYER_SOURCE}"
"""Of a page with a video that can play in it, once a person asks for that (R83)."""
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # `same-origin` rather than `no-referrer`: the latter makes browsers send `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FRAMED_HEADERS: Final = {
    "Content-Security-Policy": CARD_POLICY,
    # A page that is kept apart from others frames only what says that it loads nothing unasked.
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
SHARED_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT_HEADERS: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
SHARED_PATHS: Final = ("/api/", "/assets/")


def shared(view: View) -> View:
    """A public view whose answers scripts of any page may read, without credentials (CORS)."""
    view.__dict__["engage_shared"] = True
    return view


def embeddable(view: View) -> View:
    """A public page that may stand in a frame of any page: it has no form and acts on nothing."""
    view.__dict__["engage_embeddable"] = True
    return view


def init_headers(app: EngageFlask) -> None:
    secure = app.units.settings.is_secure

    def add_headers(response: Response) -> Response:
        view = app.view_functions.get(request.endpoint or "")
        if request.method in READING_METHODS and _is_shared(view):
            _share(response)
        if getattr(view, "engage_embeddable", False) and response.status_code < 400:
            response.headers.update(FRAMED_HEADERS)
        elif _shows_player(response):
            response.headers["Content-Security-Policy"] = PLAYER_POLICY
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "frame-ancestors *" in response.headers["Content-Security-Policy"]:
            del response.headers["X-Frame-Options"]
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        # Only what says that it may be kept is kept.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(add_headers)


def _is_shared(view: object) -> bool:
    return getattr(view, "engage_shared", False) or request.path.startswith(SHARED_PATHS)


def _shows_player(response: Response) -> bool:
    """What a page shows decides it, so that no view has to think of it."""
    if response.mimetype != "text/html" or response.is_streamed or response.direct_passthrough:
        return False
    return "Content-Security-Policy" not in response.headers and has_player(response.get_data())


def _share(response: Response) -> None:
    response.headers.update(SHARED_HEADERS)
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT_HEADERS)
