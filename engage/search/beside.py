"""What is found with a page although the page's own text does not say it: the questions of a topic,
which its form asks, and the documents that an engagement lists.

Of both the index holds what the public reads: the published wording, and of documents only those
that were not removed. The page of an engagement goes on naming a removed one, so that nobody looks
for it in vain; the search does not.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ScalarSelect, func, select

from engage.engagements.models import Engagement
from engage.engagements.rules import DocumentShown, EngagementContent, TopicContent
from engage.engagements.shown_questions import QuestionWords, words_of
from engage.media.documents.models import Document
from engage.multilingual.spoken import Spoken

THERE: Final[ScalarSelect[Any]] = (
    select(func.aggregate_strings(Document.name, " "))
    .where(Document.engagement_id == Engagement.id, Document.removed_at.is_(None))
    .correlate(Engagement)
    .scalar_subquery()
)
"""The names of an engagement's documents that were not removed, with spaces between; None: none."""


def questions(topic: TopicContent) -> str:
    """What the form asks beside the comment: each question, its help and its choices."""
    return _asked(words_of(one) for one in topic.questions)


def questions_in(spoken: Spoken, topic_id: int, topic: TopicContent) -> str:
    """The same of those that are asked in the language."""
    return _asked(spoken.asked(topic_id, topic).values())


def documents(engagement: EngagementContent, there: str | None) -> str:
    """Title and description of each that can be read; `there`: see `THERE`."""
    return _apart(
        words for one in _listed(engagement, there) for words in (one.title, one.description)
    )


def documents_in(spoken: Spoken, engagement: EngagementContent, there: str | None) -> str:
    """The same of those that are listed in the language."""
    listed = (spoken.listed(one) for one in _listed(engagement, there))
    return _apart(words for one in listed if one is not None for words in one[:2])


def _asked(every: Iterable[QuestionWords]) -> str:
    return _apart(
        words
        for one in every
        for words in (
            one.label,
            one.necessity,
            one.use,
            one.low,
            one.high,
            *one.options.values(),
        )
    )


def _listed(engagement: EngagementContent, there: str | None) -> list[DocumentShown]:
    names = (there or "").split()
    return [one for one in engagement.documents if one.name in names]


def _apart(words: Iterable[str]) -> str:
    """As a result shows them: titles and choices end in no full stop."""
    return " · ".join(filter(None, words))
