"""Forms of decisions: shape only. What a decision may say is in `rules.ruled`."""

from typing import Final

from wtforms import IntegerField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from engage.moderation.rules import CHOICES, WORDS
from engage.web.forms import Form, SelectChoice

INCOMPLETE: Final = "This page was not complete. Load it again and read the comment as it stands."
LARGEST_VERSION: Final = 1_000_000


class DecisionForm(Form):
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
