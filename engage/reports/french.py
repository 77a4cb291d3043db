"""What a French report says where the public reads a French translation of what staff wrote.

A text that was not translated, or whose English was changed since, stands as it was written, and so
does what citizens wrote. The value that is hashed is the English one; a translation is words alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from engage.accounts.models import Ministry
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Topic
from engage.engagements.questions import Question
from engage.engagements.rules import EngagementContent, ResultsContent
from engage.engagements.shown_questions import QuestionWords, option_label
from engage.multilingual.queries import public_texts
from engage.multilingual.rules import ENGAGEMENT, RESULTS, Written, topic_key
from engage.multilingual.spoken import Spoken
from engage.reports.source import FrenchFacts, QuestionFacts, TopicFacts

FRENCH = "fr"


@dataclass(frozen=True)
class French:
    """The French of one engagement."""

    ministry: str
    spoken: Spoken

    def facts(
        self, content: EngagementContent, results: ResultsContent, topics: Sequence[TopicFacts]
    ) -> FrenchFacts:
        """Everything that staff wrote, in French where it is; `topics` are in French already."""
        told, done = self._said(ENGAGEMENT, content), self._said(RESULTS, results)
        return FrenchFacts(
            title=told.title,
            ministry=self.ministry,
            summary=told.summary,
            body=told.body,
            topics=tuple(topics),
            results_summary=done.summary,
            results_body=done.body,
        )

    def topic(self, session: Session, topic: Topic, facts: TopicFacts) -> TopicFacts:
        """A topic with its questions; one that is not asked any more keeps its words."""
        content = engagements.topic_content(session, topic.published_revision_id)
        words = self.spoken.chosen(topic.id, content.questions)
        asked = {one.key: one for one in content.questions}
        told = self._said(topic_key(topic.id), content)
        questions = (_question(one, asked, words) for one in facts.questions)
        return replace(facts, title=told.title, prompt=told.prompt, questions=tuple(questions))

    def _said(self, key: str, content: Written) -> Written:
        said, _tag, is_outdated = self.spoken.said(key, content)
        return content if is_outdated else said


def french(session: Session, engagement: Engagement) -> French:
    """What the public reads in French."""
    ministry = session.get_one(Ministry, engagement.ministry_id)
    texts = public_texts(session, engagement.id, FRENCH)
    return French(ministry.name_fr or ministry.name, Spoken(FRENCH, "", texts))


def _question(
    facts: QuestionFacts, asked: Mapping[str, Question], words: Mapping[str, QuestionWords]
) -> QuestionFacts:
    """The labels in French; an option that is not offered any more keeps its own."""
    said = words.get(facts.key)
    if said is None or not facts.is_asked:
        return facts
    scale = replace(asked[facts.key], low=said.low, high=said.high)
    labels = {one: said.options.get(one, option_label(scale, one)) for one in scale.values}
    values = tuple((value, labels.get(value, label)) for value, label in facts.values)
    return replace(facts, label=said.label, values=values)
