"""Time-based codes (RFC 6238): which step a typed code belongs to."""

import hmac
from datetime import datetime
from typing import Final

import pyotp

from engage.accounts.rules import TOTP_DIGITS, TOTP_PERIOD, plain_code, totp_steps

# Checked against when there is no secret, so that the work is the same.
NOBODYS_SECRET: Final = "A" * 32


def new_secret() -> str:
    """160 random bits in base 32, as authenticator apps take them."""
    return pyotp.random_base32()


def app_address(secret: str, account: str, issuer: str) -> str:
    """What the square picture says to an authenticator app (`otpauth://`)."""
    totp = pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD)
    return totp.provisioning_uri(name=account, issuer_name=issuer)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The newest step in the window whose code was typed; None when there is none."""
    typed = plain_code(code).encode()
    totp = pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD)
    matched = [
        step
        for step in totp_steps(now)
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed)
    ]
    return matched[0] if matched else None
