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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
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
_BEGINS, _ENDS, _BLANKS = "<value><struct>", "</struct></value>", r"[ \t\n]*"
_MEMBER: Final = re.compile(
    r"<member><name>([A-Za-z0-9_]{1,64})</name><value><(string|int|boolean|dateTime\.iso8601)>"
)
_MOST_MEMBERS: Final = 100
_MOST_FORMS: Final = 5
"""WordPress's rows are alike; to learn a form takes longer than to read a row by it."""
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
    form, forms = _NOTHING, 0
    for one in written:
        row = form.row(one)
        if row is None and forms < _MOST_FORMS:
            form, forms = _form_of(one), forms + 1
            row = form.row(one)
        if row is None:
            return None
        rows.append(row)
    return rows


@dataclass(frozen=True)
class _Form:
    """How a row is written from its first sign to its last; `typed` are members that are no text.

    The pattern allows nothing between members and behind the row's end but blanks.
    """

    whole: "re.Pattern[str]"
    names: tuple[str, ...]
    typed: tuple[tuple[str, str], ...]

    def row(self, written: str) -> Row | None:
        """None: written in another form, or with a value that is none of its type."""
        found = self.whole.fullmatch(written)
        if found is None:
            return None
        values: Iterable[str] = found.groups()
        if "&" in written:
            values = [_REFERENCE.sub(_resolved, value) for value in values]
        row: Row = dict(zip(self.names, values, strict=True))
        for name, kind in self.typed:
            read = row[name] = _READ[kind](str(row[name]))
            if read is None:
                return None
        return row


def _form_of(written: str) -> _Form:
    """The form that a row has if it has one; members of one name, or too many, have none."""
    members = _MEMBER.findall(written)
    names = tuple(name for name, _kind in members)
    if len(names) > _MOST_MEMBERS or len({*names}) < len(names):
        return _NOTHING
    kinds = [(name, re.escape(kind)) for name, kind in members]
    each = (
        f"<member><name>{name}</name><value><{kind}>([^<]*)</{kind}></value></member>{_BLANKS}"
        for name, kind in kinds
    )
    whole = re.compile(_BLANKS + "".join(each) + _ENDS + _BLANKS)
    return _Form(whole, names, tuple(member for member in members if member[1] != "string"))


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
_NOTHING: Final = _Form(re.compile(r"(?!)"), (), ())
