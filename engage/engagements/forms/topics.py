"""Forms of a topic and of the results."""

from collections.abc import Sequence
from types import SimpleNamespace

from wtforms import StringField, TextAreaField

from engage.engagements.forms.shape import (
    PARAGRAPH_LENGTH,
    AddressForm,
    RevisionForm,
    Seen,
    at_most,
    body_field,
    lines,
    one_line,
)
from engage.engagements.questions import SAY_WHY, Elicited, Question, elicited
from engage.engagements.rules import SUMMARY_LENGTH, TITLE_LENGTH, ResultsContent, TopicContent


class TopicForm(RevisionForm):
    title = StringField(
        "Title",
        [Seen("Give the topic a title."), at_most(TITLE_LENGTH, "The title")],
        filters=[one_line],
    )
    body = body_field("Text")
    prompt = TextAreaField(
        "The question that people answer",
        [at_most(PARAGRAPH_LENGTH, "The question")],
        filters=[lines],
    )
    necessity = TextAreaField(
        "Why the answers are needed",
        [at_most(PARAGRAPH_LENGTH, "This statement")],
        filters=[lines],
    )

    personal_reason = TextAreaField(
        "Why this is needed although it may ask for personal details",
        [at_most(PARAGRAPH_LENGTH, "This statement")],
        filters=[lines],
    )

    @property
    def elicited(self) -> Sequence[Elicited]:
        """What the wording check says of the question (R22)."""
        return elicited(self.prompt.data or "")

    def is_explained(self) -> bool:
        """Whether a question that asks for personal details says why; if not, the form shows it."""
        if not self.elicited or self.personal_reason.data:
            return True
        self.show_fault(SimpleNamespace(field="personal_reason", message=SAY_WHY))
        return False

    def content(self, questions: tuple[Question, ...] = ()) -> TopicContent:
        """What was typed, with the structured questions that the topic has."""
        return TopicContent(
            title=self.title.data or "",
            body=self.body.data or "",
            prompt=self.prompt.data or "",
            necessity=self.necessity.data or "",
            personal_reason=self.personal_reason.data or "",
            questions=questions,
        )


class NewTopicForm(TopicForm, AddressForm):
    """A topic with its address."""


class ResultsForm(RevisionForm):
    summary = TextAreaField("Summary", [at_most(SUMMARY_LENGTH, "The summary")], filters=[one_line])
    body = body_field("Results")

    def content(self) -> ResultsContent:
        return ResultsContent(summary=self.summary.data or "", body=self.body.data or "")
