"""Forms of an update and of a new one."""

from wtforms import StringField, TextAreaField

from engage.engagements.forms.shape import (
    AddressForm,
    RevisionForm,
    Seen,
    at_most,
    body_field,
    one_line,
)
from engage.engagements.rules import SUMMARY_LENGTH, TITLE_LENGTH, UpdateContent


class UpdateForm(RevisionForm):
    """What staff write about an update."""

    title = StringField(
        "Title",
        [Seen("Give the update a title."), at_most(TITLE_LENGTH, "The title")],
        filters=[one_line],
    )
    summary = TextAreaField("Summary", [at_most(SUMMARY_LENGTH, "The summary")], filters=[one_line])
    body = body_field("Text")

    def content(self) -> UpdateContent:
        return UpdateContent(
            title=self.title.data or "",
            summary=self.summary.data or "",
            body=self.body.data or "",
        )


class NewUpdateForm(UpdateForm, AddressForm):
    """An update with its address."""
