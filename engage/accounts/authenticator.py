"""What an authenticator app is shown: its address, the picture of it, and the key to type."""

import io
from typing import Final

import pyotp
import segno
from markupsafe import Markup

from engage.accounts.rules import TOTP_DIGITS, TOTP_PERIOD

ISSUER: Final = "Engage"
QUIET_ZONE: Final = 4


def app_address(secret: str, email: str) -> str:
    """`otpauth://...`, which a phone opens in its app, and which the picture holds."""
    totp = pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD)
    return totp.provisioning_uri(name=email, issuer_name=ISSUER)


def qr_picture(address: str) -> Markup:
    """Inline SVG, black on white whatever the page's colours are: apps need the contrast."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=5, border=QUIET_ZONE, dark="#000", light="#fff",
        xmldecl=False, svgns=True, omitsize=False, nl=False,
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # noqa: S704  drawn here, from ASCII of ours


def grouped_key(secret: str) -> str:
    """The key in fours, as people type it who cannot scan."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
