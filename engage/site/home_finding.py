"""What a search found, as its page shows it: of each kind the first, or a page of one kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from engage.core.language import lazy_gettext
from engage.core.language import number as number_words
from engage.core.unit import Unit
from engage.engagements.listing import KEPT_ROWS, Listed
from engage.engagements.rules import (
    engagement_from_json,
    results_from_json,
    topic_from_json,
    translation_from_json,
    update_from_json,
)
from engage.multilingual.rules import ENGAGEMENT, text_of
from engage.search import queries
from engage.search.queries import Found, Reach
from engage.search.rules import Kind, Piece, Sought, plain_words, snippet, without_markup
from engage.search.texts import words_beside
from engage.search.translated import said_in_text
from engage.site.home_filters import Chosen, list_href
from engage.site.rules import Status, status_of

KIND_WORDS: Final = {
    Kind.ENGAGEMENT: lazy_gettext("Engagements"),
    Kind.TOPIC: lazy_gettext("Topics"),
    Kind.UPDATE: lazy_gettext("Updates"),
    Kind.RESULTS: lazy_gettext("Results"),
    Kind.TRANSLATION: lazy_gettext("In other languages"),
    Kind.COMMENT: lazy_gettext("Comments"),
}
FIRST: Final = {
    Kind.ENGAGEMENT: 5,
    Kind.TOPIC: 3,
    Kind.UPDATE: 3,
    Kind.RESULTS: 3,
    Kind.TRANSLATION: 3,
    Kind.COMMENT: 10,
}
PAGE: Final = 20
LAST_PAGE: Final = 50
MOST_COUNTED: Final = 100
"""Beyond that a page says '100+': counting on would read what nobody looks at."""


@dataclass(frozen=True)
class Hit:
    """One result. `within` is the title of its engagement ('' where it is that itself, which says
    its `status`); `language` is that of the pieces, '' of a comment of which nobody knows it."""

    href: str
    title: str
    within: str
    at: datetime | None
    pieces: tuple[Piece, ...]
    language: str = "en"
    status: Status | None = None
    title_language: str = "en"


@dataclass(frozen=True)
class Finds:
    """What was found of a kind, as far as it was counted; `count_words` is '100+' where nobody
    counted further."""

    key: str
    heading: str
    count: int
    count_words: str
    href: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for; `within` is an engagement's slug or ''."""

    q: str
    kind: Kind | None
    within: str
    page: int

    def href(self, kind: Kind | None, *, page: int = 1, within: str | None = None) -> str:
        query = {
            "q": self.q,
            "kind": kind.value if kind else "",
            "engagement": self.within if within is None else within,
            "page": str(page) if page > 1 else "",
        }
        return "/search?" + urlencode([(key, value) for key, value in query.items() if value])

    def shown(self, kind: Kind) -> tuple[int, int]:
        """From where to where the page shows what is found of a kind."""
        if self.kind is kind:
            return (self.page - 1) * PAGE, self.page * PAGE
        return 0, FIRST[kind] if self.kind is None else 0

    def most(self, kind: Kind) -> int | None:
        """How many of a kind are looked for; None: all, for engagements are ranked."""
        if kind is Kind.ENGAGEMENT:
            return None
        return max(MOST_COUNTED, self.shown(kind)[1]) + 1

    @property
    def list_href(self) -> str:
        """The list of engagements that say it, which can be narrowed by more."""
        return list_href(Chosen(q=self.q))


@dataclass(frozen=True)
class Results:
    """`more_href` and `less_href` are '' at the ends; `is_more`: not all of it was counted."""

    finds: tuple[Finds, ...]
    total: int
    more_href: str
    less_href: str
    is_more: bool


def results(unit: Unit, asked: Asked, wanted: Sought, listed: Sequence[Listed]) -> Results:
    """Counts of every kind, and hits of those that are shown; Refused where that takes too long."""
    seen = {one.id: one for one in listed}
    only = next((one.id for one in listed if one.slug == asked.within), None)
    reach = Reach(unit.now, only, seen)
    most = {kind: asked.most(kind) for kind in Kind}
    found = queries.found_of_each(unit.session, wanted, reach, most)
    look = _Look(unit, asked, wanted, seen)
    finds = tuple(_finds(look, kind, found[kind]) for kind in Kind)
    known = next((one.count for one in finds if one.key == asked.kind), 0)
    has_more = known > asked.page * PAGE and asked.page < LAST_PAGE
    return Results(
        finds,
        sum(min(one.count, MOST_COUNTED) for one in finds),
        asked.href(asked.kind, page=asked.page + 1) if has_more else "",
        asked.href(asked.kind, page=asked.page - 1) if asked.page > 1 else "",
        any(one.count > MOST_COUNTED for one in finds),
    )


@dataclass(frozen=True)
class _Look:
    """One search."""

    unit: Unit
    asked: Asked
    wanted: Sought
    seen: Mapping[int, Listed]


