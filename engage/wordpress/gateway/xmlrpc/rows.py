"""A list of rows in the very form in which WordPress writes it, read without an XML parser.

A parser calls Python for the beginning, the text and the end of each of four elements of each of
fourteen members of each of a thousand comments, which takes longer than storing them. So an answer
that is nothing but a list of flat structs, as WordPress's own library writes them, is taken apart
by its form. That form is a part of XML with nothing dangerous in it: no attribute, no declaration,
no CDATA, no comment, no entity of the document's own, one fixed depth, and each sign is looked at
once. Whatever differs from it anywhere is not judged here but left to the parser, so that both give
the same (a test holds that).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final
from xmlrpc.client import DateTime

Row = dict[str, object]

_BLANK: Final = " \t\n"
_HEAD: Final = re.compile(
    r"[ \t\n]*<methodResponse>[ \t\n]*<params>[ \t\n]*<param>[ \t\n]*<value>[ \t\n]*<array><data>"
)
_TAIL: Final = re.compile(
    r"</data></array>[ \t\n]*</value>[ \t\n]*</param>[ \t\n]*</params>[ \t\n]*"
    r"</methodResponse>[ \t\n]*"
)
_BEGINS, _ENDS = "<value><struct>", "</struct></value>"
_MEMBER: Final = re.compile(
    r"<member><name>([A-Za-z0-9_]+)</name><value>"
    r"<(string|int|boolean|dateTime\.iso8601)>([^<]*)</\2></value></member>"
)
_STRANGE: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
"""A reference to what XML itself does not know."""
_REFERENCE: Final = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_DATE: Final = re.compile(r"[0-9T:-]+")


def rows_of(text: str) -> list[Row] | None:
    """The rows of an answer without signs that XML forbids; None: not in this form."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # as an XML parser does
    head, end = _HEAD.match(text), text.rfind("</data></array>")
    if head is None or _TAIL.fullmatch(text, max(end, head.end())) is None:
        return None
    if "]]>" in text or _STRANGE.search(text) is not None:
        return None
    before, *written = text[head.end() : end].split(_BEGINS)
    if before.strip(_BLANK):
        return None
    rows: list[Row] = []
    for one in written:
        row = _row(one)
        if row is None:
            return None
        rows.append(row)
    return rows


def _row(written: str) -> Row | None:
    """Its members, none twice, with nothing between them; behind them the row ends."""
    between = (parts := _MEMBER.split(written))[::4]
    if between.pop().strip(_BLANK) != _ENDS or "".join(between).strip(_BLANK):
        return None
    names, kinds, values = parts[1::4], parts[2::4], parts[3::4]
    if "&" in written:
        values = [_REFERENCE.sub(_resolved, value) for value in values]
    row: Row = dict(zip(names, values, strict=True))
    for name, kind, value in zip(names, kinds, values, strict=True):
        if kind != "string":
            read = row[name] = _READ[kind](value)
            if read is None:
                return None
    return row if len(row) == len(names) else None


def _resolved(found: "re.Match[str]") -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _integer(written: str) -> int | None:
    return int(written) if _INTEGER.fullmatch(written) else None


def _truth(written: str) -> bool | None:
    return {"0": False, "1": True}.get(written)


def _date(written: str) -> DateTime | None:
    return DateTime(written) if _DATE.fullmatch(written) else None


_READ: Final[Mapping[str, Callable[[str], object]]] = {
    "int": _integer,
    "boolean": _truth,
    "dateTime.iso8601": _date,
}
