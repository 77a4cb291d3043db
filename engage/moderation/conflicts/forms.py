"""Forms of conflicts of interest: shape only."""

from wtforms import RadioField, SelectField, TextAreaField

from engage.web.forms import Form

WHOLE = "whole"


class DeclareForm(Form):
    """With what, who (asked of leads alone), and why."""

    about = RadioField("What is the conflict with?", validate_choice=False)
    person = SelectField("Who has the conflict?", validate_choice=False)
    reason = TextAreaField("What the conflict of interest is")


class EndForm(Form):
    reason = TextAreaField("Why it is over")


class SeenForm(Form):
    """A button and nothing else."""
