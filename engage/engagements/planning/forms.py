"""Forms of the planning record: one for each section, one for each thing that is recorded.

A section's form is made from what the section holds, and that of the fields from what the public
form really has, so a posted field that is not among them changes nothing.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from engage.engagements.forms.shape import (
    INCOMPLETE,
    LARGEST_ID,
    LINE_LENGTH,
    RevisionForm,
    Seen,
    at_most,
    lines,
    one_line,
    said,
)
from engage.engagements.planning.assessments import NUMBER_LENGTH, WORDS_LENGTH, Found, Threats
from engage.engagements.planning.fields import FormField
from engage.engagements.planning.gaps import FIELD_WORDS, OWN_PARTS, part_id
from engage.engagements.planning.models import Assessment
from engage.engagements.planning.rules import (
    ANSWER_LENGTH,
    SECTION_NAMES,
    FieldPlan,
    PlanningContent,
    Section,
)
from engage.engagements.planning.schedules import NOT_CLASSIFIED, SCHEDULES, schedule_words
from engage.engagements.planning.steps import ANSWERS
from engage.engagements.planning.words import (
    FIELD_LABELS,
    IDEA_STEP_WORDS,
    PLAN_LABELS,
    THREATS_WORDS,
)
from engage.engagements.purposes import offered
from engage.web.forms import SelectChoice

HASH_LENGTH: Final = 64
NO_PURPOSE: Final = "Choose one of the purposes that the collection notice names."
NO_DATE: Final = "Give a date, such as 2026-03-14."


class SectionForm(RevisionForm):
    """One section of a plan; its fields are added by `section_form`."""

    def values(
        self, section: Section, before: PlanningContent, asked: Collection[FormField]
    ) -> dict[str, Any]:
        """What was typed, by the names of the record."""
        if section is Section.FIELDS:
            return {"fields": tuple(self._field_plan(before, field) for field in asked)}
        return {name: self[name].data or "" for name in SECTION_NAMES[section]} | (
            {"collects_nothing": bool(self["collects_nothing"].data)}
            if section is Section.PRIVACY
            else {}
        )

    def _field_plan(self, before: PlanningContent, field: FormField) -> FieldPlan:
        typed = {part: self[part_id(field.key, part)].data or "" for part in parts_of(field)}
        kept = before.field_plan(field.key)
        return FieldPlan(
            field.key,
            **{part: typed.get(part, getattr(kept, part)) for part, _words in FIELD_WORDS},
        )


def parts_of(field: FormField) -> tuple[str, ...]:
    """What is said of a field on the page of the plan; a question says the rest itself."""
    parts = (part for part, _words in FIELD_WORDS)
    return tuple(part for part in parts if not (field.is_question and part in OWN_PARTS))


def section_form(
    section: Section,
    content: PlanningContent,
    asked: Collection[FormField],
    purposes: Collection[str],
) -> type[SectionForm]:
    """The form of a section, with a field for each thing that it holds."""
    made: dict[str, Any] = {}
    if section is Section.FIELDS:
        for field in asked:
            kept = content.field_plan(field.key).purpose
            for part in parts_of(field):
                is_choice = part == "purpose"
                made[part_id(field.key, part)] = (
                    _purpose(purposes, kept) if is_choice else _answer(FIELD_LABELS[part])
                )
    else:
        for name in SECTION_NAMES[section]:
            made[name] = _answer(PLAN_LABELS[name])
    if section is Section.PRIVACY:
        made["collects_nothing"] = BooleanField(PLAN_LABELS["collects_nothing"])
    if section is Section.RECORDS:
        made["classification"] = _classification(content.classification)
    return type("FormOfSection", (SectionForm,), made)


def section_values(
    section: Section, content: PlanningContent, asked: Collection[FormField]
) -> dict[str, Any]:
    """The saved record as the fields of a section's form show it."""
    if section is not Section.FIELDS:
        return {name: getattr(content, name) for name in SECTION_NAMES[section]}
    return {
        part_id(field.key, part): getattr(content.field_plan(field.key), part)
        for field in asked
        for part in parts_of(field)
    }


def _answer(label: str) -> TextAreaField:
    return TextAreaField(label, [at_most(ANSWER_LENGTH, "This answer")], filters=[lines])


