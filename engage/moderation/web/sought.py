"""What staff search for, out of sight: they type names, and addresses stand in histories and logs.

The form of the search is posted; the answer leads to an address that holds the words encrypted, so
that links, pages and going back work as ever. `q` in an address is read as it is, for whoever
writes one by hand.
"""

import binascii
from typing import Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.crypto import Keyring, Undecryptable
from engage.moderation.rules import MODERATING_ROLES
from engage.moderation.search import LONGEST_QUERY
from engage.moderation.web.blueprint import blueprint
from engage.web.access import staff
from engage.web.transaction import current_unit

CONTEXT: Final = "queue-search"
LONGEST_SEALED: Final = 2_000


@blueprint.post("/staff/queue/search")
@staff(*MODERATING_ROLES)
def search() -> ResponseReturnValue:
    """To the list of what was found, or to the whole list when nothing was typed."""
    words = request.form.get("q", "").strip()[:LONGEST_QUERY]
    is_decided = request.form.get("among") == "decided"
    values = {
        "find": current_unit().keyring.encrypt(words, CONTEXT) if words else "",
        "part": "all" if words and not is_decided else "",
        "engagement": request.form.get("engagement", ""),
        "view": request.form.get("view", ""),
    }
    kept = {name: value for name, value in values.items() if value}
    return redirect(url_for(".decided" if is_decided else ".queue", **kept), 303)  # type: ignore[arg-type]


def sought_words(keyring: Keyring) -> tuple[str, str]:
    """The words that the address asks for, and how they stand in addresses made from it."""
    sealed = request.args.get("find", "").strip()
    if sealed:
        words = _opened(keyring, sealed)
        return (words, sealed) if words else ("", "")
    words = request.args.get("q", "").strip()[:LONGEST_QUERY]
    return (words, keyring.encrypt(words, CONTEXT)) if words else ("", "")


def _opened(keyring: Keyring, sealed: str) -> str:
    """'' for what nobody sealed here."""
    if len(sealed) > LONGEST_SEALED:
        return ""
    try:
        return keyring.decrypt(sealed, CONTEXT)
    except (Undecryptable, binascii.Error, ValueError):
        return ""
