"""Who reads what: opened, renewed, taken over, given back, and asked for by open pages.

An open page asks every few seconds (`live`) and renews its claim now and then; leaving it gives the
claim back. Without scripts a claim runs out by itself, and the list shows those that are live.
"""

import re
from datetime import UTC, datetime
from typing import Any, Final

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from engage.core.dates import time_words
from engage.core.unit import Unit
from engage.governance.conduct.queries import conflicts_of
from engage.moderation.queries.beside import among, readers_of, still_waiting, waiting_no_longer
from engage.moderation.queries.tallies import waiting_by_partition
from engage.moderation.rules import MODERATING_ROLES
from engage.moderation.service.claims import ClaimState, claim, claimed_words, release
from engage.moderation.service.locking import what_happened
from engage.moderation.web.addresses import asked_list
from engage.moderation.web.blueprint import COMMENT, asked_number, blueprint
from engage.web.access import asked_by_itself, staff
from engage.web.transaction import current_unit, no_store

MOST: Final = 60
NUMBERS: Final = re.compile(r"[0-9]{1,9}(,[0-9]{1,9})*")
KEPT_OFF: Final = "A conflict of interest keeps you off this topic now. A colleague decides on it."
STAMP: Final = re.compile(r"[0-9]{1,17}")
MICROSECONDS: Final = 1_000_000


@blueprint.post(f"/staff/queue/{COMMENT}/claim")
@staff(*MODERATING_ROLES)
@asked_by_itself
def claim_it(comment_id: int) -> ResponseReturnValue:
    """Renews a claim (scripts), or takes one over (the button) and shows the comment again."""
    unit = current_unit()
    takes_over = request.form.get("takes_over") == "yes"
    state = claim(unit, comment_id, takes_over=takes_over)
    if takes_over:
        return redirect(asked_list(unit).href(item=comment_id), 303)
    return _json(_claim_words(unit, state))


@blueprint.post(f"/staff/queue/{COMMENT}/release")
@staff(*MODERATING_ROLES)
@asked_by_itself
def release_it(comment_id: int) -> ResponseReturnValue:
    """Gives back the claim that the page which is closing had made."""
    stamp = request.form.get("claimed_at", "")
    began = _moment(int(stamp)) if STAMP.fullmatch(stamp) else None
    release(current_unit(), comment_id, began)
    return "", 204


@blueprint.get("/staff/queue/live")
@staff(*MODERATING_ROLES)
@asked_by_itself
def live() -> ResponseReturnValue:
    """What has changed for an open page: who reads which of its comments, which of them wait no
    longer, how much waits, and how the open one stands."""
    unit = current_unit()
    numbers, item = _asked_numbers(), asked_number("item")
    wait = still_waiting(
        unit.session,
        {*numbers, *([item] if item else [])},
        within=unit.actor.ministries(MODERATING_ROLES),
    )
    conflicts = conflicts_of(unit.session, unit.actor.person_id)
    if conflicts:
        barred = among(unit.session, conflicts, wait)
        wait = {number: version for number, version in wait.items() if number not in barred}
    readers = readers_of(unit.session, list(wait), unit.now, but=unit.actor.person_id)
    parts = waiting_by_partition(unit.session, within=unit.actor.ministries(MODERATING_ROLES))
    return _json(
        {
            "readers": {str(number): name for number, name in readers.items()},
            "gone": [number for number in numbers if number not in wait],
            "parts": {part.value: count for part, count in parts.items()},
            "item": _item_words(unit, item, wait) if item else "",
            "version": wait.get(item, 0) if item else 0,
        }
    )


def stamp(state: ClaimState) -> int:
    """The instant of a claim as a number for the page, which gives it back when it closes."""
    whole = int(state.claimed_at.replace(microsecond=0).timestamp())
    return whole * MICROSECONDS + state.claimed_at.microsecond


blueprint.add_app_template_filter(stamp, "claim_stamp")


def _moment(number: int) -> datetime | None:
    try:
        whole = datetime.fromtimestamp(number // MICROSECONDS, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return whole.replace(microsecond=number % MICROSECONDS)


def _claim_words(unit: Unit, state: ClaimState | None) -> dict[str, Any]:
    if state is None:
        return {"mine": False, "words": ""}
    tz = unit.settings.time_zone
    if state.is_mine:
        return {"mine": True, "words": f"Yours until {time_words(state.expires_at, tz)}."}
    return {"mine": False, "words": claimed_words(state, tz)}


def _item_words(unit: Unit, number: int, wait: dict[int, int]) -> str:
    """Why the open comment waits no longer, or not for this reader; '' while it does, or for one
    of another ministry."""
    if number in wait:
        return ""
    if number in still_waiting(
        unit.session, {number}, within=unit.actor.ministries(MODERATING_ROLES)
    ):
        return KEPT_OFF
    comment = waiting_no_longer(
        unit.session, number, within=unit.actor.ministries(MODERATING_ROLES)
    )
    return what_happened(unit, comment) if comment else ""


def _asked_numbers() -> list[int]:
    given = request.args.get("ids", "")
    if not NUMBERS.fullmatch(given):
        return []
    return [int(number) for number in given.split(",")[:MOST]]


def _json(values: dict[str, Any]) -> ResponseReturnValue:
    return no_store(jsonify(values))
