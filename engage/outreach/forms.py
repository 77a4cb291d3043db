"""Forms of the registers: shape only. What an entry may be is in `rules`."""

from typing import Any, Final

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from engage.engagements.forms.dates import year_in_reach
from engage.outreach.rules import (
    LANGUAGES,
    Audience,
    EntryContent,
    EntryKind,
    ToolContent,
    ToolStatus,
)
from engage.outreach.words import AUDIENCE_WORDS, KIND_WORDS, LANGUAGE_WORDS, STATUS_WORDS
from engage.web.forms import Form, SelectChoice

INCOMPLETE: Final = "This page was not complete. Load it again before you save."
LARGEST_VERSION: Final = 1_000_000
# A keyword newer than the library's stubs.
A_DATE: Final[dict[str, Any]] = {"invalid_value_message": "Give a date, such as 2026-03-14."}


class SeenForm(Form):
    """A button, and what its reader saw."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        default=0,
        validators=[InputRequired(INCOMPLETE), NumberRange(0, LARGEST_VERSION, INCOMPLETE)],
    )


class ToolForm(SeenForm):
    """A tool of the register; `raw_hosts` is read by the rules."""

    name = StringField("Name")
    purpose = StringField("What it is used for")
    owner = StringField("Team that answers for it")
    status = RadioField(
        "How it stands",
        choices=[SelectChoice(one.value, STATUS_WORDS[one]) for one in ToolStatus],
        default=ToolStatus.UNDER_REVIEW.value,
        validate_choice=False,
    )
    audience = RadioField(
        "Who it is for",
        choices=[SelectChoice(one.value, AUDIENCE_WORDS[one]) for one in Audience],
        default=Audience.PUBLIC.value,
        validate_choice=False,
    )
    hosts = StringField("Where its accounts are (optional)")
    terms_address = StringField("Address of its terms of use (optional)")
    privacy_reference = StringField("Number of its privacy impact assessment (optional)")
    takes_posts = BooleanField("What people write there can be keyed in as a comment")

    def typed(self) -> ToolContent:
        return ToolContent(
            name=self.name.data or "",
            purpose=self.purpose.data or "",
            owner=self.owner.data or "",
            status=self.status.data or "",
            audience=self.audience.data or "",
            takes_posts=bool(self.takes_posts.data),
            hosts=(),
            terms_address=self.terms_address.data or "",
            privacy_reference=self.privacy_reference.data or "",
        )

    def show(self, content: ToolContent, version: int) -> None:
        self.seen_version.data = version
        for name, value in vars(content).items():
            self[name].data = " ".join(value) if name == "hosts" else value


class EntryForm(SeenForm):
    """An account, blog or site. `ministry` is asked for a new one only."""

    ministry = SelectField("Ministry", validate_choice=False)
    kind = RadioField(
        "What it is",
        choices=[SelectChoice(one.value, KIND_WORDS[one]) for one in EntryKind],
        default=EntryKind.ACCOUNT.value,
        validate_choice=False,
    )
    name = StringField("Name")
    tool = SelectField("Tool", validate_choice=False)
    address = StringField("Address")
    audience = RadioField(
        "Who it is for",
        choices=[SelectChoice(one.value, AUDIENCE_WORDS[one]) for one in Audience],
        default=Audience.PUBLIC.value,
        validate_choice=False,
    )
    languages = SelectMultipleField(
        "Languages that it is written in",
        choices=[SelectChoice(one, LANGUAGE_WORDS[one]) for one in LANGUAGES],
        default=["en"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    owner = StringField("Team that answers for it")
    active_from = DateField("Active from (optional)", [Optional(), year_in_reach], **A_DATE)
    active_to = DateField("Active to (optional)", [Optional(), year_in_reach], **A_DATE)

    def typed(self) -> EntryContent:
        return EntryContent(
            kind=self.kind.data or "",
            name=self.name.data or "",
            tool=self.tool.data or "",
            address=self.address.data or "",
            audience=self.audience.data or "",
            languages=tuple(self.languages.data or ()),
            owner=self.owner.data or "",
            active_from=self.active_from.data,
            active_to=self.active_to.data,
        )

    def show(self, content: EntryContent, version: int) -> None:
        self.seen_version.data = version
        for name, value in vars(content).items():
            self[name].data = list(value) if name == "languages" else value
