"""Quotations as they stand now: their words worked out from the text, and why one no longer fits.

Nothing here is stored: whether the comment is still public in the version that was quoted, whether
the consent still holds, whether the approval is of this content, is asked each time.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment, CommentText
from engage.comments.queries import marks_of
from engage.core.errors import NotFound
from engage.engagements.models import Topic
from engage.privacy.redaction import Mark
from engage.reuse.models import (
    Quotation,
    QuotationAuthor,
    QuotationDecision,
    ReuseConsent,
    ReuseSource,
)
from engage.reuse.rules import (
    Decided,
    Edit,
    Piece,
    State,
    derive,
    edits_from_json,
    hash_of,
    is_derived,
    state_of,
    words_of,
)
from engage.reuse.sentences import Span
from engage.reuse.sources import Basis, SourceKind, Term

NO_QUOTATION: Final = "There is no such quotation."
NOT_PUBLIC: Final = "The comment is not public any more."
CORRECTED: Final = "Its author corrected the comment since."
WORDS_OUT: Final = "Words were taken out of the comment since."
MOVED: Final = "The comment was moved to another engagement."
NO_TOPIC: Final = "Its topic is not public."
OTHER_WORDS: Final = "Its words are not those of the text."


def text_hash_of(body: str) -> str:
    return sha256(body.encode()).hexdigest()


@dataclass(frozen=True)
class StandingQuotation:
    """A quotation with all that decides where it stands; `body` is '' where nobody may read it."""

    row: Quotation
    topic_slug: str
    body: str
    why_stale: str
    decision: QuotationDecision | None
    source: ReuseSource | None
    consent: ReuseConsent | None

    @property
    def span(self) -> Span:
        return self.row.start, self.row.end

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        return edits_from_json(self.row.edits)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What a reader reads, in parts; nothing where the text may not be read any more."""
        return derive(self.body, self.span, self.edits) if self.body else ()

    @property
    def text(self) -> str:
        return words_of(self.pieces)

    @property
    def content_hash(self) -> str:
        """Of everything that a second person approves: words, edits with reasons, place, basis."""
        row = self.row
        return hash_of(
            comment=row.comment_id,
            version=row.comment_version,
            source=row.source_id,
            text=row.text_hash,
            span=[row.start, row.end],
            edits=row.edits,
            language=row.language,
            topic=row.topic_id,
            theme=row.theme_key,
        )

    @property
    def state(self) -> State:
        decided = self.decision
        return state_of(
            is_removed=self.row.removed_at is not None,
            why_stale=self.why_stale,
            decided=Decided(decided.is_approved, decided.content_hash) if decided else None,
            proposed=self.row.proposed_hash,
            current=self.content_hash,
        )

    @property
    def was_approved(self) -> bool:
        return self.decision is not None and self.decision.is_approved

    @property
    def is_from_elsewhere(self) -> bool:
        return self.row.source_id is not None

    @property
    def source_kind(self) -> SourceKind | None:
        return SourceKind(self.source.kind) if self.source is not None else None

    @property
    def basis(self) -> Basis:
        if self.source is None:
            return Basis.COLLECTED_FOR_IT
        return Basis.CONSENT if self.source.consent_id is not None else Basis.ENACTMENT


def quotations_of(
    session: Session, engagement_id: int, now: datetime, *, only: Collection[int] | None = None
) -> tuple[StandingQuotation, ...]:
    """Every quotation of an engagement in its order, those that were removed too."""
    question = (
        select(
            Quotation,
            Topic.slug,
            Topic.published_revision_id,
            Comment.published_version,
            Comment.engagement_id,
            CommentText.body,
            ReuseSource,
            ReuseConsent,
        )
        .join(Topic, Topic.id == Quotation.topic_id)
        .outerjoin(Comment, Comment.id == Quotation.comment_id)
        .outerjoin(
            CommentText,
            (CommentText.comment_id == Quotation.comment_id)
            & (CommentText.version == Quotation.comment_version),
        )
        .outerjoin(ReuseSource, ReuseSource.id == Quotation.source_id)
        .outerjoin(ReuseConsent, ReuseConsent.id == ReuseSource.consent_id)
        .where(Quotation.engagement_id == engagement_id)
        .order_by(Quotation.position, Quotation.id)
    )
    if only is not None:
        question = question.where(Quotation.id.in_(only))
    rows = session.execute(question.execution_options(populate_existing=True)).all()
    decisions = _last_decisions(session, [row[0].id for row in rows])
    return tuple(_standing(row, decisions, now) for row in rows)