def _finds(look: _Look, kind: Kind, ids: list[int]) -> Finds:
    asked, known = look.asked, len(ids)
    start, end = asked.shown(kind)
    hits: tuple[Hit, ...] = ()
    if kind is not Kind.ENGAGEMENT:
        rows = queries.rows_of(look.unit.session, kind, ids[start:end])
        hits = _hits(look, kind, rows)
    elif start < min(end, known):
        hits = _engagement_hits(look, _ranked(look, ids)[start:end])
    words = f"{number_words(MOST_COUNTED)}+" if known > MOST_COUNTED else number_words(known)
    return Finds(kind.value, str(KIND_WORDS[kind]), known, words, asked.href(kind), hits)


def _ranked(look: _Look, ids: list[int]) -> list[Listed]:
    """Engagements: first those whose titles say it, then as in lists."""
    sought = frozenset(word for phrase in look.wanted.phrases for word in phrase)

    def rank(one: Listed) -> tuple[int, tuple[int, float, int]]:
        return len(sought - _words_of(one.title)), one.place

    return sorted((look.seen[number] for number in ids), key=rank)


@lru_cache(maxsize=KEPT_ROWS)
def _words_of(title: str) -> frozenset[str]:
    return frozenset(plain_words(title))


def _engagement_hits(look: _Look, shown: Sequence[Listed]) -> tuple[Hit, ...]:
    unit = look.unit
    contents = queries.engagement_contents(unit.session, [one.id for one in shown])
    texts = {one.id: _engagement_text(contents[one.id]) for one in shown}
    pieces = _snippets(look, Kind.ENGAGEMENT, texts)
    hits = []
    for one in shown:
        status = status_of(one.timing, unit.now, unit.settings.time_zone)
        href = f"/engagements/{one.slug}"
        hits.append(Hit(href, one.title, "", None, pieces[one.id], status=status))
    return tuple(hits)


def _engagement_text(content: str) -> str:
    written = engagement_from_json(content)
    return f"{written.summary} {without_markup(written.body)}"


def _snippets(look: _Look, kind: Kind, texts: Mapping[int, str]) -> dict[int, tuple[Piece, ...]]:
    """Where the words stand in each text; what does not say them may have a question or a document
    that does, and shows the beginning of its text where they stand in its title alone."""
    found = {number: snippet(text, look.wanted) for number, text in texts.items()}
    elsewhere = [number for number, pieces in found.items() if not _is_said(pieces)]
    for number, text in words_beside(look.unit.session, kind, elsewhere).items():
        pieces = snippet(text, look.wanted)
        if _is_said(pieces):
            found[number] = pieces
    return found


def _is_said(pieces: Sequence[Piece]) -> bool:
    return any(piece.is_found for piece in pieces)


def _hits(look: _Look, kind: Kind, rows: Sequence[Found]) -> tuple[Hit, ...]:
    found = [(row, look.seen[row.engagement_id]) for row in rows if row.engagement_id in look.seen]
    pieces = _snippets(look, kind, {row.id: _text(kind, row) for row, _within in found})
    return tuple(
        Hit(
            _href(kind, row, within.slug),
            _heading(kind, row, within.title),
            within.title if kind is not Kind.RESULTS else "",
            row.at,
            pieces[row.id],
            row.language or ("" if kind is Kind.COMMENT else "en"),
            title_language=(row.language or "en") if kind is Kind.TRANSLATION else "en",
        )
        for row, within in found
    )


def _href(kind: Kind, row: Found, slug: str) -> str:
    match kind:
        case Kind.COMMENT:
            return f"/c/{row.place}"
        case Kind.UPDATE:
            return f"/engagements/{slug}/updates/{row.place}"
        case Kind.RESULTS:
            return f"/engagements/{slug}/results"
        case Kind.TRANSLATION:
            return f"/engagements/{slug}/in/{row.language}{row.place}"
    return f"/engagements/{slug}/{row.place}"


def _heading(kind: Kind, row: Found, question: str) -> str:
    """Of a translation its own title; results have none: the question as it reads there."""
    if kind is not Kind.TRANSLATION:
        return row.heading
    content = translation_from_json(row.content)
    said = (text_of(content, key) for key in (row.heading, ENGAGEMENT))
    return next((text.title for text in said if text and text.title), question)


def _text(kind: Kind, row: Found) -> str:
    content = row.content
    match kind:
        case Kind.COMMENT:
            return content
        case Kind.TOPIC:
            topic = topic_from_json(content)
            return f"{topic.prompt} {without_markup(topic.body)}"
        case Kind.UPDATE:
            update = update_from_json(content)
            return f"{update.summary} {without_markup(update.body)}"
        case Kind.TRANSLATION:
            return said_in_text(content, row.heading)
    written = results_from_json(content)
    return f"{written.summary} {without_markup(written.body)}"
