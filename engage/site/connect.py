"""Connect: where else the government can be found, and with which tools (R2, R3).

For people as a page, for spreadsheets as CSV and for programs as JSON, which any site may read. All
of them are kept under a content version of their own, so that a change shows at once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engage.core.dates import zone
from engage.core.sheets import spreadsheet
from engage.core.unit import Unit
from engage.outreach import queries as registers
from engage.outreach.queries import ShownEntry
from engage.outreach.rules import SCOPE, EntryKind
from engage.outreach.words import (
    PUBLIC_KIND_WORDS,
    PUBLIC_LANGUAGE_WORDS,
    PUBLIC_STATUS_WORDS,
)
from engage.site import queries
from engage.site.web import kept
from engage.web.access import public
from engage.web.transaction import current_unit

blueprint = Blueprint("connect", __name__)

FORMAT: Final = 1
"""Grows when a program that reads the JSON must be changed."""
COLUMNS: Final = (
    "kind", "name", "tool", "address", "ministry_code", "ministry", "languages", "active_from",
    "active_to", "checked_on",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A filter as a link: `href` keeps the other filter; how many entries it leads to."""

    label: str
    href: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """Entries under one heading: accounts with one tool, all blogs, all sites."""

    kind: str
    title: str
    entries: tuple[ShownEntry, ...]


@blueprint.get("/connect")
@public
def connect() -> Response:
    unit = current_unit()
    version = queries.version_of(unit.session, SCOPE)
    everything = registers.shown_entries(unit.session, _today(unit))
    asked = _asked(request.args, everything)
    shown = [one for one in everything if _fits(one, *asked)]
    html = render_template(
        "site/connect.html",
        groups=_groups(shown),
        kind_words=PUBLIC_KIND_WORDS,
        language_words=PUBLIC_LANGUAGE_WORDS,
        kinds=_kinds(everything, *asked),
        ministries=_ministries(everything, *asked),
        count=len(shown),
        retired=registers.retired_entries(unit.session, unit.now),
        is_filtered=any(asked),
        is_empty=not everything,
    )
    return kept(unit, html, SCOPE, version, [])


@blueprint.get("/connect/tools")
@public
def connect_tools() -> Response:
    unit = current_unit()
    version = queries.version_of(unit.session, SCOPE)
    html = render_template(
        "site/connect_tools.html",
        tools=registers.shown_tools(unit.session),
        status_words=PUBLIC_STATUS_WORDS,
    )
    return kept(unit, html, SCOPE, version, [])


@blueprint.get("/connect.csv")
@public
def connect_csv() -> Response:
    """In the form that spreadsheet programs take, with nothing in it that they would run."""
    unit = current_unit()
    version = queries.version_of(unit.session, SCOPE)
    entries = registers.shown_entries(unit.session, _today(unit))
    rows = [tuple(_cell(value) for value in _plain(unit, one)) for one in entries]
    sheet = spreadsheet(COLUMNS, rows).decode("utf-8")
    response = kept(unit, sheet, SCOPE, version, [])
    response.headers["Content-Disposition"] = 'attachment; filename="connect.csv"'
    return _open_to_all(response, "text/csv; charset=utf-8")


