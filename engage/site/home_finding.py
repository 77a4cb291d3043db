"""What a search found, as its page shows it: of each kind the first, or a page of one kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from engage.core.language import lazy_gettext
from engage.core.language import number as number_words
from engage.core.unit import Unit
from engage.engagements.listing import Listed, titles_of
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
    its `status`)."""

    href: str
    title: str
    within: str
    at: datetime | None
    pieces: tuple[Piece, ...]
    language: str = ""
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
    """Counts of every kind, and hits of those that are shown."""
    seen = {one.id: one for one in listed}
    only = next((one.id for one in listed if one.slug == asked.within), None)
    reach = Reach(unit.now, only)
    ranked = _ranked(unit, wanted, reach, seen)
    look = _Look(unit, asked, wanted, reach, seen)
    finds = tuple(_finds(look, kind, ranked) for kind in Kind)
    known = next((one.count for one in finds if one.key == asked.kind), 0)
    has_more = known > asked.page * PAGE and asked.page < LAST_PAGE
    return Results(
        finds,
        sum(min(one.count, MOST_COUNTED) for one in finds),
        asked.href(asked.kind, page=asked.page + 1) if has_more else "",
        asked.href(asked.kind, page=asked.page - 1) if asked.page > 1 else "",
        any(one.count > MOST_COUNTED for one in finds),
    )


def _ranked(
    unit: Unit, wanted: Sought, reach: Reach, seen: Mapping[int, Listed]
) -> list[tuple[int, str]]:
    """Engagements with their titles: first those whose titles say it, then as in lists."""
    ids = queries.found_ids(unit.session, wanted, Kind.ENGAGEMENT, reach)
    ids = [one for one in ids if one in seen]
    titles = titles_of(unit.session, ids)
    sought = {word for phrase in wanted.phrases for word in phrase}

    def rank(engagement_id: int) -> tuple[int, tuple[int, float, int]]:
        said = len(sought - set(plain_words(titles[engagement_id][0])))
        return said, seen[engagement_id].place

    return [(number, titles[number][0]) for number in sorted(ids, key=rank)]


@dataclass(frozen=True)
class _Look:
    """One search."""

    unit: Unit
    asked: Asked
    wanted: Sought
    reach: Reach
    seen: Mapping[int, Listed]


def _finds(look: _Look, kind: Kind, ranked: list[tuple[int, str]]) -> Finds:
    asked = look.asked
    limit = PAGE if asked.kind is kind else FIRST[kind] if asked.kind is None else 0
    skip = (asked.page - 1) * PAGE if asked.kind is kind else 0
    hits: tuple[Hit, ...] = ()
    if kind is Kind.ENGAGEMENT:
        known = len(ranked)
        hits = _engagement_hits(look.unit, look.wanted, ranked[skip : skip + limit], look.seen)
    else:
        session, most = look.unit.session, max(MOST_COUNTED, skip + limit) + 1
        ids = queries.found_ids(session, look.wanted, kind, look.reach, most)
        known = len(ids)
        rows = queries.rows_of(session, kind, ids[skip : skip + limit])
        hits = _hits(look.unit, look.wanted, kind, rows, look.seen)
    words = f"{number_words(MOST_COUNTED)}+" if known > MOST_COUNTED else number_words(known)
    return Finds(kind.value, str(KIND_WORDS[kind]), known, words, asked.href(kind), hits)


def _engagement_hits(
    unit: Unit, wanted: Sought, shown: list[tuple[int, str]], seen: Mapping[int, Listed]
) -> tuple[Hit, ...]:
    if not shown:
        return ()
    contents = queries.engagement_contents(unit.session, [number for number, _title in shown])
    hits = []
    for number, title in shown:
        written = engagement_from_json(contents[number])
        text = f"{written.summary} {without_markup(written.body)}"
        one = seen[number]
        status = status_of(one.timing, unit.now, unit.settings.time_zone)
        pieces = snippet(text, wanted)
        hits.append(Hit(f"/engagements/{one.slug}", title, "", None, pieces, status=status))
    return tuple(hits)


def _hits(
    unit: Unit, wanted: Sought, kind: Kind, rows: Sequence[Found], seen: Mapping[int, Listed]
) -> tuple[Hit, ...]:
    rows = [row for row in rows if row.engagement_id in seen]
    titles = titles_of(unit.session, {row.engagement_id for row in rows}) if rows else {}
    return tuple(
        Hit(
            _href(kind, row, seen[row.engagement_id].slug),
            _heading(kind, row, titles[row.engagement_id][0]),
            titles[row.engagement_id][0] if kind is not Kind.RESULTS else "",
            row.at,
            snippet(_text(kind, row), wanted),
            row.language or "",
            title_language=(row.language or "en") if kind is Kind.TRANSLATION else "en",
        )
        for row in rows
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
