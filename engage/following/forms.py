"""Forms of followers: no session, no cookie. They check shape; `rules.checked` decides."""

from wtforms import HiddenField, RadioField, StringField

from engage.comments.forms import PublicForm
from engage.core.language import lazy_gettext as _l
from engage.following.models import Subscription
from engage.following.rules import Pace
from engage.web.forms import SelectChoice

PACE_WORDS = (
    (Pace.AT_ONCE, _l("As soon as something happens")),
    (Pace.DAILY, _l("Once a day at most, in the morning")),
)
LANGUAGE_WORDS = (("en", "English"), ("fr", "Français"))


class ChoiceForm(PublicForm):
    """How somebody wants to be told. What a post leaves out is no choice."""

    pace = RadioField(
        _l("How often may we write?"),
        choices=[SelectChoice(pace.value, words) for pace, words in PACE_WORDS],
        validate_choice=False,
    )
    language = RadioField(
        _l("In which language?"),
        choices=[SelectChoice(code, words) for code, words in LANGUAGE_WORDS],
        validate_choice=False,
    )

    def show(self, row: Subscription) -> None:
        """What is in force, whatever was sent."""
        self.pace.data, self.language.data = row.pace, row.language


class FollowForm(ChoiceForm):
    """`website` is bait: no person sees it, and what fills in every field fills it in too."""

    token = HiddenField()
    website = StringField(_l("Leave this field empty"))
    email = StringField(_l("Your e-mail address"))
