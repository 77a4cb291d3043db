"""The JSON file's schema (JSON Schema 2020-12), made from the very types that a report is made of.

So it cannot say anything else than what the file holds. What fields mean stands here.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from engage.reports.rules import SCHEMA, PublishedComment, Report

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Final[dict[Any, dict[str, Any]]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {"type": "string", "format": "date"},
    NoneType: {"type": "null"},
}
CHOICES: Final = {
    "Block.kind": ["p", "h", "ul", "ol", "quote"],
    "Report.language": ["en", "fr"],
    "Table.section": ["participation", "themes", "answers", "campaigns", "moderation"],
}
MEANINGS: Final = {
    "Block": "A piece of the ministry's own text.",
    "Block.kind": "A paragraph, a heading, an item of a list, of a numbered list, or a quotation.",
    "Campaign": "A letter that many sent.",
    "Campaign.figure": "How many published comments follow it.",
    "Campaign.text": "What its senders have in common.",
    "Figure": "A count, as far as it may be told. 'exact' is the count. Without it, 'fewer_than' is"
    " a bound that it lies below. Without both it is not shown: it may be any number.",
    "Moment": "A day, an instant or a week, in words and in ISO 8601.",
    "Outcome": "What became of the comments.",
    "Outcome.withheld": "Declined by a moderator, withdrawn by the author, or still waiting.",
    "Period": "Whole weeks, joined until enough published comments lie in them. A period without"
    " days is the whole time.",
    "PublishedComment": "The words of one published comment, without its author. The order tells"
    " nothing about when they were sent.",
    "PublishedComment.period": "The label of one of the periods.",
    "PublishedComment.topic": "The slug of one of the topics.",
    "Quotation": "Words of a comment in the form that a second person approved. [Brackets] stand"
    " for what was put in general words, [...] for what was left out.",
    "Quotation.attribution": "Where words from elsewhere come from, else empty.",
    "Quotation.language": "A BCP 47 tag.",
    "Report": "Everything that is published of an engagement but the comments.",
    "Report.as_of": "Up to when comments are taken in.",
    "Report.is_final": "False in a report that was made while the engagement was open.",
    "Report.method": "How the report was made, in paragraphs.",
    "Report.threshold": "Counts below it are not told.",
    "Report.what_was_done": "What the ministry did with what it heard.",
    "Row.figures": "One for each column of the table.",
    "Said": "Quotations on a topic that stand under no theme.",
    "Table.column_keys": "The columns, by keys that are the same in every language and release.",
    "Table.has_total": "True if the last row is the sum of the others.",
    "Table.key": "The table, by a key that is the same in every language and release.",
    "Table.keys": "The rows, by keys that are the same in every language and release.",
    "Theme": "Something that comments speak of. A comment can speak of several themes.",
    "Theme.figure": "How many published comments speak of it, or of one of its subthemes.",
    "Topic.slug": "The topic, by a key that is the same in every release.",
}


def schema() -> dict[str, Any]:
    """The schema of the whole file."""
    found: dict[str, Any] = {}
    comment, head = _reference(PublishedComment, found), _reference(Report, found)
    return {
        "$schema": DIALECT,
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "An anonymized report of a public engagement",
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "content_hash": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "The SHA-256 of the lines of the head and of the comments, each"
                " without its comma and with a line feed: sed -e '1d;3d;$d' -e 's/,$//' FILE |"
                " sha256sum",
            },
            "head": head,
            "comments": {"type": "array", "items": comment},
        },
        "required": ["schema", "content_hash", "head", "comments"],
        "additionalProperties": False,
        "$defs": {name: found[name] for name in sorted(found)},
    }


def schema_text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _reference(kind: type, found: dict[str, Any]) -> dict[str, Any]:
    """A reference to the definition of a dataclass, which is added to those found."""
    name = kind.__name__
    if name not in found:
        found[name] = {}
        found[name] |= _definition(kind, found)
    return {"$ref": f"#/$defs/{name}"}


def _definition(kind: type, found: dict[str, Any]) -> dict[str, Any]:
    hints, name = get_type_hints(kind), kind.__name__
    members = {f.name: hints[f.name] for f in fields(kind) if f.name != "comments"}
    properties = {one: _member(f"{name}.{one}", hint, found) for one, hint in members.items()}
    if kind is Report:
        properties = {"schema": {"const": SCHEMA}, **properties}
    meaning = {"description": MEANINGS[name]} if name in MEANINGS else {}
    return {
        **meaning,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _member(path: str, hint: Any, found: dict[str, Any]) -> dict[str, Any]:
    rule = _rule(hint, found)
    if path in CHOICES:
        rule["enum"] = CHOICES[path]
    if path in MEANINGS:
        rule["description"] = MEANINGS[path]
    return rule


def _rule(hint: Any, found: dict[str, Any]) -> dict[str, Any]:
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if get_origin(hint) in (Union, UnionType):
        return {"anyOf": [_rule(one, found) for one in get_args(hint)]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _rule(get_args(hint)[0], found)}
    if is_dataclass(hint) and isinstance(hint, type):
        return _reference(hint, found)
    raise TypeError(f"a report holds no {hint}")
