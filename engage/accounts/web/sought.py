"""What administrators search for, out of sight: they type names, and addresses stand in histories.

The search is posted; the answer leads to an address that holds the words encrypted.
"""

import binascii
from typing import Final

from flask import request

from engage.core.crypto import Keyring, Undecryptable

CONTEXT: Final = "people-search"
LONGEST_QUERY: Final = 100
LONGEST_SEALED: Final = 1_000


def sealed_words(keyring: Keyring) -> str:
    """What was typed, as it may stand in an address; '' for nothing."""
    words = request.form.get("q", "").strip()[:LONGEST_QUERY]
    return keyring.encrypt(words, CONTEXT) if words else ""


def sought_words(keyring: Keyring) -> tuple[str, str]:
    """The words that the address asks for, and how they stand in it; '' for what is not ours."""
    sealed = request.args.get("find", "").strip()
    if not sealed or len(sealed) > LONGEST_SEALED:
        return "", ""
    try:
        return keyring.decrypt(sealed, CONTEXT), sealed
    except (Undecryptable, binascii.Error, ValueError):
        return "", ""
