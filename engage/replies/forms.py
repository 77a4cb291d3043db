"""Forms of replies: shape only. What a reply may be is in `rules.worded` and in the check."""

from collections.abc import Mapping
from typing import Any, Final

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from engage.governance.wording import Rule
from engage.replies.rules import DUE_CHOICES, DUE_DAYS, Draft
from engage.replies.settling import Answer
from engage.replies.words import DESTINATION_WORDS
from engage.web.forms import Form, SelectChoice

INCOMPLETE: Final = "This page was not complete. Load it again before you save."
LARGEST_VERSION: Final = 1_000_000
ANSWERED: Final = (
    Rule.COURTS,
    Rule.CONFIDENTIAL,
    Rule.THIRD_PARTY,
    Rule.ADDRESSES,
    Rule.NAMES_UNCHECKED,
)
"""The rules whose questions somebody answers in writing; each has a field of its own."""


# A keyword newer than the library's stubs.
A_DATE: Final[dict[str, Any]] = {"invalid_value_message": "Give a date, such as 2026-03-14."}


class ReplyForm(Form):
    """A reply, how it is signed, and why something may stay; the button says what comes next."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(INCOMPLETE), NumberRange(0, LARGEST_VERSION, INCOMPLETE)],
    )
    body = TextAreaField("Your reply")
    is_named = BooleanField("Show my first name beside the team's name")
    role_title = StringField("Your role (optional)")
    authority = StringField("The law that lets you write about other people (optional)")
    courts = TextAreaField("I checked this, because")
    confidential = TextAreaField("I checked this, because")
    third_party = TextAreaField("I checked this, because")
    addresses = TextAreaField("I checked this, because")
    names_unchecked = TextAreaField("I checked this, because")
    note = TextAreaField("Your question to the privacy officer (optional)")
    service_reason = TextAreaField("It answers a question about a service, because (optional)")

    def draft(self, about: Mapping[str, str]) -> Draft:
        """What was sent; `about` holds the fingerprint that each answer was written about."""
        return Draft(
            body=self.body.data or "",
            is_named=bool(self.is_named.data),
            role_title=self.role_title.data or "",
            authority=self.authority.data or "",
            answers={
                rule: Answer(self[rule].data or "", about.get(f"about-{rule}", ""))
                for rule in ANSWERED
            },
        )

    def see(self, version: int) -> None:
        """From here on the person has seen this version; what was typed stays."""
        self.seen_version.raw_data = None
        self.seen_version.data = version


class VerdictForm(Form):
    """What the privacy officer says of the version that they read."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(INCOMPLETE), NumberRange(1, LARGEST_VERSION, INCOMPLETE)],
    )
    note = TextAreaField("Your note to the speaker")


class WithdrawForm(Form):
    note = TextAreaField("Why it is withdrawn")


class ActionForm(Form):
    """A button and nothing else."""


class ApproveForm(Form):
    """A signature under the version and the text that its giver read."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(INCOMPLETE), NumberRange(1, LARGEST_VERSION, INCOMPLETE)],
    )
    seen_hash = StringField(widget=HiddenInput(), validators=[InputRequired(INCOMPLETE)])


class HandOnForm(Form):
    destination = RadioField(
        "Hand this comment on to",
        choices=[SelectChoice(one.value, words) for one, words in DESTINATION_WORDS.items()],
        validate_choice=False,
    )


class QuestionForm(Form):
    """Who owns the question and in how many working days the answer is due."""

    owner = SelectField("Who answers", coerce=int, validate_choice=False)
    days = SelectField(
        "Answer due",
        coerce=int,
        default=DUE_DAYS,
        choices=[
            SelectChoice(days, f"In {days} working day{'' if days == 1 else 's'}")
            for days in DUE_CHOICES
        ],
        validate_choice=False,
    )


class TeamForm(Form):
    team = StringField("Name of the team")


class StandingForm(Form):
    """A standing approval: for what, from the first to the last day, and why."""

    covers = SelectField("What it covers", validate_choice=False)
    starts_on = DateField("First day", [Optional()], **A_DATE)
    ends_on = DateField("Last day", [Optional()], **A_DATE)
    reason = TextAreaField("Why these replies need not be approved one by one")


class EndForm(Form):
    reason = TextAreaField("Why it ends")
