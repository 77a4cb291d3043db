"""Forms of a topic and of the results."""

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

    def content(self) -> TopicContent:
        return TopicContent(
            title=self.title.data or "",
            body=self.body.data or "",
            prompt=self.prompt.data or "",
            necessity=self.necessity.data or "",
        )


class NewTopicForm(TopicForm, AddressForm):
    """A topic with its address."""


class ResultsForm(RevisionForm):
    summary = TextAreaField("Summary", [at_most(SUMMARY_LENGTH, "The summary")], filters=[one_line])
    body = body_field("Results")

    def content(self) -> ResultsContent:
        return ResultsContent(summary=self.summary.data or "", body=self.body.data or "")
