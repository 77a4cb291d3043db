"""Forms of decisions: shape only. What a decision may say is in `ruling`."""

from collections.abc import Mapping
from typing import Final

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from engage.moderation.choices import LABEL_WORDS
from engage.moderation.rules import CHOICES, REFERRAL_WORDS, WORDS
from engage.privacy.redaction import Label
from engage.web.forms import Form, SelectChoice

INCOMPLETE: Final = "This page was not complete. Load it again and read the comment as it stands."
LARGEST_VERSION: Final = 1_000_000
LARGEST_ID: Final = 2**31 - 1


class DecisionForm(Form):
    """Reasons, words to take out, texts, and the version that was read; the button pressed says
    the outcome. The spans that were marked on the text are read beside it (see `choices`)."""

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
    words_to_remove = TextAreaField("Or type words to take out, one phrase a line")
    words_label = SelectField(
        "What these words are",
        choices=[SelectChoice(label.value, words) for label, words in LABEL_WORDS.items()],
        default=Label.NAME.value,
        validate_choice=False,
    )
    refer_to = SelectField(
        "Refer to",
        choices=[
            SelectChoice("", "Choose who answers it"),
            *(SelectChoice(one.value, words) for one, words in REFERRAL_WORDS.items()),
        ],
        validate_choice=False,
    )
    note = TextAreaField("Note for colleagues (optional)")
    opens_incident = BooleanField("Open an incident with this decision")
    message = TextAreaField("Message to the author")


class NoteForm(Form):
    """A note beside any decision."""

    note = TextAreaField("Note for colleagues")


class RevealForm(Form):
    """Why somebody has to read what was taken out of a text."""

    reason = StringField("Why you need to read the removed words")


class TopicForm(Form):
    """Another topic for a comment; carries the version and the topic that its reader saw."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        validators=[
            InputRequired(INCOMPLETE),
            NumberRange(1, LARGEST_VERSION, INCOMPLETE),
        ],
    )
    seen_topic = IntegerField(
        widget=HiddenInput(),
        validators=[
            InputRequired(INCOMPLETE),
            NumberRange(1, LARGEST_ID, INCOMPLETE),
        ],
    )
    topic = RadioField("Which topic is it about?", validate_choice=False)

    def offer(self, titles: Mapping[int, str]) -> None:
        self.topic.choices = [SelectChoice(str(one), title) for one, title in titles.items()]

    def chosen(self) -> int | None:
        """The topic's id; None for what nobody was offered."""
        typed = self.topic.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
