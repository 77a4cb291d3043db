"""How an answer in JSON leaves: kept as the pages are, or tagged so that nothing is read twice.

A path without a query goes through the page cache under its content version. An answer to a query
is kept by nobody, as queries can be varied without end; but its tag follows from the content
version, the clock's next change and the question, so that who has it already is told so before
anything else is read.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from flask import Response, request

from engage.core.dates import next_midnight
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.elections.queries import next_election_change
from engage.sharing.api_values import Json
from engage.sharing.openapi import document
from engage.site.cache import KEEP, Keep
from engage.site.queries import LONGEST_KEPT

JSON: Final = "application/json"
ASK_EACH_TIME: Final = "public, max-age=0, must-revalidate"


@dataclass(frozen=True)
class Ground:
    """What an answer rests on: a scope's content version, read before the content, and the instant
    at which the clock changes it."""

    scope: str
    version: int
    until: datetime


def ground_of(
    unit: Unit, scope: str, version: int, changes: Iterable[datetime | None] = ()
) -> Ground:
    """`changes`: when the phase of something that is told differs."""
    midnight = next_midnight(unit.now, unit.settings.time_zone)
    election = next_election_change(unit.session, unit.now)
    ends = [change for change in (*changes, election, midnight) if change is not None]
    return Ground(scope, version, min(ends))


def of_engagement(unit: Unit, found: Engagement, version: int) -> Ground:
    return ground_of(unit, found.scope, version, [found.timing.next_change(unit.now)])


def answer(
    unit: Unit, ground: Ground, made: Callable[[], Json], *, is_kept: bool = True
) -> Response:
    """`made` is asked only when the caller does not have this very answer already."""
    if is_kept and not request.query_string:
        response = _as_json(made())
        until = min(ground.until, unit.now + LONGEST_KEPT)
        request.environ[KEEP] = Keep(ground.scope, ground.version, until)
        return response
    tag = _tag(ground)
    is_known = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if is_known else _as_json(made())
    response.set_etag(tag)
    response.headers["Cache-Control"] = ASK_EACH_TIME
    return response


def page_of(items: list[Json], next_url: str | None) -> Json:
    return {"items": items, "next": next_url}


def _as_json(value: Json) -> Response:
    response = Response(json.dumps(value, ensure_ascii=False), content_type=JSON)
    if next_url := value.get("next"):
        response.headers["Link"] = f'<{next_url}>; rel="next"'
    return response


def _tag(ground: Ground) -> str:
    said = (_shape(), ground.scope, ground.version, ground.until.isoformat(), request.full_path)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


@cache
def _shape() -> str:
    """Another shape of the answers is another tag, also where the content is the same."""
    whole = json.dumps(document(""), sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
