"""The difference between two releases of a report, from their two anonymized values alone. Pure.

Both are published already, so a difference of them tells nobody anything new. Whoever calls makes
sure of that: of a release that was withdrawn, nothing is shown.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from engage.core.language import ENGLISH, current, marked, number
from engage.core.language import gettext as _
from engage.engagements.words import ShownChange
from engage.engagements.words import marked as pieces_of
from engage.privacy.disclosure import Figure
from engage.reports.words import period_of, translated

SHOWN_TEXTS: Final = 200
_WORDS: Final = {
    "title": marked("Title"),
    "ministry": marked("Ministry"),
    "contact": marked("Contact"),
    "summary": marked("Summary"),
    "about": marked("About the engagement"),
    "results_summary": marked("What was heard and done, in short"),
    "what_was_done": marked("What was done"),
    "method": marked("How the report was made"),
}
_PARTS: Final = {
    "topics": (marked("Topic: %(name)s"), ("title", "prompt"), "slug"),
    "themes": (marked("Theme: %(name)s"), ("label", "definition", "quotations"), "key"),
    "said": (marked("Quotations: %(name)s"), ("quotations",), "topic"),
    "campaigns": (marked("Letter: %(name)s"), ("text",), ""),
}
"""Lists of the value: what one is called, which of its fields are words, and what names one."""

Json = Any
_Place = tuple[str, str, str]


class Label(NamedTuple):
    """What a table says at its head or edge, with the tag of the language."""

    words: str
    tag: str


_Figures = dict[_Place, tuple[tuple[Label, Label, Label], str]]


@dataclass(frozen=True)
class FigureChange:
    """A figure before and after, in words."""

    table: Label
    row: Label
    column: Label
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """`gone` and `come` are comments' texts that only one of the two holds, the first of them;
    None: too many to compare by their texts."""

    figures: tuple[FigureChange, ...]
    words: tuple[ShownChange, ...]
    gone: tuple[str, ...] | None
    come: tuple[str, ...] | None
    gone_count: int = 0
    come_count: int = 0

    @property
    def is_none(self) -> bool:
        return not (self.figures or self.words or self.gone_count or self.come_count)


def figure_changes(before: str, after: str) -> tuple[FigureChange, ...]:
    """Of the canonical JSON of two reports' tables, in the order of the later one."""
    old, new = _figures(before), _figures(after)
    places = [*new, *(place for place in old if place not in new)]
    return tuple(
        FigureChange(*(new.get(place) or old[place])[0], _said(old, place), _said(new, place))
        for place in places
        if _said(old, place) != _said(new, place)
    )


def word_changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[ShownChange, ...]:
    """Of two values' heads: what is said otherwise, came or went, line by line."""
    old, new = dict(_texts(before)), dict(_texts(after))
    labels = [*new, *(label for label in old if label not in new)]
    return tuple(
        ShownChange(label, pieces_of(old.get(label, ""), new.get(label, "")))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    )


def text_changes(
    before: Iterable[str], after: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...], int, int]:
    """Comments' texts that only the first, and only the second holds, the first of each, and how
    many there are."""
    old, new = Counter(before), Counter(after)
    gone, come = old - new, new - old
    return _first(gone), _first(come), gone.total(), come.total()


def head_of(line: str) -> dict[str, Json]:
    """The head of a report's value; {} for what is none."""
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def text_of(line: str) -> str:
    """The words of a comment's line."""
    text = head_of(line).get("text", "")
    return text if isinstance(text, str) else ""


def _figures(tables: str) -> _Figures:
    """Each figure by its place: its labels, and the figure in words."""
    found: _Figures = {}
    for table in json.loads(tables):
        columns = table["columns"]
        column_keys = table.get("column_keys") or columns
        row_keys = table.get("keys") or [row["label"] for row in table["rows"]]
        for key, row in zip(row_keys, table["rows"], strict=False):
            for at, figure in enumerate(row["figures"]):
                place = (table["key"], key, column_keys[at] if at < len(column_keys) else str(at))
                column = columns[at] if at < len(columns) else ""
                labels = (_label(table["caption"]), _label(row["label"], key), _label(column))
                words = _told(Figure(figure["exact"], figure["fewer_than"]))
                found[place] = (labels, words)
    return found


def _label(text: str, key: str = "") -> Label:
    """In the language of the page where the words are a report's own, else as staff wrote them."""
    said = period_of(key, current()) or translated(text, current())
    return Label(text, ENGLISH) if said is None else Label(said, current())


def _told(figure: Figure) -> str:
    """In the language of the page, which may be another than the report's."""
    if figure.exact is not None:
        return number(figure.exact) if figure.exact else _("none")
    if figure.fewer_than:
        return _("fewer than %(count)s", count=figure.fewer_than)
    return _("not shown")


def _said(figures: _Figures, place: _Place) -> str:
    return figures[place][1] if place in figures else _("not in it")


def _texts(head: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for name, label in _WORDS.items():
        if name in head:
            yield _(label), _plain(head[name])
    for name, (label, fields, key) in _PARTS.items():
        for at, part in enumerate(_parts(head.get(name, ()))):
            words = "\n".join(filter(None, (_plain(part.get(field)) for field in fields)))
            yield _(label, name=part.get(key, at + 1) if key else at + 1), words


def _parts(parts: Sequence[Mapping[str, Json]]) -> Iterator[Mapping[str, Json]]:
    """Themes with their subthemes behind them; anything else as it is."""
    for part in parts:
        yield part
        yield from _parts(part.get("subthemes", ()))


def _plain(value: Json) -> str:
    """Words of any depth, a line each."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _plain(value.get("text", ""))
    if isinstance(value, Sequence):
        return "\n".join(map(_plain, value))
    return ""


def _first(texts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(texts.elements()))[:SHOWN_TEXTS]
