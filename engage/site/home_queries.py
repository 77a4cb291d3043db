"""Reads what lists of engagements show. However many there are, only those shown are looked at
closely: their titles, their numbers of comments."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.accounts.models import Ministry, ministry_said
from engage.comments.rules import State
from engage.core.dates import datetime_words, unbroken
from engage.core.language import current
from engage.core.language import gettext as _
from engage.core.ledgers import Counter
from engage.core.lists import is_in
from engage.core.unit import Unit
from engage.engagements.listing import ORDER, Listed, titles_of
from engage.engagements.rules import Phase
from engage.governance.elections.queries import hidden_comments
from engage.multilingual.queries import titles_in
from engage.multilingual.tags import ORIGINAL
from engage.search.queries import Reach, found_ids
from engage.search.rules import Kind, Sought
from engage.site.home_filters import (
    PHASE_WORDS,
    Chosen,
    list_href,
)
from engage.site.rules import Status, comments_words, status_of

FIRST: dict[Phase, int] = {Phase.OPEN: 12, Phase.UPCOMING: 6, Phase.RESULTS: 6, Phase.CLOSED: 6}
"""How many of each section the home page shows."""
Ministries = dict[int, tuple[str, str]]


@dataclass(frozen=True)
class Card:
    """An engagement in a list. `tag` is the language of `question` and `summary`; `closes_words` is
    '' unless it is open and closes."""

    href: str
    question: str
    summary: str
    tag: str
    ministry: str
    region: str
    topic_areas: tuple[str, ...]
    status: Status
    closes_words: str
    comments_words: str


@dataclass(frozen=True)
class Section:
    """The first of one phase; `all_href` is '' where these are all `total`."""

    key: str
    heading: str
    cards: tuple[Card, ...]
    total: int
    all_href: str


def ministries_by_id(session: Session) -> Ministries:
    """Code and name, as the page says it."""
    rows = session.execute(select(Ministry.id, Ministry.code, Ministry.name, Ministry.name_fr))
    return {number: (code, ministry_said(name, name_fr)) for number, code, name, name_fr in rows}


def sections(unit: Unit, listed: Sequence[Listed], ministries: Ministries) -> tuple[Section, ...]:
    """What the home page shows, phase by phase."""
    of_phase: dict[Phase, list[Listed]] = {phase: [] for phase in ORDER}
    for one in listed:
        of_phase[one.phase].append(one)
    first = {phase: found[: FIRST[phase]] for phase, found in of_phase.items()}
    shown = [one for found in first.values() for one in found]
    made = dict(zip([one.id for one in shown], cards(unit, shown, ministries), strict=True))
    return tuple(
        Section(
            phase.value,
            str(PHASE_WORDS[phase]),
            tuple(made[one.id] for one in first[phase]),
            len(of_phase[phase]),
            list_href(Chosen(status=phase.value)) if len(of_phase[phase]) > FIRST[phase] else "",
        )
        for phase in ORDER
    )


def holding(unit: Unit, listed: Sequence[Listed], wanted: Sought) -> list[Listed]:
    """Those whose published text holds what is sought; none where that is no word."""
    if not wanted:
        return []
    reach = Reach(unit.now, known={one.id for one in listed}, language=current())
    ids = set(found_ids(unit.session, wanted, Kind.ENGAGEMENT, reach))
    return [one for one in listed if one.id in ids]


def cards(unit: Unit, shown: Sequence[Listed], ministries: Ministries) -> list[Card]:
    """What is said of each, in their order."""
    titles = titles_here(unit.session, [one.id for one in shown])
    published = _published(unit.session, shown)
    return [_card(unit, one, titles[one.id], ministries, published) for one in shown]


def titles_here(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """Title and summary as the page of each says them, and their language."""
    titles = {one: (*said, ORIGINAL) for one, said in titles_of(session, ids).items()}
    if current() != ORIGINAL:
        found = titles_in(session, ids, current())
        titles |= {one: (*said, current()) for one, said in found.items()}
    return titles


def _card(
    unit: Unit,
    one: Listed,
    written: tuple[str, str, str],
    ministries: Ministries,
    published: dict[str, int],
) -> Card:
    tz, closes = unit.settings.time_zone, one.timing.closes_at
    is_open = one.phase is Phase.OPEN
    return Card(
        href=f"/engagements/{one.slug}",
        question=written[0],
        summary=written[1],
        tag=written[2],
        ministry=ministries[one.ministry_id][1],
        region=one.region,
        topic_areas=one.topic_areas,
        status=status_of(one.timing, unit.now, tz),
        closes_words=(
            _("Closes %(moment)s", moment=unbroken(datetime_words(closes, tz)))
            if is_open and closes
            else ""
        ),
        comments_words=_comments_words(unit, one, published.get(one.scope, 0)),
    )


def _comments_words(unit: Unit, one: Listed, published: int) -> str:
    """'' also where an election keeps some of them from view: the number would tell of them."""
    if not published and one.phase is not Phase.OPEN:
        return ""
    return "" if hidden_comments(unit.session, one.id, unit.now) else comments_words(published)


def _published(session: Session, shown: Sequence[Listed]) -> dict[str, int]:
    rows = session.execute(
        select(Counter.scope, Counter.value).where(
            is_in(session, Counter.scope, [one.scope for one in shown]),
            Counter.name == State.PUBLISHED,
        )
    )
    return {scope: value for scope, value in rows}
