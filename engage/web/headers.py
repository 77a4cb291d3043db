"""Security headers of every response. No page needs an inline script, an inline style, or
anything from another host, so the policy is `self` only and needs no nonce."""

from typing import Final

from flask import Response

from engage.web.transaction import EngageFlask

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


def init_headers(app: EngageFlask) -> None:
    secure = app.units.settings.is_secure

    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        # Only what says that it may be kept is kept.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(add_headers)
