"""Forms of keying in and of importing: shape only. What an entry may be is in `rules`."""

from datetime import date
from typing import Any, Final

from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    FileField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from engage.avenues.rules import ALL_NOTICES, KEYED_CHANNELS, Language, Typed
from engage.comments.attachments.rules import HeldFile
from engage.comments.rules import Channel, NoticeGiven, Purpose
from engage.engagements.forms.dates import year_in_reach
from engage.web.forms import Form, SelectChoice

CHANNEL_CHOICES: Final = {
    Channel.PAPER: "On paper",
    Channel.PHONE: "By telephone",
    Channel.IN_PERSON: "In person",
    Channel.SOCIAL: "On social media",
}
NOTICE_CHOICES: Final = {
    NoticeGiven.SHOWN_BEFORE_FORM: "Shown or handed over before they wrote or spoke",
    NoticeGiven.READ_OUT: "Read out before they spoke",
    NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT: "Sent with the acknowledgement (the slip)",
    NoticeGiven.PUBLISHED_ON_THE_ACCOUNT: "Published on our social media account",
}
PURPOSE_CHOICES: Final = {
    Purpose.DECISION: "Telling them when the comment has been decided on",
    Purpose.RESULTS: "Telling them when the results are ready",
}
LANGUAGE_CHOICES: Final = {
    Language.ENGLISH: "English",
    Language.FRENCH: "French",
    Language.OTHER: "Another language",
}
# Keywords newer than the library's stubs.
A_DATE: Final[dict[str, Any]] = {"invalid_value_message": "Give a date, such as 2026-03-14."}
A_TIME: Final[dict[str, Any]] = {"invalid_value_message": "Give a time, such as 15:30."}
TIME_FORMATS: Final[Any] = ["%H:%M", "%H:%M:%S"]
KEPT: Final = ("channel", "received_on", "topic", "language", "notice_given", "platform")
"""What the next of a pile has in common with the last; no word of a person is among it."""


class KeyedForm(Form):
    """One letter, call, talk or post. `scans` is read from the files of the request."""

    token = HiddenField()
    channel = RadioField(
        "How it came",
        choices=[SelectChoice(one.value, CHANNEL_CHOICES[one]) for one in KEYED_CHANNELS],
        default=Channel.PAPER.value,
        validate_choice=False,
    )
    received_on = DateField("Day received", [Optional(), year_in_reach], **A_DATE)
    received_time = TimeField(
        "Time received (optional)", [Optional()], format=TIME_FORMATS, **A_TIME
    )
    topic = SelectField("Topic", validate_choice=False)
    language = SelectField(
        "Language",
        choices=[SelectChoice(one.value, words) for one, words in LANGUAGE_CHOICES.items()],
        default=Language.ENGLISH.value,
        validate_choice=False,
    )
    notice_given = RadioField(
        "How they got the collection notice",
        choices=[SelectChoice(one.value, NOTICE_CHOICES[one]) for one in ALL_NOTICES],
        validate_choice=False,
    )
    text = TextAreaField("What they wrote or said, word for word")
    platform = SelectField("Platform", validate_choice=False)
    address = StringField("Address of the post")
    account = StringField("Account or name of its author (optional)")
    captured_on = DateField("Day captured", [Optional(), year_in_reach], **A_DATE)
    display_name = StringField("Name to be shown (optional)")
    email = StringField("Their e-mail address (optional)")
    purposes = SelectMultipleField(
        "What they agreed that we use the address for",
        choices=[SelectChoice(one.value, words) for one, words in PURPOSE_CHOICES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    reference = StringField("Reference number of the file (optional)")
    scans = MultipleFileField(
        "Scanned pages (optional)",
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff,.webp"},
    )

    def typed(self, scans: tuple[HeldFile, ...]) -> Typed:
        known = {purpose.value for purpose in Purpose}
        return Typed(
            channel=self.channel.data or "",
            received_on=self.received_on.data,
            received_time=self.received_time.data,
            language=self.language.data or "",
            notice_given=self.notice_given.data or "",
            text=self.text.data or "",
            display_name=self.display_name.data or "",
            email=self.email.data or "",
            purposes=frozenset(
                Purpose(value) for value in self.purposes.data or () if value in known
            ),
            reference=self.reference.data or "",
            platform=self.platform.data or "",
            address=self.address.data or "",
            account=self.account.data or "",
            captured_on=self.captured_on.data,
            scans=scans,
        )

    def carry_over(self, asked: MultiDict[str, str], today: date) -> None:
        """Fills in what the last of the pile had; an address that somebody changed is as none."""
        for name in KEPT:
            value = asked.get(name, "")
            if name == "received_on":
                self.received_on.data = _day(value) or today
            elif value and value in {choice[0] for choice in self[name].iter_choices()}:
                self[name].data = value
        self.captured_on.data = today


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None


class TableForm(Form):
    """`file` is read from the files of the request."""

    file = FileField("Table", render_kw={"accept": ".csv,.xlsx"})


class ActionForm(Form):
    """A button and nothing else."""