def quotation_by_id(
    session: Session, engagement_id: int, quotation_id: int, now: datetime
) -> StandingQuotation:
    found = quotations_of(session, engagement_id, now, only=[quotation_id])
    if not found:
        raise NotFound(NO_QUOTATION)
    return found[0]


def marks_in(session: Session, one: StandingQuotation) -> tuple[Mark, ...]:
    """Where moderators took words out of the text that is quoted."""
    if one.row.comment_id is None or one.row.comment_version is None:
        return ()
    return marks_of(session, one.row.comment_id, one.row.comment_version)


def authors_of(session: Session, quotation_id: int) -> frozenset[int]:
    """Who chose or changed it, and so cannot be its second person."""
    asked = select(QuotationAuthor.person_id).where(QuotationAuthor.quotation_id == quotation_id)
    return frozenset(session.scalars(asked))


def decisions_of(session: Session, quotation_id: int) -> Sequence[QuotationDecision]:
    """All of them, newest first."""
    return session.scalars(
        select(QuotationDecision)
        .where(QuotationDecision.quotation_id == quotation_id)
        .order_by(QuotationDecision.id.desc())
    ).all()


def _last_decisions(session: Session, ids: Sequence[int]) -> dict[int, QuotationDecision]:
    rows = session.scalars(
        select(QuotationDecision)
        .where(QuotationDecision.quotation_id.in_(ids))
        .order_by(QuotationDecision.id)
    )
    return {row.quotation_id: row for row in rows}


_Joined = Row[
    Quotation, str, int | None, int | None, int | None, str | None, ReuseSource | None,
    ReuseConsent | None,
]  # fmt: skip


def _standing(
    row: _Joined, decisions: dict[int, QuotationDecision], now: datetime
) -> StandingQuotation:
    quotation, slug, topic_revision, version, engagement_id, body, source, consent = row
    if source is not None:
        text, why = source.body, _why_consent(consent, now)
    else:
        text = body or ""
        why = _why_comment(quotation, version, engagement_id, text)
    shown = text if text_hash_of(text) == quotation.text_hash and not _hides(why) else ""
    if not why and topic_revision is None:
        why = NO_TOPIC
    if not why and not _is_of_text(quotation, shown):
        why = OTHER_WORDS
    return StandingQuotation(
        quotation, slug, shown, why, decisions.get(quotation.id), source, consent
    )


def _hides(why: str) -> bool:
    """Words of a comment that is not public, or is public in other words, are shown nowhere."""
    return why in (NOT_PUBLIC, CORRECTED, WORDS_OUT, MOVED)


def _why_comment(row: Quotation, version: int | None, engagement_id: int | None, body: str) -> str:
    if version is None:
        return NOT_PUBLIC
    if version != row.comment_version:
        return CORRECTED
    if text_hash_of(body) != row.text_hash:
        return WORDS_OUT
    return MOVED if engagement_id != row.engagement_id else ""


def _why_consent(consent: ReuseConsent | None, now: datetime) -> str:
    if consent is None:
        return ""
    return Term(consent.effective_at, consent.ends_at, consent.withdrawn_at).why_not(now)


def _is_of_text(row: Quotation, body: str) -> bool:
    """The proof, made again whenever the words are read: they are the published ones."""
    span, edits = (row.start, row.end), edits_from_json(row.edits)
    return bool(body) and is_derived(words_of(derive(body, span, edits)), body, span, edits)


def of_state(found: Sequence[StandingQuotation], state: State) -> Iterator[StandingQuotation]:
    return (one for one in found if one.state is state)
