"""Forms of approvals: a decision, a request, an optional step, a minor edit, a delegate."""

from collections.abc import Mapping
from datetime import datetime

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from engage.core.permissions import Role
from engage.engagements.forms.dates import date_field, instant
from engage.engagements.forms.shape import (
    LINE_LENGTH,
    RevisionForm,
    at_most,
    lines,
    one_line,
    said,
)
from engage.governance.approvals.rules import OPTIONAL, Step, Verdict
from engage.governance.approvals.service import LONGEST_REASON
from engage.governance.approvals.words import STEP_WORDS
from engage.web.forms import Form, SelectChoice

CHOOSE = "Choose whether you approve it or return it."


class DecisionForm(Form):
    """A decision about exactly the content whose hash stands in the form."""

    seen_hash = StringField(widget=HiddenInput())
    verdict = RadioField(
        "Your decision",
        [InputRequired(CHOOSE)],
        choices=[
            SelectChoice(Verdict.APPROVED.value, "Approve this exact content"),
            SelectChoice(Verdict.RETURNED.value, "Return it to be changed"),
        ],
        **said(choice=CHOOSE),
    )
    reason = TextAreaField(
        "Reason or condition", [at_most(LONGEST_REASON, "The reason")], filters=[lines]
    )


class AskForm(Form):
    """Asking for what is still needed."""

    note = TextAreaField(
        "Note to the approvers", [at_most(LONGEST_REASON, "The note")], filters=[lines]
    )


class OptionalStepForm(Form):
    """One more step, of a named person if there is one."""

    step = SelectField(
        "Step",
        choices=[SelectChoice(one.value, STEP_WORDS[one]) for one in OPTIONAL],
        **said(choice="Choose one of the steps."),
    )
    person = SelectField("Who", **said(choice="Choose one of these persons."))
    reason = StringField("Why", [at_most(LINE_LENGTH, "The reason")], filters=[one_line])

    def offer_people(self, names: Mapping[int, str]) -> None:
        offered = {"": "Whoever has the role"} | {str(one): name for one, name in names.items()}
        self.person.choices = [SelectChoice(*one) for one in offered.items()]

    @property
    def chosen_step(self) -> Step:
        return Step(self.step.data)

    @property
    def chosen_person(self) -> int | None:
        return int(self.person.data) if self.person.data else None


class MinorEditForm(RevisionForm):
    """Naming an edit of the words minor."""

    reason = StringField("What was edited", [at_most(LINE_LENGTH, "This")], filters=[one_line])


class DelegateForm(Form):
    """Who stands in, for which role, from when to when."""

    approver = SelectField("Who is away", **said(choice="Choose one of these approvers."))
    role = SelectField("Role", **said(choice="Choose one of these roles."))
    delegate = SelectField("Delegate", **said(choice="Choose a member of staff."))
    starts_at = date_field("From", "2026-03-14 09:00")
    ends_at = date_field("Until", "2026-04-14 16:00")
    reason = StringField("Why", [at_most(LINE_LENGTH, "The reason")], filters=[one_line])

    def offer(
        self, approvers: Mapping[int, str], roles: Mapping[Role, str], names: Mapping[int, str]
    ) -> None:
        self.approver.choices = [SelectChoice(str(one), name) for one, name in approvers.items()]
        self.role.choices = [SelectChoice(role.value, words) for role, words in roles.items()]
        offered = {"": "Choose a member of staff"} | {str(one): name for one, name in names.items()}
        self.delegate.choices = [SelectChoice(*one) for one in offered.items()]

    def instants(self, tz: str) -> tuple[datetime | None, datetime | None]:
        return (
            instant(self.starts_at.data, None, tz),
            instant(self.ends_at.data, None, tz),
        )
