"""The quotations of a report: approved, still valid, and keeping to themselves what others gave up.

What was put in general words in one quotation, because it points at somebody, must not stand in
another one of the same report: side by side they would say it all the same (R34).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.core.errors import Refused
from engage.reports.models import ReportQuotation
from engage.reports.source import QuotationFacts
from engage.reports.streams import Reach
from engage.reuse.queries import ToldQuotation, known_removed, told_quotations

GIVEN_BACK: Final = (
    "Quotation {other} holds words that were put in general terms in quotation {number}, so the two"
    " cannot stand in one report. Change or remove one of them."
)


def quotations_told(session: Session, reach: Reach, now: datetime) -> tuple[QuotationFacts, ...]:
    """Those that stand in a report about `reach`. Raises Refused where one gives back what another
    one gave up."""
    told = _told(session, reach, now)
    _refuse_given_back(session, reach.engagement_id, told)
    return tuple(
        QuotationFacts(
            topic=one.topic_slug,
            theme=one.theme_key,
            position=place,
            text=one.text,
            language=one.language,
            attribution=one.attribution,
        )
        for place, one in enumerate(told)
    )


def quoted_in(session: Session, reach: Reach, now: datetime) -> dict[int, str]:
    """By number, a hash of the words of each quotation that stands in a report about `reach`."""
    return {one.number: _hash(one) for one in _told(session, reach, now)}


def no_longer_usable(
    session: Session, engagement_id: int, quoted: Mapping[int, str], now: datetime
) -> list[int]:
    """Which of a report's quotations may not be used any more in these words: withdrawn, changed,
    not approved any more, or with a consent that has ended (R36)."""
    usable = {one.number: _hash(one) for one in told_quotations(session, engagement_id, now)}
    return sorted(number for number, words in quoted.items() if usable.get(number) != words)


def keep(session: Session, report_id: int, quoted: Mapping[int, str]) -> None:
    """Notes which quotations stand in a report, in place of what an earlier attempt noted."""
    session.execute(delete(ReportQuotation).where(ReportQuotation.report_id == report_id))
    session.add_all(
        ReportQuotation(report_id=report_id, quotation_id=number, content_hash=words)
        for number, words in quoted.items()
    )


def kept(session: Session, report_id: int) -> dict[int, str]:
    """What was noted: numbers, each with the hash of its words."""
    question = select(ReportQuotation.quotation_id, ReportQuotation.content_hash).where(
        ReportQuotation.report_id == report_id
    )
    return {number: words for number, words in session.execute(question)}


def _told(session: Session, reach: Reach, now: datetime) -> list[ToldQuotation]:
    slugs = set(reach.topics.values())
    told = told_quotations(session, reach.engagement_id, now)
    return _within(session, reach, [one for one in told if one.topic_slug in slugs])


def _hash(one: ToldQuotation) -> str:
    return hashlib.sha256(f"{one.text}\n{one.attribution}".encode()).hexdigest()


def _within(session: Session, reach: Reach, told: Sequence[ToldQuotation]) -> list[ToldQuotation]:
    """Without those of comments that came after the time that the report is about."""
    numbers = [one.comment_id for one in told if one.comment_id is not None]
    held = set(session.scalars(select(Comment.id).where(reach.holds, Comment.id.in_(numbers))))
    return [one for one in told if one.comment_id is None or one.comment_id in held]


def _refuse_given_back(session: Session, engagement_id: int, told: Sequence[ToldQuotation]) -> None:
    numbers = {one.number for one in told}
    for removed in known_removed(session, engagement_id):
        words = removed.text.split()
        if not removed.is_telling or removed.number not in numbers or not words:
            continue
        joined = r"\W+".join(map(re.escape, words))
        pattern = re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)
        for one in told:
            if one.number != removed.number and pattern.search(one.text):
                raise Refused("", GIVEN_BACK.format(other=one.number, number=removed.number))