@blueprint.get("/connect.json")
@public
def connect_json() -> Response:
    unit = current_unit()
    version = queries.version_of(unit.session, SCOPE)
    base = unit.settings.base_url
    told = {
        "format": FORMAT,
        "schema": f"{base}/connect/schema.json",
        "page": f"{base}/connect",
        "entries": [
            dict(zip(COLUMNS, _plain(unit, one), strict=True))
            for one in registers.shown_entries(unit.session, _today(unit))
        ],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return _open_to_all(kept(unit, text, SCOPE, version, []), "application/json")


@blueprint.get("/connect/schema.json")
@public
def connect_schema() -> ResponseReturnValue:
    """What the JSON holds, as JSON Schema; it changes with the program alone."""
    response = Response(json.dumps(SCHEMA, indent=1))
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return _open_to_all(response, "application/schema+json")


def _open_to_all(response: Response, content_type: str) -> Response:
    """Anybody's program may read it: there is nothing in it that the page does not show."""
    response.content_type = content_type
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _plain(unit: Unit, one: ShownEntry) -> tuple[Any, ...]:
    checked_on = one.checked_at.astimezone(zone(unit.settings.time_zone)).date()
    return (
        one.kind, one.name, one.tool_key or None, one.address, one.ministry_code, one.ministry,
        list(one.languages), _day(one.active_from), _day(one.active_to), _day(checked_on),
    )  # fmt: skip


def _cell(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _today(unit: Unit) -> date:
    return unit.now.astimezone(zone(unit.settings.time_zone)).date()


def _asked(args: MultiDict[str, str], entries: Iterable[ShownEntry]) -> tuple[str, str]:
    """Kind and ministry of the address, where there is something of that sort; '' for the rest."""
    kind, ministry = args.get("kind", ""), args.get("ministry", "")
    codes = {one.ministry_code for one in entries}
    return kind if kind in set(EntryKind) else "", ministry if ministry in codes else ""


def _fits(one: ShownEntry, kind: str, ministry: str) -> bool:
    return kind in ("", one.kind) and ministry in ("", one.ministry_code)


def _groups(entries: list[ShownEntry]) -> list[Group]:
    """By kind, and accounts by tool, in the order of their names."""
    found: dict[tuple[int, str, str], list[ShownEntry]] = {}
    order = {kind.value: place for place, kind in enumerate(EntryKind)}
    for one in entries:
        tool = one.tool if one.kind == EntryKind.ACCOUNT else ""
        found.setdefault((order[one.kind], one.kind, tool), []).append(one)
    keys = sorted(found, key=lambda key: (key[0], key[2].casefold()))
    return [
        Group(key[1], key[2] or str(PUBLIC_KIND_WORDS[key[1]]), tuple(found[key])) for key in keys
    ]


def _kinds(entries: list[ShownEntry], kind: str, ministry: str) -> list[Choice]:
    return [
        Choice(
            str(words),
            _href(value, ministry),
            sum(_fits(one, value, ministry) for one in entries),
            value == kind,
        )
        for value, words in PUBLIC_KIND_WORDS.items()
    ]


def _ministries(entries: list[ShownEntry], kind: str, ministry: str) -> list[Choice]:
    names = sorted({(one.ministry, one.ministry_code) for one in entries})
    return [
        Choice(
            name,
            _href(kind, code),
            sum(_fits(one, kind, code) for one in entries),
            code == ministry,
        )
        for name, code in names
    ]


def _href(kind: str, ministry: str) -> str:
    pairs = {"kind": kind, "ministry": ministry}
    query = urlencode({name: value for name, value in pairs.items() if value})
    return f"/connect?{query}" if query else "/connect"


_TEXT: Final = {"type": "string", "minLength": 1}
_DAY: Final = {"type": ["string", "null"], "format": "date"}
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Accounts, blogs and engagement sites of the government",
    "type": "object",
    "required": ["format", "schema", "page", "entries"],
    "properties": {
        "format": {"const": FORMAT},
        "schema": {"type": "string", "format": "uri"},
        "page": {"type": "string", "format": "uri"},
        "entries": {
            "type": "array",
            "items": {
                "type": "object",
                "required": list(COLUMNS),
                "additionalProperties": False,
                "properties": {
                    "kind": {"enum": [kind.value for kind in EntryKind]},
                    "name": _TEXT,
                    "tool": {
                        "type": ["string", "null"],
                        "description": "Short name of the tool, null for a site of our own",
                    },
                    "address": {"type": "string", "format": "uri", "pattern": "^https://"},
                    "ministry_code": _TEXT,
                    "ministry": _TEXT,
                    "languages": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "description": "BCP 47 tag"},
                    },
                    "active_from": _DAY,
                    "active_to": _DAY,
                    "checked_on": {
                        "type": "string",
                        "format": "date",
                        "description": "When staff last confirmed the entry",
                    },
                },
            },
        },
    },
}
