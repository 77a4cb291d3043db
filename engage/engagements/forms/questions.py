"""The form of a structured question. Which fields it has follows from its kind."""

from collections.abc import Collection

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from engage.engagements.forms.shape import (
    PARAGRAPH_LENGTH,
    RevisionForm,
    at_most,
    lines,
    one_line,
    said,
)
from engage.engagements.purposes import offered
from engage.engagements.questions import (
    SCALES,
    STATEMENT_LENGTH,
    WITH_OPTIONS,
    Question,
    QuestionKind,
)
from engage.web.forms import SelectChoice

MOST_TYPED = 10_000


class QuestionForm(RevisionForm):
    label = StringField("The question", filters=[one_line])
    options = TextAreaField(
        "Choices", [at_most(MOST_TYPED, "The list of choices")], filters=[lines]
    )
    steps = RadioField(
        "How many steps",
        choices=[SelectChoice(str(one), f"{one} steps, from 1 to {one}") for one in SCALES],
        default=str(SCALES[0]),
        validate_choice=False,
    )
    low = StringField("What 1 means", filters=[one_line])
    high = StringField("What the last step means", filters=[one_line])
    necessity = TextAreaField(
        "Why the answers are needed",
        [at_most(STATEMENT_LENGTH, "This statement")],
        filters=[one_line],
    )
    use = TextAreaField(
        "How the answers will be used",
        [at_most(STATEMENT_LENGTH, "This statement")],
        filters=[one_line],
    )
    purpose = SelectField(
        "Under which purpose of the collection notice the answers fall",
        **said(choice="Choose one of the purposes that the collection notice names."),
    )
    is_required = BooleanField("An answer is required")
    personal_reason = TextAreaField(
        "Why this is needed although it may ask for personal details",
        [at_most(PARAGRAPH_LENGTH, "This statement")],
        filters=[one_line],
    )

    def shape_for(self, kind: QuestionKind) -> None:
        """Leaves out the fields that another kind has."""
        if kind not in WITH_OPTIONS:
            del self.options
        if kind is not QuestionKind.SCALE:
            del self.steps, self.low, self.high

    def offer_purposes(self, purposes: Collection[str], kept: str) -> None:
        """Those of the collection notice, and that nothing personal is collected."""
        self.purpose.choices = [
            SelectChoice(*one) for one in offered(purposes, kept, may_be_nothing=True)
        ]

    def question(self, kind: QuestionKind, key: str) -> Question:
        """The question as it was typed. Empty lines between choices are nothing."""
        typed = self.options.data if "options" in self else ""
        options = tuple(one for line in (typed or "").split("\n") if (one := one_line(line)))
        steps = self.steps.data if "steps" in self else ""
        return Question(
            key=key,
            kind=kind,
            label=self.label.data or "",
            options=options,
            steps=int(steps) if steps in {str(one) for one in SCALES} else 0,
            low=self.low.data or "" if "low" in self else "",
            high=self.high.data or "" if "high" in self else "",
            necessity=self.necessity.data or "",
            use=self.use.data or "",
            purpose=self.purpose.data or "",
            personal_reason=self.personal_reason.data or "",
            is_required=bool(self.is_required.data),
        )


def typed_of(question: Question) -> dict[str, object]:
    """The values of a question as its form shows them."""
    return {
        "label": question.label,
        "options": "\n".join(question.options),
        "steps": str(question.steps or SCALES[0]),
        "low": question.low,
        "high": question.high,
        "necessity": question.necessity,
        "use": question.use,
        "purpose": question.purpose,
        "is_required": question.is_required,
        "personal_reason": question.personal_reason,
    }


class OrderForm(RevisionForm):
    """Of the list: nothing but what was seen; the button says what to do."""
