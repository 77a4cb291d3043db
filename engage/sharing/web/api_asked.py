"""What stands in the address of a question: read strictly, and written again for the next page.

Whatever is no parameter of ours is left out. A parameter that cannot be understood is named in a
problem (400), and what was typed is never repeated.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlencode

from flask import request

from engage.comments.queries import PublicCursor, public_cursor_from_address
from engage.core.dates import from_local, iso
from engage.engagements.rules import Phase
from engage.sharing.api_lists import PUBLIC_PHASES, ListCursor, Range, Wanted, cursor_from
from engage.web.problems import BadParameter

USUAL: Final = 50
MOST: Final = 200
LONGEST_WORDS: Final = 200
EARLIEST: Final = 1970
NO_CURSOR: Final = "Take the cursor from the address in 'next'."
RANGES: Final = ("opens_from", "opens_before", "closes_from", "closes_before")


def limit() -> int:
    """How many a page shall have: 50 unless said otherwise, 200 at most."""
    text = request.args.get("limit", "")
    if not text:
        return USUAL
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= MOST:
        raise BadParameter("limit", f"Give a number from 1 to {MOST}.")
    return number


def cursor() -> str:
    return request.args.get("cursor", "")


def list_cursor() -> ListCursor | None:
    found = cursor_from(cursor())
    if cursor() and found is None:
        raise BadParameter("cursor", NO_CURSOR)
    return found


def comment_cursor() -> PublicCursor | None:
    found = public_cursor_from_address(cursor())
    if cursor() and found is None:
        raise BadParameter("cursor", NO_CURSOR)
    return found


def wanted(tz: str) -> Wanted:
    """The filters of the list; days are those of the province."""
    ends = {name: _moment(name, tz) for name in RANGES}
    return Wanted(
        phase=_phase(),
        ministry=_words("ministry"),
        region=_words("region"),
        topic_area=_words("topic_area"),
        opens=Range(ends["opens_from"], ends["opens_before"]),
        closes=Range(ends["closes_from"], ends["closes_before"]),
    )


def wanted_again(filters: Wanted) -> dict[str, str]:
    """The same filters for an address."""
    opens, closes = filters.opens, filters.closes
    instants = dict(zip(RANGES, (opens.start, opens.end, closes.start, closes.end), strict=True))
    said = {
        "status": filters.phase.value if filters.phase else "",
        "ministry": filters.ministry,
        "region": filters.region,
        "topic_area": filters.topic_area,
        **{name: iso(moment) if moment else "" for name, moment in instants.items()},
    }
    return {name: value for name, value in said.items() if value}


def next_address(base_url: str, path: str, query: Mapping[str, str], last: str) -> str:
    """Where the page after the cursor `last` is asked for."""
    asked = {**query, "cursor": last}
    if "limit" in request.args:
        asked["limit"] = str(limit())
    return f"{base_url.rstrip('/')}{path}?{urlencode(asked)}"


def _phase() -> Phase | None:
    text = request.args.get("status", "")
    if not text:
        return None
    if text not in {phase.value for phase in PUBLIC_PHASES}:
        known = ", ".join(phase.value for phase in PUBLIC_PHASES)
        raise BadParameter("status", f"Give one of {known}.")
    return Phase(text)


def _words(name: str) -> str:
    text = request.args.get(name, "")
    if len(text) > LONGEST_WORDS or not text.isprintable():
        raise BadParameter(name, f"Give up to {LONGEST_WORDS} printable characters.")
    return text.strip()


def _moment(name: str, tz: str) -> datetime | None:
    """A day ('2026-03-14', from its midnight in the province) or an instant with its offset."""
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        if len(text) == len("2026-03-14"):
            moment = from_local(date.fromisoformat(text), datetime.min.time(), tz)
        else:
            moment = datetime.fromisoformat(text)
        is_known = moment.tzinfo is not None and moment.year > EARLIEST
        found = moment.astimezone(UTC) if is_known else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise BadParameter(name, "Give a day as 2026-03-14, or an instant as 2026-03-14T23:00:00Z.")
    return found
