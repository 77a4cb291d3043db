"""Forms of quotations, of uses of them, and of consents: shape only; rules say what is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from engage.core.dates import from_local
from engage.engagements.forms.shape import INCOMPLETE, LARGEST_ID, at_most, lines, one_line, said
from engage.reuse.kinds import CUT, KIND_WORDS, Kind, all_offered, offered
from engage.reuse.rules import LONGEST, REASON_LENGTH, Edit
from engage.reuse.service import Marked, Place
from engage.reuse.sources import (
    BY_HAND,
    LINE,
    LONG,
    SOURCE_WORDS,
    TARGET_WORDS,
    ConsentContent,
    Elsewhere,
    SourceKind,
    TargetKind,
)
from engage.web.forms import Form, SelectChoice

KEEP: Final = "keep"
UNDO: Final = "undo"
NO_DATE: Final = "Write a date, as the calendar gives it."
_LANGUAGES: Final = [SelectChoice("en", "English"), SelectChoice("fr", "French")]


class SeenForm(Form):
    """Carries the revision that its person saw."""

    seen = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(INCOMPLETE), NumberRange(0, LARGEST_ID, INCOMPLETE)],
        **said(value=INCOMPLETE),
    )


class PlaceForm(Form):
    """Where a quotation stands in the report, and in which language its words are."""

    topic_id = SelectField("Topic", validate_choice=False)
    theme_key = SelectField("Theme", validate_choice=False)
    language = RadioField("Language of the words", choices=_LANGUAGES, validate_choice=False)

    def offer(self, topics: Sequence[tuple[int, str]], themes: Sequence[tuple[str, str]]) -> None:
        self.topic_id.choices = [SelectChoice(str(number), title) for number, title in topics]
        self.theme_key.choices = [
            SelectChoice("", "No theme"), *(SelectChoice(key, label) for key, label in themes),
        ]  # fmt: skip

    def show(self, place: Place) -> None:
        self.topic_id.data = str(place.topic_id)
        self.theme_key.data = place.theme_key or ""
        self.language.data = place.language

    def place(self) -> Place:
        return Place(
            topic_id=number(self.topic_id.data) or 0,
            theme_key=self.theme_key.data or None,
            language=self.language.data or "",
        )


class ChooseForm(PlaceForm):
    """Sentences that are ticked, or words that are copied; words win."""

    sentences = SelectMultipleField(
        "Sentences",
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    exact = TextAreaField(
        "Or the exact words (optional)", [at_most(LONGEST * 2, "This")], filters=[lines]
    )

    def ticked(self) -> list[int]:
        return [int(one) for one in self.sentences.data or [] if number(one) is not None]


class ElsewhereForm(PlaceForm):
    """Words that were not written to us, and what allows their use."""

    kind = RadioField(
        "What are the words from?",
        choices=[SelectChoice(kind.value, words) for kind, words in SOURCE_WORDS.items()],
        validate_choice=False,
        default=SourceKind.LETTER.value,
    )
    origin = StringField("Where they stood", filters=[one_line])
    body = TextAreaField("The words", [at_most(LONGEST, "A quotation")], filters=[lines])
    consent_id = SelectField("Consent", validate_choice=False)
    act = StringField("Act (instead of a consent)", filters=[one_line])
    section = StringField("Section of the act", filters=[one_line])

    def elsewhere(self) -> Elsewhere:
        kind = self.kind.data if self.kind.data in set(SourceKind) else SourceKind.OTHER
        return Elsewhere(
            kind=SourceKind(kind),
            origin=self.origin.data or "",
            body=self.body.data or "",
            language=self.language.data or "",
            consent_id=number(self.consent_id.data),
            act=self.act.data or "",
            section=self.section.data or "",
        )


@dataclass(frozen=True)
class Item:
    """A stretch to decide on, or one that was decided already. `suggestion` is the usual answer."""

    start: int
    end: int
    kind: Kind
    words: str
    suggestion: str
    is_open: bool
    is_by_hand: bool
    chosen: str
    reason: str

    @property
    def key(self) -> str:
        return f"{self.start}_{self.end}"

    @property
    def kind_words(self) -> str:
        return "marked by hand" if self.is_by_hand else KIND_WORDS[self.kind]


class DecideFindingsForm(SeenForm, PlaceForm):
    """Two fields for each stretch are added by `findings_form`."""

    exact = StringField("Other words to take out (optional)", filters=[one_line])
    instead = SelectField("What stands in their place", validate_choice=False)

    def marked(self) -> Marked | None:
        exact = self.exact.data or ""
        return Marked(exact, self.instead.data or "") if exact else None

    def edits(self, items: Sequence[Item]) -> list[Edit]:
        """What was chosen for each stretch; what was undone is none."""
        found = []
        for item in items:
            choice = self[f"choice_{item.key}"].data or ""
            reason = self[f"reason_{item.key}"].data or ""
            if choice in (UNDO, ""):
                continue
            words = "" if choice == KEEP else choice
            found.append(Edit(item.start, item.end, item.kind, words, reason))
        return found


def findings_form(items: Sequence[Item], language: str) -> type[DecideFindingsForm]:
    """The form with a choice and a reason for each stretch."""
    made: dict[str, object] = {}
    for item in items:
        what = item.words if len(item.words) <= 60 else f"{item.words[:57]}…"
        made[f"choice_{item.key}"] = SelectField(
            f"“{what}”", choices=_choices(item, language), validate_choice=False,
            default=item.chosen,
        )  # fmt: skip
        made[f"reason_{item.key}"] = StringField(
            f"Reason for “{what}”", [at_most(REASON_LENGTH, "A reason")],
            filters=[one_line], default=item.reason,
        )  # fmt: skip
    made["instead"] = SelectField(
        "What stands in their place",
        choices=[SelectChoice(words, words) for words in all_offered(language)],
        validate_choice=False,
    )
    return type("FindingsForm", (DecideFindingsForm,), made)


def _choices(item: Item, language: str) -> list[SelectChoice]:
    first = [item.suggestion] if item.suggestion else []
    words = list(dict.fromkeys((*first, *offered(item.kind, language))))
    shown = [SelectChoice(one, f"{one} (leave out)" if one == CUT else one) for one in words]
    if item.is_by_hand:
        return [*shown, SelectChoice(UNDO, "As it was written (undo)")]
    return [*shown, SelectChoice(KEEP, "Keep it as written: say why")]


class SecondForm(Form):
    """What the second person decides, for the content that was seen."""

    verdict = RadioField(
        "Your decision",
        choices=[
            SelectChoice("approved", "Approve: it can be used as it is"),
            SelectChoice("returned", "Return it with a reason"),
        ],
        validate_choice=False,
    )
    reason = TextAreaField("Reason", [at_most(1_000, "A reason")], filters=[lines])
    seen_hash = StringField(widget=HiddenInput())


class UseForm(Form):
    """A use of a quotation elsewhere."""

    target_kind = SelectField(
        "Where it is used",
        choices=[SelectChoice(kind.value, TARGET_WORDS[kind]) for kind in BY_HAND],
        validate_choice=False,
    )
    target = StringField("Which one", [at_most(LINE, "This")], filters=[one_line])

    def kind(self) -> TargetKind:
        chosen = self.target_kind.data
        return TargetKind(chosen) if chosen in set(TargetKind) else TargetKind.REPORT


class ReasonForm(Form):
    """A reason, and nothing else."""

    reason = StringField("Reason", [at_most(LONG, "A reason")], filters=[one_line])


class ConsentForm(Form):
    """What somebody agreed to (R36)."""

    ministry_id = SelectField("Ministry", validate_choice=False)
    what = TextAreaField("What they agreed to", filters=[lines])
    purpose = TextAreaField("What for", filters=[lines])
    to_whom = StringField("To whom it may be shown", filters=[one_line])
    effective_on = DateField("First day", [InputRequired(NO_DATE)], **said(value=NO_DATE))
    ends_on = DateField("Last day (optional)", [Optional()], **said(value=NO_DATE))
    proof = TextAreaField("Where the signed consent is kept", filters=[lines])
    name = StringField("Name of the person (optional)", filters=[one_line])

    def content(self, zone: str) -> ConsentContent:
        """Days become midnights of the province; the last day counts to its end."""
        first: date = self.effective_on.data or date.max
        last: date | None = self.ends_on.data
        return ConsentContent(
            what=self.what.data or "",
            purpose=self.purpose.data or "",
            to_whom=self.to_whom.data or "",
            proof=self.proof.data or "",
            effective_at=_midnight(first, zone),
            ends_at=_midnight(last + timedelta(days=1), zone) if last else None,
            name=self.name.data or "",
        )


def number(text: str | None) -> int | None:
    """The number of a choice; None for '' and for anything that nobody was offered."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _midnight(day: date, zone: str) -> datetime:
    return from_local(day, time(), zone)
