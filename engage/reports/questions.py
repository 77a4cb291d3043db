"""Which questions a report tells of: those that are asked, and earlier ones that were answered.

Answers to an option that is not offered any more are counted by themselves, under its former words.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from engage.comments.answers.queries import questions_by_revision
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.shown_questions import option_label
from engage.reports import queries, words
from engage.reports.source import QuestionFacts

Pairs = tuple[tuple[str, str], ...]


@dataclass
class Answered:
    """The answers of an engagement's published comments, by comment and by question."""

    by_comment: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    by_question: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    asked_by_topic: dict[int, dict[str, Question]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def of_comment(self, comment_id: int) -> Pairs:
        return tuple(sorted(self.by_comment.get(comment_id, ())))

    def questions(self, topic_id: int, asked_now: Sequence[Question]) -> tuple[QuestionFacts, ...]:
        """What is asked now in its order, then what was asked earlier and answered."""
        now = {one.key: one for one in asked_now if one.kind is not QuestionKind.SHORT}
        earlier = self.asked_by_topic.get(topic_id, {})
        gone = [one for key, one in sorted(earlier.items()) if key not in now]
        return (
            *(self._facts(one, is_asked=True) for one in now.values()),
            *(self._facts(one, is_asked=False) for one in gone),
        )

    def _facts(self, question: Question, *, is_asked: bool) -> QuestionFacts:
        offered = [(value, option_label(question, value)) for value in question.values]
        former = sorted(self.by_question.get(question.key, set()) - set(question.values))
        gone = [(value, f"{value} ({words.NO_LONGER_OFFERED})") for value in former]
        return QuestionFacts(
            question.key, question.kind, question.label, (*offered, *gone), is_asked
        )


def answered(
    session: Session, engagement_id: int, topic_of: dict[int, int], shown: Iterable[int]
) -> Answered:
    """Reads what the shown comments chose; `topic_of` gives the topic of each comment."""
    found, kept = Answered(), set(shown)
    rows = [
        row
        for row in queries.answers_of_published(session, engagement_id)
        if row[0] in kept and row[0] in topic_of
    ]
    asked = questions_by_revision(session, {revision_id for *_, revision_id in rows})
    # The latest words in which a question was asked are those of the highest revision.
    for comment_id, key, value, revision_id in sorted(rows, key=lambda row: (row[3], row)):
        found.by_comment[comment_id].append((key, value))
        found.by_question[key].add(value)
        for question in asked[revision_id]:
            if question.key == key:
                found.asked_by_topic[topic_of[comment_id]][key] = question
    return found
