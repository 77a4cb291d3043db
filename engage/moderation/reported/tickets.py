"""The signed token of a report form: it stands in place of a session and names what was shown."""

from typing import Final

from engage.core.tokens import BadToken, signer
from engage.core.unit import Unit
from engage.moderation.reported.rules import FORM_LIFE

PURPOSE: Final = "report-form"


def issue_report_token(unit: Unit, comment_id: int, version: int) -> str:
    """A token bound to the text that is shown; it needs neither session nor cookie."""
    return signer(unit.settings, PURPOSE).sign(unit.now, c=comment_id, v=version)


def shown_version(unit: Unit, comment_id: int, token: str) -> int | None:
    """Which version the form showed; None for a token that is altered, too old or of another."""
    try:
        values = signer(unit.settings, PURPOSE).read(token, unit.now, FORM_LIFE)
        bound_to, version = int(values["c"]), int(values["v"])
    except (BadToken, KeyError, ValueError):
        return None
    return version if bound_to == comment_id else None
