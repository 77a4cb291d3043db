"""The queue: parts and filters at the left, what waits, and the item with the decision on it.

It works by plain forms; scripts add keys, live claims and marking by mouse. After a decision the
next item of the same list is shown and has the focus. What is opened is claimed in a short writing
transaction of its own, so that reading never waits for the write lock of others.
"""

from dataclasses import replace
from typing import Any, Final

from flask.typing import ResponseReturnValue

from engage.comments.queries import cursor_in_address
from engage.comments.rules import Channel, Hold
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.moderation.clock import response_clock
from engage.moderation.intake import state as intake_state
from engage.moderation.models import Decision
from engage.moderation.parts import barred_words
from engage.moderation.queries.beside import flag_counts, readers_of
from engage.moderation.queries.campaigns import CampaignLine, campaigns_waiting
from engage.moderation.queries.comments import Row
from engage.moderation.queries.decisions import has_decided_since
from engage.moderation.queries.preferences import keys_of
from engage.moderation.queries.tallies import (
    MANY,
    barred_by_partition,
    waiting_by_engagement,
    waiting_by_partition,
)
from engage.moderation.queries.waiting import rows_by_number, waiting_numbers
from engage.moderation.rules import MODERATING_ROLES, UNDO_PERIOD
from engage.moderation.service import undoable
from engage.moderation.service.claims import ClaimState, open_claim
from engage.moderation.web.addresses import LANGUAGES, SINGLE, Asked, asked_list
from engage.moderation.web.blueprint import asked_number, blueprint, page
from engage.moderation.web.item import Shown, empty_form, item_context, shown_item, words
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app

PAGE: Final = 25
LANGUAGE_WORDS: Final = {"en": "English", "fr": "French"}
AGE_WORDS: Final = {"overdue": "Overdue", "today": "From today", "week": "From this week"}


@blueprint.get("/staff/queue")
@staff(*MODERATING_ROLES)
def queue() -> ResponseReturnValue:
    unit = current_unit()
    asked = asked_list(unit)
    found = waiting_numbers(
        unit.session,
        within=unit.actor.ministries(MODERATING_ROLES),
        limit=PAGE + 1,
        after=asked.after,
        filters=asked.filters,
    )
    rows = rows_by_number(unit.session, found[:PAGE])
    numbers = [row.id for row in rows]
    readers = readers_of(unit.session, numbers, unit.now, but=unit.actor.person_id)
    shown = _right_side(unit, rows, readers)
    last = rows[-1].waits_at if rows and len(found) > PAGE else None
    form = empty_form(shown.item) if shown else None
    action = asked.action(".decide_on", comment_id=shown.item.row.id) if shown else ""
    return page(
        "queue.html",
        asked=asked,
        rows=rows,
        readers=readers,
        flagged=flag_counts(unit.session, numbers),
        overdue_until=response_clock(unit.settings).overdue_before(unit.now),
        campaigns=_campaigns(unit, asked),
        next_href=asked.href(after=cursor_in_address(last)) if last else "",
        first_href=asked.href(after=None) if asked.after else "",
        **item_context(shown, form, action) | {"is_focused": asked_number("item") is not None},
        **sides(unit, asked),
    )


def sides(unit: Unit, asked: Asked) -> dict[str, Any]:
    """The parts with their counts, the filters, the keys, and what can be undone."""
    within = unit.actor.ministries(MODERATING_ROLES)
    engagement_id = asked.filters.engagement_id
    parts = waiting_by_partition(unit.session, within=within, engagement_id=engagement_id)
    conflicts = asked.filters.without
    return {
        "parts": parts,
        "barred": _barred_words(
            barred_by_partition(
                unit.session, conflicts, within=within, engagement_id=engagement_id
            ),
            asked.part,
        ),
        "waiting": sum(parts.values()) if asked.part is None else parts[asked.part],
        "tallies": waiting_by_engagement(
            unit.session, within=within, hold=asked.part, but=conflicts.engagements
        ),
        "channels": tuple(Channel),
        "languages": {language: LANGUAGE_WORDS[language] for language in LANGUAGES},
        "ages": AGE_WORDS,
        "single": SINGLE,
        "troubles": intake_state(unit).words,
        "keys": keys_of(unit.session, unit.actor.person_id),
        "undo": _undoable(unit),
        **words(),
    }


def _barred_words(barred: dict[Hold, int], part: Hold | None) -> str:
    """Of the part that is shown; '' where nothing of it is barred."""
    count = sum(barred.values()) if part is None else barred[part]
    return barred_words(count, MANY) if count else ""


def _undoable(unit: Unit) -> Decision | None:
    """Most pages are shown to somebody who decided nothing lately: that is asked first."""
    since = unit.now - UNDO_PERIOD
    if not has_decided_since(unit.session, unit.actor.person_id, since):
        return None
    return undoable(unit)


def _campaigns(unit: Unit, asked: Asked) -> list[CampaignLine]:
    if asked.part is not Hold.CAMPAIGN:
        return []
    return campaigns_waiting(
        unit.session,
        within=unit.actor.ministries(MODERATING_ROLES),
        engagement_id=asked.filters.engagement_id,
        without=asked.filters.without,
    )


def claimed(unit: Unit, comment_id: int) -> ClaimState | None:
    """Claims what a page shows, beside the transaction that reads it."""
    with engage_app().units.passing(unit.actor, now=unit.now) as writing:
        return open_claim(writing, comment_id)


def opened(unit: Unit, comment_id: int) -> Shown:
    """The item, claimed where its reader may decide on it."""
    shown = shown_item(unit, comment_id)
    if not shown.may_decide:
        return shown
    return replace(shown, claim=claimed(unit, comment_id))


def _right_side(unit: Unit, rows: list[Row], readers: dict[int, str]) -> Shown | None:
    """The item that was asked for; else, or when it waits no longer, the first of the list that
    nobody else reads at the moment."""
    asked = asked_number("item")
    if asked is not None:
        try:
            shown = opened(unit, asked)
        except NotFound:
            shown = None
        if shown and shown.item.row.waiting_since is not None:
            return shown
    free = [row for row in rows if row.id not in readers] or rows
    return opened(unit, free[0].id) if free else None


def next_href(unit: Unit, asked: Asked, done: Row) -> str:
    """The same list with the item after the one just decided; at its end, from its start."""
    place = done.waits_at
    following = (
        waiting_numbers(
            unit.session,
            within=unit.actor.ministries(MODERATING_ROLES),
            limit=PAGE,
            after=place,
            filters=asked.filters,
        )
        if place
        else []
    )
    readers = readers_of(unit.session, following, unit.now, but=unit.actor.person_id)
    free = [number for number in following if number not in readers] or following
    return asked.href(item=free[0] if free else None)