def _purpose(purposes: Collection[str], kept: str) -> SelectField:
    """Those of the collection notice."""
    return SelectField(
        FIELD_LABELS["purpose"],
        choices=[SelectChoice(*one) for one in offered(purposes, kept, may_be_nothing=False)],
        **said(choice=NO_PURPOSE),
    )


def _classification(current: str) -> SelectField:
    """The rows of the table; one that the record names and that is gone stays visible."""
    offered = {"": NOT_CLASSIFIED} | {key: one.words for key, one in SCHEDULES.items()}
    offered.setdefault(current, schedule_words(current))
    return SelectField(
        PLAN_LABELS["classification"],
        choices=[SelectChoice(*one) for one in offered.items()],
        **said(choice="Choose one of the classifications in the table."),
    )


class AnswerForm(RevisionForm):
    """Citizen Engagement's answer to an idea."""

    seen_step_id = IntegerField(
        widget=HiddenInput(),
        validators=[Optional(), NumberRange(1, LARGEST_ID, INCOMPLETE)],
        **said(value=INCOMPLETE),
    )
    answer = RadioField(
        "What should they do?",
        [InputRequired("Choose an answer.")],
        choices=[SelectChoice(one.value, IDEA_STEP_WORDS[one]) for one in ANSWERS],
        **said(choice="Choose an answer."),
    )
    words = TextAreaField(
        "In a few words",
        [Seen("Say in a few words why."), at_most(WORDS_LENGTH, "The answer")],
        filters=[lines],
    )

    def see_step(self, step_id: int | None) -> None:
        """From here on the person has seen this answer; what was typed stays."""
        self.seen_step_id.data, self.seen_step_id.raw_data = step_id, None


class SharedForm(RevisionForm):
    """Content that went to the shop."""

    sent_to = StringField(
        "Who got it?",
        [Seen("Say who got it."), at_most(LINE_LENGTH, "This")],
        filters=[one_line],
    )
    content = TextAreaField(
        "What was sent?",
        [Seen("Say what was sent."), at_most(WORDS_LENGTH, "This text")],
        filters=[lines],
    )
    sent_on = DateField("When?", [InputRequired(NO_DATE)], **said(value=NO_DATE))


class OutcomeForm(RevisionForm):
    outcome = TextAreaField(
        "What came of it?",
        [Seen("Say what came of it."), at_most(WORDS_LENGTH, "The outcome")],
        filters=[lines],
    )


class AssessmentForm(RevisionForm):
    """What an officer records; `covers` is the hash of what the officer's page showed."""

    covers = HiddenField(validators=[InputRequired(INCOMPLETE), at_most(HASH_LENGTH, "This")])
    number = StringField(
        "Number",
        [Seen("Give the number of the assessment."), at_most(NUMBER_LENGTH, "The number")],
        filters=[one_line],
    )
    decided_on = DateField("Signed on", [InputRequired(NO_DATE)], **said(value=NO_DATE))
    signatories = TextAreaField(
        "Who signed it?",
        [Seen("Say who signed it, by name and position."), at_most(WORDS_LENGTH, "This list")],
        filters=[lines],
    )
    conditions = TextAreaField(
        "Conditions", [at_most(WORDS_LENGTH, "The conditions")], filters=[lines]
    )

    def show_covered(self, covers: str) -> None:
        """What the person reads from now on, whatever was sent before."""
        self.covers.data, self.covers.raw_data = covers, None

    def found(self) -> Found:
        return Found(
            number=self.number.data or "",
            decided_on=self.decided_on.data or date.max,
            signatories=self.signatories.data or "",
            conditions=self.conditions.data or "",
            decision=self["decision"].data or "" if "decision" in self else "",
        )


class SecurityForm(AssessmentForm):
    """With the decision on a Security Threat and Risk Assessment (R47)."""

    decision = RadioField(
        "Security Threat and Risk Assessment (STRA)",
        [InputRequired("Say what was decided on a Security Threat and Risk Assessment.")],
        choices=[SelectChoice(one.value, THREATS_WORDS[one]) for one in Threats],
        **said(choice="Say what was decided on a Security Threat and Risk Assessment."),
    )


def amended_values(latest: Assessment | None) -> Mapping[str, str]:
    """An amendment keeps number and conditions until somebody writes others."""
    if latest is None:
        return {}
    return {"number": latest.number, "conditions": latest.conditions}
