"""Forms of the lists of words: shape only."""

from wtforms import RadioField, TextAreaField

from engage.moderation.spam.words import Kind
from engage.web.forms import Form, SelectChoice


class AddForm(Form):
    words = TextAreaField("Words to add, one a line")
    kind = RadioField(
        "List",
        choices=[
            SelectChoice(Kind.SUSPECT.value, "Look at: only marked for the moderator"),
            SelectChoice(Kind.BANNED.value, "Banned: sorted as suspected spam, disguises too"),
        ],
        default=Kind.SUSPECT.value,
        validate_choice=False,
    )


class RemoveForm(Form):
    """Nothing but its token."""


class TryForm(Form):
    sentence = TextAreaField("A sentence to try")
