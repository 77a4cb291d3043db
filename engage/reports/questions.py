"""Which questions a report tells of: those that are asked, and earlier ones that were answered.

Answers to an option that is not offered any more are counted by themselves, under its former words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engage.comments.answers.queries import questions_by_revision
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.shown_questions import option_label
from engage.reports.source import QuestionFacts
from engage.reports.streams import Reach, answers_asked


@dataclass(frozen=True)
class Answered:
    """What was answered at all: values by topic and question, and each earlier question's words."""

    values: dict[tuple[int, str], set[str]]
    words: dict[tuple[int, str], Question]

    def questions(self, topic_id: int, asked_now: Sequence[Question]) -> tuple[QuestionFacts, ...]:
        """What is asked now in its order, then what was asked earlier and answered."""
        now = {one.key: one for one in asked_now if one.kind is not QuestionKind.SHORT}
        earlier = {key: one for (topic, key), one in self.words.items() if topic == topic_id}
        gone = [one for key, one in sorted(earlier.items()) if key not in now]
        return (
            *(self._facts(topic_id, one, is_asked=True) for one in now.values()),
            *(self._facts(topic_id, one, is_asked=False) for one in gone),
        )

    def _facts(self, topic_id: int, question: Question, *, is_asked: bool) -> QuestionFacts:
        offered = [(value, option_label(question, value)) for value in question.values]
        given = self.values.get((topic_id, question.key), set())
        gone = [(value, value) for value in sorted(given - set(question.values))]
        return QuestionFacts(
            question.key,
            question.kind,
            question.label,
            (*offered, *gone),
            is_asked,
            frozenset(value for value, _label in gone),
        )


def answered(session: Session, reach: Reach) -> Answered:
    """Reads what the shown comments chose."""
    rows = answers_asked(session, reach)
    asked = questions_by_revision(session, {revision for *_, revision in rows})
    found = Answered({}, {})
    # The latest words in which a question was asked are those of the highest revision.
    for topic_id, key, value, revision in sorted(rows, key=lambda row: (row[3], row)):
        found.values.setdefault((topic_id, key), set()).add(value)
        for question in asked.get(revision, ()):
            if question.key == key:
                found.words[topic_id, key] = question
    return found
