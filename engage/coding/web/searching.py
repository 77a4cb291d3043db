"""Comments by their themes, and what was found as a table.

Staff search for names, and addresses stand in histories and logs: what is typed is posted, and
stands in the next address encrypted only.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Response, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from engage.coding.queries.search import Found, Sought, all_found, count_found, found
from engage.coding.rules.codebook import READING_ROLES
from engage.coding.web.blueprint import BASE, Room, blueprint, page, refuse_kept_off, room_of
from engage.core.permissions import Actor
from engage.core.sheets import guarded
from engage.core.unit import Unit
from engage.engagements.web.blueprint import side_of
from engage.moderation.search import LONGEST_QUERY, wanted
from engage.moderation.web.sought import CONTEXT, sought_words
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app, no_store

PAGE: Final = 25
PARTS: Final = ("all", "any", "none")
HEADER: Final = ("text", "comment", "public_id", "topic", "themes")
"""The text comes first: where programs part cells at semicolons, nothing before it can break."""
_DIGITS: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Query:
    """What an address asks for: keys of themes by how they are asked for, and words."""

    keys: dict[str, list[str]]
    words: str
    sealed: str

    @property
    def args(self) -> dict[str, list[str] | str]:
        kept: dict[str, list[str] | str] = {name: keys for name, keys in self.keys.items() if keys}
        return kept | ({"find": self.sealed} if self.sealed else {})


@blueprint.get(f"{BASE}/comments")
@staff(*READING_ROLES)
def comments(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    room = room_of(unit, slug)
    refuse_kept_off(room)
    query = _query(unit, room)
    sought = _sought(room, query)
    after = request.args.get("after", "")
    place = int(after) if _DIGITS.fullmatch(after) else 0
    rows = found(unit.session, sought, after=place, limit=PAGE + 1)
    shown = rows[:PAGE]
    more = shown[-1].comment_id if len(rows) > PAGE else None
    return page(
        "comments.html",
        side=side_of(unit, room.engagement),
        room=room,
        query=query,
        rows=shown,
        total=count_found(unit.session, sought),
        longest=LONGEST_QUERY,
        first_href=url_for(".comments", slug=slug, **query.args) if place else "",  # type: ignore[arg-type]
        next_href=url_for(".comments", slug=slug, after=more, **query.args) if more else "",  # type: ignore[arg-type]
        export_href=url_for(".export_comments", slug=slug, **query.args),  # type: ignore[arg-type]
    )


@blueprint.post(f"{BASE}/comments")
@staff(*READING_ROLES)
def search_comments(slug: str) -> ResponseReturnValue:
    """To the list of what was asked for."""
    unit = current_unit()
    room = room_of(unit, slug)
    words = request.form.get("q", "").strip()[:LONGEST_QUERY]
    known = {one.key for one in room.themes}
    chosen = {
        part: [one.key for one in room.themes if request.form.get(f"theme-{one.key}") == part]
        for part in PARTS
    }
    kept: dict[str, list[str] | str] = {
        part: [key for key in keys if key in known] for part, keys in chosen.items() if keys
    }
    if words:
        kept["find"] = unit.keyring.encrypt(words, CONTEXT)
    return redirect(url_for(".comments", slug=slug, **kept), 303)  # type: ignore[arg-type]


@blueprint.get(f"{BASE}/comments.csv")
@staff(*READING_ROLES)
def export_comments(slug: str) -> ResponseReturnValue:
    """Ids, published texts and themes. A download is a GET that writes its audit entry, committed
    before the first byte leaves; the rows are streamed."""
    actor = current_unit().actor
    with engage_app().units.writing(actor) as unit:
        room = room_of(unit, slug)
        refuse_kept_off(room)
        query = _query(unit, room)
        sought = _sought(room, query)
        unit.audit(
            "coding.searched_export",
            room.engagement.scope,
            comments=count_found(unit.session, sought),
            all_of=",".join(str(number) for number in sought.all_of),
            any_of=",".join(str(number) for number in sought.any_of),
            none_of=",".join(str(number) for number in sought.none_of),
            has_words=bool(sought.within),
        )
    keys = {one.id: one.key for one in room.themes}
    body = stream_with_context(_lines(actor, sought, keys))
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-comments.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)


def _lines(actor: Actor, sought: Sought, keys: dict[int, str]) -> Iterator[bytes]:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADER)
    with engage_app().units.reading(actor) as unit:
        for row in all_found(unit.session, sought):
            writer.writerow([guarded(cell) for cell in _cells(row, keys)])
            if sheet.tell() > 50_000:
                yield _taken(sheet)
    yield _taken(sheet)


def _taken(sheet: io.StringIO) -> bytes:
    """What was written since; with the mark by which Excel reads UTF-8 at the very start."""
    text = sheet.getvalue()
    is_start = text.startswith(f'"{HEADER[0]}"')
    sheet.seek(0)
    sheet.truncate()
    return text.encode("utf-8-sig" if is_start else "utf-8")


def _cells(row: Found, keys: dict[int, str]) -> tuple[str, ...]:
    themes = " ".join(sorted(keys[one] for one in row.themes if one in keys))
    return (row.body, str(row.comment_id), row.public_id, row.topic_title, themes)


def _query(unit: Unit, room: Room) -> Query:
    known = {one.key for one in room.themes}
    words, sealed = sought_words(unit.keyring)
    keys = {
        part: [key for key in dict.fromkeys(request.args.getlist(part)) if key in known]
        for part in PARTS
    }
    return Query(keys, words, sealed)


def _sought(room: Room, query: Query) -> Sought:
    ids = {one.key: one.id for one in room.themes}
    parts = {part: tuple(ids[key] for key in query.keys[part]) for part in PARTS}
    return Sought(
        room.engagement.id,
        parts["all"],
        parts["any"],
        parts["none"],
        wanted(query.words) or None,
        room.but_topics,
    )
