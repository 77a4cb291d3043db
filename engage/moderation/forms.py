"""Forms of decisions: shape only. What a decision may say is in `rules.ruled`."""

from collections.abc import Iterable
from typing import Final

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from engage.comments.rules import Fault
from engage.moderation.rules import CHOICES, WORDS

INCOMPLETE: Final = "This page was not complete. Load it again and read the comment as it stands."
LARGEST_VERSION: Final = 1_000_000


class DecisionForm(FlaskForm):
    """Reasons, a note, and the version that was read; the button pressed says the outcome."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        validators=[
            InputRequired(INCOMPLETE),
            NumberRange(1, LARGEST_VERSION, INCOMPLETE),
        ],
    )
    reasons = SelectMultipleField(
        "Reasons not to publish",
        choices=[SelectChoice(reason.value, WORDS[reason].label) for reason in CHOICES],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = TextAreaField("Note for colleagues (optional)")

    def take_faults(self, faults: Iterable[Fault]) -> None:
        """Shows what the rules refused at its field; what belongs to none, on top."""
        for fault in faults:
            field = self._fields.get(fault.field)
            if field is None:
                self.form_errors.append(fault.message)
            else:
                field.errors = [*field.errors, fault.message]
