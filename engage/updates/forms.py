"""Forms of an update, of a new one, and of when it shall become public."""

from datetime import datetime

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from engage.engagements.forms.dates import date_field, instant, wall_clock
from engage.engagements.forms.shape import (
    INCOMPLETE,
    LARGEST_ID,
    AddressForm,
    RevisionForm,
    Seen,
    at_most,
    body_field,
    one_line,
    said,
)
from engage.engagements.rules import SUMMARY_LENGTH, TITLE_LENGTH, UpdateContent
from engage.updates.models import EngagementUpdate


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


class PlanForm(RevisionForm):
    """A time of the province's wall clock. It carries the plan that its person saw, so that nobody
    writes over a colleague's."""

    planned_at = date_field("Date and time", "2026-03-14 09:00")
    seen_plan = IntegerField(
        widget=HiddenInput(),
        validators=[Optional(), NumberRange(0, LARGEST_ID, INCOMPLETE)],
        **said(value=INCOMPLETE),
    )

    def show(self, update: EngagementUpdate, tz: str) -> None:
        """What is planned now."""
        if update.is_planned:
            self.planned_at.data = wall_clock(update.planned_at, tz)

    def see_plan(self, update: EngagementUpdate) -> None:
        """From here on the person has seen draft and plan as they are; what was typed stays."""
        self.see(update.draft_revision_id)
        self.seen_plan.raw_data, self.seen_plan.data = None, update.plan_number

    def instant(self, update: EngagementUpdate, tz: str) -> datetime | None:
        return instant(self.planned_at.data, update.planned_at, tz)
