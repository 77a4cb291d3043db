"""What a search found, as its page shows it: of each kind the first, or a page of one kind.

On a page in another language it has the words that staff translated into it: the title of
everything, and the stretch of text of what says there what was sought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from engage.core.language import WordsIn, current, lazy_gettext
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
from engage.multilingual.tags import ORIGINAL
from engage.search import queries
from engage.search.queries import Found, FoundIds, Reach
from engage.search.rules import Kind, Piece, Sought, plain_words, snippet, without_markup
from engage.search.texts import words_beside
from engage.search.translated import said_in_text
from engage.site.home_filters import Chosen, list_href
from engage.site.home_spoken import Titles, titles_shown
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
    """One result. `within` is the title of its engagement (None where it is that itself, which
    says its `status`); `language` is that of the pieces, '' of a comment of which nobody knows
    it."""

    href: str
    title: WordsIn
    within: WordsIn | None
    at: datetime | None
    pieces: tuple[Piece, ...]
    language: str
    status: Status | None


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
    reach = Reach(unit.now, only, seen, current())
    most = {kind: asked.most(kind) for kind in Kind}
    found = queries.found_of_each(unit.session, wanted, reach, most)
    look = _Look(unit, asked, wanted, seen, found)
    shown = {kind: _rows(look, kind) for kind in Kind}
    titles = titles_shown(unit.session, shown)
    told = _told(look, shown)
    finds = tuple(_finds(look, kind, shown[kind], titles, told) for kind in Kind)
    known = next((one.count for one in finds if one.key == asked.kind), 0)
    has_more = known > asked.page * PAGE and asked.page < LAST_PAGE
    return Results(
        finds,
        sum(min(one.count, MOST_COUNTED) for one in finds),
        asked.href(asked.kind, page=asked.page + 1) if has_more else "",
        asked.href(asked.kind, page=asked.page - 1) if asked.page > 1 else "",
        any(one.count > MOST_COUNTED for one in finds),
    )


Stretches = Mapping[tuple[Kind, int], tuple[Piece, ...]]
"""By kind and id."""


@dataclass(frozen=True)
class _Look:
    """One search."""

    unit: Unit
    asked: Asked
    wanted: Sought
    seen: Mapping[int, Listed]  # in the order of lists
    found: FoundIds


def _rows(look: _Look, kind: Kind) -> list[Found]:
    """Those of a kind that the page shows."""
    ids = look.found.of[kind]
    start, end = look.asked.shown(kind)
    if kind is Kind.ENGAGEMENT and start < min(end, len(ids)):
        ids = _ranked(look, ids)
    rows = queries.rows_of(look.unit.session, kind, ids[start:end])
    return [row for row in rows if row.engagement_id in look.seen]


def _ranked(look: _Look, ids: list[int]) -> list[int]:
    """Engagements: first those whose titles say it, then as in lists."""
    sought = frozenset(word for phrase in look.wanted.phrases for word in phrase)
    said = set(ids)
    in_order = [number for number in look.seen if number in said]
    known = look.found.told.get(Kind.ENGAGEMENT, {})
    told = [number for number in in_order if number in known][:MOST_COUNTED]
    there = look.found.known.title_words(look.unit.session, told) if look.found.known else {}

    def left_out(number: int) -> int:
        return len(sought - (there.get(number) or _words_of(look.seen[number].title)))

    return sorted(in_order, key=left_out)


@lru_cache(maxsize=KEPT_ROWS)
def _words_of(title: str) -> frozenset[str]:
    return frozenset(plain_words(title))


def _finds(
    look: _Look, kind: Kind, rows: Sequence[Found], titles: Titles, told: Stretches
) -> Finds:
    known = len(look.found.of[kind])
    words = f"{number_words(MOST_COUNTED)}+" if known > MOST_COUNTED else number_words(known)
    hits = _hits(look, kind, rows, titles, told)
    return Finds(kind.value, str(KIND_WORDS[kind]), known, words, look.asked.href(kind), hits)


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


def _hits(
    look: _Look, kind: Kind, rows: Sequence[Found], titles: Titles, told: Stretches
) -> tuple[Hit, ...]:
    said = {row.id: told[kind, row.id] for row in rows if (kind, row.id) in told}
    others = {row.id: _text(kind, row) for row in rows if row.id not in said}
    pieces = _snippets(look, kind, others) | said
    hits = []
    for row in rows:
        question = _question(look, row, titles)
        hits.append(
            Hit(
                _href(kind, row, look.seen[row.engagement_id].slug),
                _title(kind, row, titles, question),
                None if kind in (Kind.ENGAGEMENT, Kind.RESULTS) else question,
                row.at,
                pieces[row.id],
                current() if row.id in said else _language(kind, row),
                _status(look, row) if kind is Kind.ENGAGEMENT else None,
            )
        )
    return tuple(hits)


def _told(look: _Look, shown: Mapping[Kind, Sequence[Found]]) -> Stretches:
    """Where the words stand in translations into the language of the page, of what is shown."""
    known = look.found.told
    texts = {
        known[kind][row.id]: (kind, row.id)
        for kind, rows in shown.items()
        for row in rows
        if row.id in known.get(kind, {})
    }
    said = queries.rows_of(look.unit.session, Kind.TRANSLATION, list(texts))
    pieces = _snippets(
        look, Kind.TRANSLATION, {row.id: _text(Kind.TRANSLATION, row) for row in said}
    )
    return {texts[number]: one for number, one in pieces.items() if one}


def _language(kind: Kind, row: Found) -> str:
    return row.language or ("" if kind is Kind.COMMENT else ORIGINAL)


def _status(look: _Look, row: Found) -> Status:
    unit = look.unit
    return status_of(look.seen[row.engagement_id].timing, unit.now, unit.settings.time_zone)


def _question(look: _Look, row: Found, titles: Titles) -> WordsIn:
    """The title of the engagement."""
    known = titles.get((Kind.ENGAGEMENT, row.engagement_id))
    return known or WordsIn(look.seen[row.engagement_id].title, ORIGINAL)


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
        case Kind.ENGAGEMENT:
            return f"/engagements/{slug}"
    return f"/engagements/{slug}/{row.place}"


def _title(kind: Kind, row: Found, titles: Titles, question: WordsIn) -> WordsIn:
    """Of a comment that of its topic; results have none but the question."""
    match kind:
        case Kind.ENGAGEMENT | Kind.RESULTS:
            return question
        case Kind.TRANSLATION:
            return _title_there(row) or question
        case Kind.COMMENT:
            known = titles.get((Kind.TOPIC, row.topic_id))
        case _:
            known = titles.get((kind, row.id))
    return known or WordsIn(row.heading, ORIGINAL)


def _title_there(row: Found) -> WordsIn | None:
    """Of a translation its own title; of results the question as it reads there."""
    content = translation_from_json(row.content)
    said = (text_of(content, key) for key in (row.heading, ENGAGEMENT))
    title = next((text.title for text in said if text and text.title), "")
    return WordsIn(title, row.language or ORIGINAL) if title else None


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
        case Kind.ENGAGEMENT:
            engagement = engagement_from_json(content)
            return f"{engagement.summary} {without_markup(engagement.body)}"
    written = results_from_json(content)
    return f"{written.summary} {without_markup(written.body)}"
