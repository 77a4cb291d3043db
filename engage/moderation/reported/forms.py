"""The form by which anybody reports a comment: it asks for no name and no address."""

from wtforms import HiddenField, RadioField, TextAreaField

from engage.comments.forms import PublicForm
from engage.moderation.reported.rules import FORM_WORDS
from engage.web.forms import SelectChoice


class ReportForm(PublicForm):
    token = HiddenField()
    kind = RadioField(
        "Why do you report it?",
        choices=[SelectChoice(kind.value, words) for kind, words in FORM_WORDS.items()],
        validate_choice=False,
    )
    note = TextAreaField("Anything that helps us find it (optional)")
