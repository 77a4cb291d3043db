"""Whether a call that says it comes from our plugin does; pure.

The signature covers the moment and the body, so that neither can be changed, and an old call that
somebody kept is worth nothing after five minutes. What it says is "look now" and no more: a call
repeated within its time makes us look once more, which changes nothing.
"""

import hashlib
import hmac
import json
import re
from datetime import datetime
from typing import Final

MOST_BYTES: Final = 2048
VALID_SECONDS: Final = 300

_SIGNATURE: Final = re.compile(r"t=(?P<at>[0-9]{1,11}),v1=(?P<mac>[0-9a-f]{64})")


def signature(at: int, body: bytes, secret: str) -> str:
    """The header of a call at this Unix time."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


def is_ours(header: str, body: bytes, secret: str, now: datetime) -> bool:
    """Signed with the secret, within five minutes of `now` to either side."""
    found = _SIGNATURE.fullmatch(header)
    if found is None or not secret:
        return False
    at = int(found["at"])
    is_signed = hmac.compare_digest(signature(at, body, secret), f"t={at},v1={found['mac']}")
    return is_signed and abs(now.timestamp() - at) <= VALID_SECONDS


def event_of(body: bytes) -> str:
    """What it says has changed: 'comments', 'posts' or 'all'; whatever else it says means all."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return "all"
    event = said.get("event") if isinstance(said, dict) else None
    return event if event in ("comments", "posts") else "all"
