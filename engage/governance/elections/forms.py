"""Forms of elections: shape only. A date that cannot be read is told at its field and stays."""

from datetime import datetime, time
from typing import Final

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import DateInput, DateTimeLocalInput, HiddenInput

from engage.core.dates import from_local, next_midnight, zone
from engage.core.errors import Refused
from engage.governance.elections.models import ElectionPeriod
from engage.governance.elections.programs import PROGRAMS
from engage.governance.elections.rules import EXCEPTED_KINDS, MOMENT
from engage.governance.elections.service import Dates
from engage.governance.elections.words import GROUND_WORDS, KIND_WORDS
from engage.web.forms import Form, SelectChoice

INCOMPLETE: Final = "This page was not complete. Load it again before you save."
LARGEST_VERSION: Final = 1_000_000
YEARS: Final = range(2000, 2101)
_MINUTE: Final = "%Y-%m-%dT%H:%M"
_DAY: Final = "%Y-%m-%d"
_TIMES: Final = (_MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")


class PeriodForm(Form):
    """The three dates of an election on the wall clock of the province."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        default=0,
        validators=[InputRequired(INCOMPLETE), NumberRange(0, LARGEST_VERSION, INCOMPLETE)],
    )
    called_on = StringField("The call", widget=DateTimeLocalInput())
    voting_day = StringField("Voting day", widget=DateInput())
    sworn_on = StringField("Cabinet sworn in (optional)", widget=DateTimeLocalInput())

    def dates(self, tz: str, before: ElectionPeriod | None = None) -> Dates:
        """What was typed, as instants; raises Refused at the first field that has no date.

        A time that was not touched keeps its very instant.
        """
        sworn = (self.sworn_on.data or "").strip()
        voting = _read("voting_day", self.voting_day.data or "", (_DAY,))
        return Dates(
            called_at=_instant("called_on", self.called_on.data or "", tz, before, "called_at"),
            voting_ends_at=next_midnight(from_local(voting.date(), time(12), tz), tz),
            sworn_at=_instant("sworn_on", sworn, tz, before, "sworn_at") if sworn else None,
        )

    def show(self, row: ElectionPeriod, tz: str) -> None:
        self.seen_version.data = row.version
        self.called_on.data = _wall_clock(row.called_at, tz)
        self.voting_day.data = (row.voting_ends_at - MOMENT).astimezone(zone(tz)).strftime(_DAY)
        self.sworn_on.data = _wall_clock(row.sworn_at, tz) if row.sworn_at else ""


class SeenForm(Form):
    """A button, and what its reader saw."""

    seen_version = IntegerField(widget=HiddenInput(), default=0)


class ItemForm(Form):
    """What shall become of a held item; `seen` is how it stood on the page."""

    seen = StringField(widget=HiddenInput(), default="")


class ExceptionForm(Form):
    """What may go out, why, and the first director's reason."""

    period = SelectField("Election", validate_choice=False)
    engagement = SelectField("Engagement", validate_choice=False)
    kind = RadioField(
        "What may go out",
        choices=[SelectChoice(kind.value, KIND_WORDS[kind]) for kind in EXCEPTED_KINDS],
        validate_choice=False,
    )
    ground = RadioField(
        "Why it cannot wait",
        choices=[SelectChoice(one.value, words) for one, words in GROUND_WORDS.items()],
        validate_choice=False,
    )
    authority = StringField("The law that requires the advertising")
    program = SelectField(
        "Program (optional)",
        choices=[
            SelectChoice("", "None of these"),
            *(SelectChoice(one.key, f"{one.name}: {one.about}") for one in PROGRAMS.values()),
        ],
        validate_choice=False,
    )
    reason = TextAreaField("Your reason")


class GrantForm(Form):
    """The second director's reason."""

    reason = TextAreaField("Your reason")


def number(text: str | None) -> int:
    """The number of a choice; 0 for anything that nobody was offered."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _instant(field: str, text: str, tz: str, before: ElectionPeriod | None, name: str) -> datetime:
    typed = _read(field, text, _TIMES)
    kept: datetime | None = getattr(before, name) if before is not None else None
    if kept is not None and _wall_clock(kept, tz) == typed.strftime(_MINUTE):
        return kept
    return from_local(typed.date(), typed.time(), tz)


def _read(field: str, text: str, formats: tuple[str, ...]) -> datetime:
    for one in formats:
        try:
            read = datetime.strptime(text.strip(), one)  # noqa: DTZ007  the zone comes later
        except ValueError:
            continue
        if read.year in YEARS:
            return read
    example = "2028-10-21" if formats == (_DAY,) else "2028-09-23 14:00"
    raise Refused(field, f"Give a date{'' if formats == (_DAY,) else ' and a time'}: {example}.")


def _wall_clock(moment: datetime, tz: str) -> str:
    return moment.astimezone(zone(tz)).strftime(_MINUTE)
