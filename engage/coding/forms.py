"""Forms of themes and of coding: shape only. What a theme may be and what may be chosen, rules
say."""

import re
from typing import Final

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from engage.coding.models import Theme
from engage.coding.rules.codebook import DEFINITION_LENGTH, LABEL_LENGTH, AfterSplit, ThemeContent
from engage.coding.rules.suggesting import FEWEST_THEMES, MOST_THEMES, USUAL_THEMES
from engage.coding.service.coding import Chosen, Seen
from engage.engagements.forms.shape import INCOMPLETE, LARGEST_ID, at_most, lines, one_line, said
from engage.web.forms import Form, SelectChoice

SEEN: Final = re.compile(r"([0-9]{1,6})\.([0-9a-f]{16})\.([0-9]{1,9})")
NOWHERE: Final = "It stands on its own"
AFTER_WORDS: Final = {
    AfterSplit.AGAIN: "Code them again: what they had is shown beside the choices",
    AfterSplit.BOTH: "Give them both themes",
    AfterSplit.STAY: "Leave them as they are",
}


class VersionForm(Form):
    """Carries the version that its person saw, so that nobody writes over a colleague."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(INCOMPLETE), NumberRange(0, LARGEST_ID, INCOMPLETE)],
        **said(value=INCOMPLETE),
    )

    def see(self, version: int) -> None:
        self.seen_version.raw_data = None
        self.seen_version.data = version


class ThemeForm(VersionForm):
    """What staff write about a theme."""

    label_en = StringField(
        "Name in English", [at_most(LABEL_LENGTH, "The name")], filters=[one_line]
    )
    label_fr = StringField(
        "Name in French", [at_most(LABEL_LENGTH, "The name")], filters=[one_line]
    )
    definition = TextAreaField(
        "When to use it", [at_most(DEFINITION_LENGTH, "This text")], filters=[lines]
    )
    not_for = TextAreaField(
        "When not to use it", [at_most(DEFINITION_LENGTH, "This text")], filters=[lines]
    )
    parent = SelectField("Part of", validate_choice=False)
    proposal = IntegerField(
        widget=HiddenInput(),
        validators=[Optional(), NumberRange(1, LARGEST_ID, INCOMPLETE)],
        **said(value=INCOMPLETE),
    )

    def offer(self, themes: list[Theme], but: str = "") -> None:
        """Themes of the first level that this one can go below."""
        first = [one for one in themes if one.parent_id is None and one.key != but]
        self.parent.choices = [
            SelectChoice("", NOWHERE),
            *(SelectChoice(one.key, one.label_en) for one in first),
        ]

    def content(self) -> ThemeContent:
        return ThemeContent(
            self.label_en.data or "",
            self.label_fr.data or "",
            self.definition.data or "",
            self.not_for.data or "",
            self.parent.data or None,
        )


class NewThemeForm(ThemeForm):
    """A theme that nobody can have seen before: there is no version to carry."""

    seen_version = None  # type: ignore[assignment]


class SplitForm(ThemeForm):
    """A theme that is made out of a part of another."""

    after = RadioField(
        "What becomes of the comments that have the theme now",
        choices=[SelectChoice(one.value, words) for one, words in AFTER_WORDS.items()],
        default=AfterSplit.AGAIN.value,
        validate_choice=False,
    )


class MergeForm(VersionForm):
    """The theme that another becomes."""

    into = SelectField("Merge it into", validate_choice=False)

    def offer(self, themes: list[Theme], but: str) -> None:
        self.into.choices = [
            SelectChoice("", "Choose a theme"),
            *(SelectChoice(one.key, one.label_en) for one in themes if one.key != but),
        ]


class CodersForm(VersionForm):
    """How many people code each comment."""

    coders = RadioField(
        "How many people code each comment",
        choices=[
            SelectChoice("1", "One"),
            SelectChoice("2", "Two, each without seeing what the other chose"),
        ],
        validate_choice=False,
    )


class ImportForm(VersionForm):
    """A codebook as a table."""

    file = FileField("CSV file")


class CodingForm(Form):
    """The themes of a comment. `seen` holds what was on the page: version, mark, revision."""

    themes = SelectMultipleField(
        "Themes",
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    fits_none = BooleanField("No theme fits")
    note = TextAreaField("Note", filters=[lines])
    seen = StringField(widget=HiddenInput())

    def see(self, seen: Seen) -> None:
        """From here on the person has seen this; what was chosen stays."""
        self.seen.raw_data = None
        self.seen.data = f"{seen.version}.{seen.mark}.{seen.revision}"

    def was_seen(self) -> Seen | None:
        found = SEEN.fullmatch(self.seen.data or "")
        return Seen(int(found[1]), found[2], int(found[3])) if found else None

    def chosen(self) -> Chosen:
        return Chosen(
            tuple(dict.fromkeys(self.themes.data or ())),
            bool(self.fits_none.data),
            self.note.data or "",
        )


class AskForm(Form):
    """How many themes to suggest."""

    wanted = IntegerField(
        "How many themes",
        [
            InputRequired("Say how many themes."),
            NumberRange(
                FEWEST_THEMES, MOST_THEMES, f"Ask for {FEWEST_THEMES} to {MOST_THEMES} themes."
            ),
        ],
        default=USUAL_THEMES,
        **said(value="Write a number."),
    )
