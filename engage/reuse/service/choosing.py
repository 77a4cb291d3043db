"""Use cases: choosing words for a quotation, deciding findings, asking a second person, undoing.

The caller holds the engagement's row locked. Each change grows `revision`, which the form carries:
who read an earlier one changes nothing (409).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import func, select

from engage.coding.queries import told_themes
from engage.comments.models import Comment
from engage.comments.queries import is_hidden
from engage.core.errors import Conflict, Refused
from engage.core.text import clean_plain
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import public_topics_of
from engage.governance.conduct.service import refuse_in_conflict
from engage.governance.elections.queries import hidden_comments
from engage.privacy.redaction import Mark
from engage.reuse.kinds import LANGUAGES, Kind, in_language
from engage.reuse.models import Quotation, QuotationAuthor, ReuseSource
from engage.reuse.queries.choosing import PublishedText, marks_of_text
from engage.reuse.queries.register import consent_by_id
from engage.reuse.queries.standing import (
    StandingQuotation,
    marks_in,
    quotation_by_id,
    text_hash_of,
)
from engage.reuse.reach import CHOOSING_ROLES
from engage.reuse.rules import (
    Edit,
    State,
    edits_to_json,
    located,
    refuse_faults,
    turned,
    undecided,
)
from engage.reuse.sentences import Span
from engage.reuse.service.looking import findings
from engage.reuse.sources import NO_BASIS, Elsewhere, Term

CHANGED: Final = "Somebody changed this quotation while you were reading. Read it as it is now."
STALE: Final = "This quotation no longer fits its text, so it cannot be changed."
TURNED: Final = (
    "Words are left out that turn the meaning of their sentence: \u201c{words}\u201d. "
    "Quote the whole sentence."
)
OPEN: Final = "Decide on every finding first: {count} left."
NO_TOPIC: Final = "Choose a topic of this engagement that is public."
NO_THEME: Final = "Choose a theme of the codebook."
HIDDEN: Final = (
    "This comment was approved in an election period, and the public does not see it yet."
)
AGAIN: Final = "These words are a quotation already."


@dataclass(frozen=True)
class Place:
    """Where a quotation stands in the report."""

    topic_id: int
    theme_key: str | None
    language: str


def choose(
    unit: Unit,
    engagement: Engagement,
    text: PublishedText,
    span: Span,
    edits: Sequence[Edit],
    place: Place,
) -> Quotation:
    """A quotation of a published comment, as a draft. Raises Refused when the stretch is none."""
    _refuse_strangers(unit, engagement, place.topic_id)
    _refuse_place(unit, engagement, place)
    refuse_hidden(unit, engagement, text.comment_id)
    marks = marks_of_text(unit.session, text)
    _refuse_words(text.body, span, edits, place.language, marks, ())
    row = _new(unit, engagement, text.body, span, place)
    row.comment_id, row.comment_version = text.comment_id, text.version
    row.edits = edits_to_json(edits)
    return _kept(unit, row)


def bring(unit: Unit, engagement: Engagement, words: Elsewhere, place: Place) -> Quotation:
    """A quotation from elsewhere, all of the words (R35): Refused without a consent that is in
    force for this ministry, or a cited enactment."""
    _refuse_strangers(unit, engagement, place.topic_id)
    words.refuse_gaps()
    _refuse_place(unit, engagement, place)
    if words.consent_id is not None:
        consent = consent_by_id(unit.session, words.consent_id, locked=True)
        if consent.ministry_id != engagement.ministry_id:
            raise Refused("consent_id", NO_BASIS)
        term = Term(consent.effective_at, consent.ends_at, consent.withdrawn_at)
        if why := term.why_not(unit.now):
            raise Refused("consent_id", why)
    body = clean_plain(words.body)
    span = (0, len(body))
    try:
        refuse_faults(body, span, (), place.language)
    except Refused as refused:
        raise Refused("body", refused.message) from None
    source = ReuseSource(
        engagement_id=engagement.id,
        kind=words.kind,
        origin=words.origin,
        body=body,
        consent_id=words.consent_id,
        act=words.act,
        section=words.section,
        brought_at=unit.now,
        brought_by=unit.actor.person_id,
    )
    unit.session.add(source)
    unit.session.flush()
    unit.audit(
        "reuse.source_kept",
        f"reuse_source:{source.id}",
        engagement=engagement.id,
        consent=words.consent_id,
        hash=text_hash_of(body),
    )
    row = _new(unit, engagement, body, span, place)
    row.source_id = source.id
    return _kept(unit, row)


@dataclass(frozen=True)
class Marked:
    """Words that a person marks beyond the findings: letter by letter, and what stands instead."""

    exact: str
    instead: str


def change(
    unit: Unit,
    engagement: Engagement,
    quotation_id: int,
    edits: Sequence[Edit],
    place: Place,
    *,
    seen: int,
    marked: Marked | None = None,
) -> StandingQuotation:
    """What was decided on findings, words that were marked, and the place in the report.

    Any change ends an approval. Raises Conflict when somebody changed it meanwhile.
    """
    one = _to_change(unit, engagement, quotation_id, seen)
    _refuse_place(unit, engagement, place)
    if one.why_stale:
        raise Refused("", STALE)
    all_edits = [replace(edit, words=in_language(edit.words, place.language)) for edit in edits]
    if marked is not None:
        first, last = located(one.body[one.row.start : one.row.end], marked.exact)
        start, instead = one.row.start, in_language(marked.instead, place.language)
        all_edits.append(Edit(first + start, last + start, Kind.OTHER, instead))
    found = [finding.span for finding in findings(unit, one)]
    marks = marks_in(unit.session, one)
    _refuse_words(one.body, one.span, all_edits, place.language, marks, found)
    before = one.content_hash
    row = one.row
    row.edits = edits_to_json(all_edits)
    row.topic_id, row.theme_key, row.language = place.topic_id, place.theme_key, place.language
    unit.session.flush()
    after = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    if after.content_hash != before:
        _grow(unit, row)
        unit.audit("quotation.changed", row.scope, before=before, hash=after.content_hash)
    return after


def propose(
    unit: Unit, engagement: Engagement, quotation_id: int, *, seen: int
) -> StandingQuotation:
    """Asks a second person. Refused while a finding is open, or when it was returned as it is."""
    one = _to_change(unit, engagement, quotation_id, seen)
    if one.why_stale:
        raise Refused("", STALE)
    refuse_open(unit, one)
    if one.state not in (State.DRAFT, State.RETURNED):
        raise Refused("", "A second person was asked already, or has approved it.")
    if one.state is State.RETURNED:
        raise Refused("", "It was returned as it is. Change it first.")
    row, current = one.row, one.content_hash
    row.proposed_hash, row.proposed_at, row.proposed_by = (
        current, unit.now, unit.actor.person_id,
    )  # fmt: skip
    _grow(unit, row)
    unit.audit("quotation.proposed", row.scope, before=one.state.value, hash=current)
    return quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)


def remove(unit: Unit, engagement: Engagement, quotation_id: int, *, seen: int) -> None:
    """Takes it out of the report; it can be put back as it was."""
    one = _to_change(unit, engagement, quotation_id, seen)
    if one.row.removed_at is not None:
        raise Refused("", "It is removed already.")
    one.row.removed_at = unit.now
    _grow(unit, one.row)
    unit.audit("quotation.removed", one.row.scope, before=one.state.value)


def restore(unit: Unit, engagement: Engagement, quotation_id: int, *, seen: int) -> None:
    """Undoes a removal: its approval counts again, if it is of the same content."""
    one = _to_change(unit, engagement, quotation_id, seen, is_removed=True)
    one.row.removed_at = None
    _grow(unit, one.row)
    unit.audit("quotation.restored", one.row.scope, hash=one.content_hash)


def move(unit: Unit, engagement: Engagement, quotation_id: int, *, is_up: bool) -> None:
    """One place up or down among those that are not removed; the first stays the first."""
    _refuse_strangers(unit, engagement)
    rows = unit.session.scalars(
        select(Quotation)
        .where(Quotation.engagement_id == engagement.id, Quotation.removed_at.is_(None))
        .order_by(Quotation.position, Quotation.id)
    ).all()
    place = next((n for n, row in enumerate(rows) if row.id == quotation_id), None)
    if place is None:
        quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
        raise Refused("", "It is removed, so it has no place.")
    other = place - 1 if is_up else place + 1
    if not 0 <= other < len(rows):
        return
    for number, row in enumerate(rows, 1):
        row.position = number
    rows[place].position, rows[other].position = other + 1, place + 1
    unit.session.flush()
    unit.audit("quotation.moved", rows[place].scope, before=place + 1, after=other + 1)


def refuse_hidden(unit: Unit, engagement: Engagement, comment_id: int | None) -> None:
    """Raises Refused for a comment that an election keeps from the public (R55)."""
    windows = hidden_comments(unit.session, engagement.id, unit.now)
    if comment_id is None or not windows:
        return
    if is_hidden(unit.session.get_one(Comment, comment_id), windows):
        raise Refused("", HIDDEN)


def refuse_open(unit: Unit, one: StandingQuotation) -> None:
    """Raises Refused while a finding is neither changed nor kept with a reason."""
    left = undecided(one.body, [finding.span for finding in findings(unit, one)], one.edits)
    if left:
        raise Refused("", OPEN.format(count=len(left)))


def _to_change(
    unit: Unit, engagement: Engagement, quotation_id: int, seen: int, *, is_removed: bool = False
) -> StandingQuotation:
    one = quotation_by_id(unit.session, engagement.id, quotation_id, unit.now)
    _refuse_strangers(unit, engagement, one.row.topic_id)
    if one.row.revision != seen:
        raise Conflict(CHANGED)
    if is_removed != (one.row.removed_at is not None):
        raise Conflict(CHANGED)
    return one


def _refuse_strangers(unit: Unit, engagement: Engagement, topic_id: int | None = None) -> None:
    unit.actor.require(*CHOOSING_ROLES, ministry_id=engagement.ministry_id)
    refuse_in_conflict(unit, engagement.id, topic_id)


def _refuse_place(unit: Unit, engagement: Engagement, place: Place) -> None:
    if place.language not in LANGUAGES:
        raise Refused("language", "Choose the language of the words.")
    topics = {topic.id for topic in public_topics_of(unit.session, engagement.id)}
    if place.topic_id not in topics:
        raise Refused("topic_id", NO_TOPIC)
    if place.theme_key is not None:
        keys = {theme.key for theme in told_themes(unit.session, engagement.id)}
        if place.theme_key not in keys:
            raise Refused("theme_key", NO_THEME)


def _refuse_words(
    body: str,
    span: Span,
    edits: Sequence[Edit],
    language: str,
    marks: Sequence[Mark],
    found: Collection[Span],
) -> None:
    refuse_faults(body, span, edits, language, marks)
    left_out = turned(body, span, edits, found)
    if left_out is not None:
        words = " ".join(body[left_out[0] : left_out[1]].split())
        raise Refused("exact", TURNED.format(words=words[:80]))


def _new(unit: Unit, engagement: Engagement, body: str, span: Span, place: Place) -> Quotation:
    last = unit.session.scalar(
        select(func.max(Quotation.position)).where(Quotation.engagement_id == engagement.id)
    )
    return Quotation(
        engagement_id=engagement.id,
        topic_id=place.topic_id,
        theme_key=place.theme_key,
        position=(last or 0) + 1,
        language=place.language,
        text_hash=text_hash_of(body),
        start=span[0],
        end=span[1],
        edits="[]",
        revision=1,
        chosen_at=unit.now,
    )


def _kept(unit: Unit, row: Quotation) -> Quotation:
    _refuse_twice(unit, row)
    unit.session.add(row)
    unit.session.flush()
    _sign(unit, row.id)
    unit.audit(
        "quotation.chosen",
        row.scope,
        engagement=row.engagement_id,
        comment=row.comment_id,
        version=row.comment_version,
        source=row.source_id,
    )
    return row


def _refuse_twice(unit: Unit, row: Quotation) -> None:
    if row.comment_id is None:
        return
    same = unit.session.scalar(
        select(Quotation.id).where(
            Quotation.engagement_id == row.engagement_id,
            Quotation.comment_id == row.comment_id,
            Quotation.comment_version == row.comment_version,
            Quotation.start == row.start,
            Quotation.end == row.end,
            Quotation.text_hash == row.text_hash,
            Quotation.removed_at.is_(None),
        )
    )
    if same is not None:
        raise Refused("exact", AGAIN)


def _grow(unit: Unit, row: Quotation) -> None:
    """A change of one person: the next must have seen it, and its author is no second person."""
    row.revision += 1
    _sign(unit, row.id)
    unit.session.flush()


def _sign(unit: Unit, quotation_id: int) -> None:
    person_id = unit.actor.person_id
    if person_id is not None and (
        unit.session.get(QuotationAuthor, (quotation_id, person_id)) is None
    ):
        unit.session.add(QuotationAuthor(quotation_id=quotation_id, person_id=person_id))
        unit.session.flush()
