"""Asking a server over HTTP whether it is there yet."""

import http.client
import urllib.error
import urllib.request


def answers(url: str, *, any_status: bool = False) -> bool:
    """Whether the address answers, with 200 or at all."""
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return any_status
    except (OSError, http.client.HTTPException):
        return False
