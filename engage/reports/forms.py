"""Forms of reports: an order, what is corrected, a release, a withdrawal, a sign-off."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from engage.core.dates import day_words
from engage.engagements.forms.shape import at_most, lines, one_line, said
from engage.privacy.disclosure import THRESHOLD
from engage.reports.order import BOTH, ENGLISH, LOWERED, Kind, Order
from engage.reports.queries import Released
from engage.reports.service.releasing import CORRECTION_LENGTH, REASON_LENGTH
from engage.reports.service.signing_off import REASON_LENGTH as SIGN_OFF_LENGTH
from engage.web.forms import Form, SelectChoice

CHOOSE_WEEK: Final = "Choose one of the weeks."
KINDS: Final = {
    Kind.FINAL: "Final: all of it, as it stood at the closing",
    Kind.INTERIM: "Interim: up to the end of a week",
}


class OrderForm(Form):
    """Which report to build. What the engagement offers no choice of has no field on the page."""

    kind = RadioField("Kind of report", **said(choice="Choose final or interim."))
    week = SelectField("Last week in it", **said(choice=CHOOSE_WEEK))
    french = BooleanField("In French as well")
    lowered = BooleanField("Show counts from 5 on")

    def offer(self, weeks: Sequence[date], *, has_closed: bool) -> None:
        """What can be chosen."""
        kinds = [Kind.FINAL, Kind.INTERIM] if has_closed else [Kind.INTERIM]
        self.kind.choices = [SelectChoice(one.value, KINDS[one]) for one in kinds]
        offered = {one.isoformat(): f"to {_sunday(one)}" for one in weeks}
        offered = offered or {"": "No whole week has passed yet"}
        self.week.choices = [SelectChoice(*one) for one in offered.items()]

    def begin_with(self, usual: Order) -> None:
        """Before it is sent, what is usual is chosen."""
        self.kind.data = usual.kind.value
        if usual.week is not None:
            self.week.data = usual.week.isoformat()

    @property
    def order(self) -> Order:
        kind = Kind(self.kind.data)
        week = date.fromisoformat(self.week.data) if self.week.data else None
        return Order(
            kind,
            week if kind is Kind.INTERIM else None,
            BOTH if self.french.data else ENGLISH,
            LOWERED if self.lowered.data else THRESHOLD,
        )


def _sunday(monday: date) -> str:
    return day_words(monday + timedelta(days=6))


def _named(one: Released) -> str:
    whom = "public" if one.release.is_public else "to the ministry"
    return f"Release {one.release.number}, {whom}"


class CorrectionForm(Form):
    """Which release a draft corrects, and what was wrong; of the draft whose hash stands in it."""

    seen = StringField(widget=HiddenInput())
    corrects = SelectField("It corrects", **said(choice="Choose one of the releases."))
    correction = TextAreaField(
        "What was wrong, and what was changed",
        [at_most(CORRECTION_LENGTH, "This")],
        filters=[lines],
    )

    def offer(self, releases: Iterable[Released]) -> None:
        self.corrects.choices = [
            SelectChoice("", "No earlier release"),
            *(SelectChoice(str(one.release.number), _named(one)) for one in releases),
        ]

    def see(self, seen: str) -> None:
        """From here on the person has seen what is there now."""
        self.seen.raw_data = None
        self.seen.data = seen

    @property
    def chosen(self) -> int | None:
        return int(self.corrects.data) if self.corrects.data else None


class ReleaseForm(Form):
    """A release of exactly the report whose hash stands in the form."""

    seen = StringField(widget=HiddenInput())

    def see(self, seen: str) -> None:
        """From here on the person has seen what is there now."""
        self.seen.raw_data = None
        self.seen.data = seen


class WithdrawForm(Form):
    """Why the files of a release are handed out no more."""

    reason = StringField("Why", [at_most(REASON_LENGTH, "The reason")], filters=[one_line])
    with_earlier = BooleanField("Withdraw every earlier release as well")
    deletes = BooleanField("Delete the files for good")


class SignOffForm(Form):
    """Why smaller counts tell of nobody here."""

    reason = TextAreaField("Reason", [at_most(SIGN_OFF_LENGTH, "The reason")], filters=[lines])
