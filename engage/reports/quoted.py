"""The quotations of a report: approved, still valid, and keeping to themselves what others gave up.

What was put in general words in one quotation, because it points at somebody, must not stand in
another one of the same report: side by side they would say it all the same (R34).
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.core.errors import Refused
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
    told = [
        one
        for one in told_quotations(session, reach.engagement_id, now)
        if one.topic_slug in reach.topics.values()
    ]
    told = _within(session, reach, told)
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
