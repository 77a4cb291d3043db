"""Forms of names that may pass: shape only."""

from wtforms import RadioField, TextAreaField

from engage.reports.passing.rules import GROUND_WORDS
from engage.web.forms import Form, SelectChoice


class AskForm(Form):
    ground = RadioField(
        "Why may this name stand in the report?",
        choices=[SelectChoice(ground, words) for ground, words in GROUND_WORDS.items()],
        validate_choice=False,
    )
    reason = TextAreaField("How you know")


class DecideForm(Form):
    decision = RadioField(
        "May it pass?",
        choices=[
            SelectChoice("grant", "Yes, it may stand in reports"),
            SelectChoice("decline", "No, it may not"),
        ],
        validate_choice=False,
    )
    reason = TextAreaField("Why not")


class RevokeForm(Form):
    reason = TextAreaField("Why it may no longer pass")


class ShowForm(Form):
    """A button and nothing else."""
