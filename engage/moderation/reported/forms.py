"""The form by which anybody reports a comment: it asks for no name and no address."""

from wtforms import HiddenField, RadioField, TextAreaField

from engage.comments.forms import PublicForm
from engage.core.language import lazy_gettext as _l
from engage.moderation.reported.rules import FORM_WORDS
from engage.web.forms import SelectChoice


class ReportForm(PublicForm):
    token = HiddenField()
    kind = RadioField(
        _l("Why do you report it?"),
        choices=[SelectChoice(kind.value, _l(words)) for kind, words in FORM_WORDS.items()],
        validate_choice=False,
    )
    note = TextAreaField(_l("Anything that helps us find it (optional)"))
