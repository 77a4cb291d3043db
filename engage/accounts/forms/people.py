"""The forms of the people pages: shape only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from engage.accounts.administrators import grant_key, grant_of
from engage.accounts.models import Ministry
from engage.accounts.rules import MAXIMUM_EMAIL
from engage.accounts.wording import ROLE_WORDS, grant_words
from engage.core.permissions import Grant, Role
from engage.web.forms import Form

MAXIMUM_NAME: Final = 120
MAXIMUM_REASON: Final = 300
EVERYWHERE: Final = "all"
LINES: Final = ("1", "2", "3")
WHERE: Final = "Say for which ministry, or for all of them."
WHICH: Final = "Choose the role, or leave the ministry empty too."
NO_ROLE: Final = "Give at least one role: without one the person sees nothing."


@dataclass(frozen=True)
class Line:
    """One line for a role to be added, as the template shows it."""

    role: SelectField
    where: SelectField


class RolesForm(Form):
    """What is kept, and up to three roles to add. `seen` is what there was when the page was made;
    `reason` is shown when a third administrator is asked for."""

    seen = HiddenField()
    keep = SelectMultipleField(
        "Roles now",
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    role_1 = SelectField("Role", default="")
    where_1 = SelectField("For", default="")
    role_2 = SelectField("Role", default="")
    where_2 = SelectField("For", default="")
    role_3 = SelectField("Role", default="")
    where_3 = SelectField("For", default="")
    reason = TextAreaField("Why a third administrator is needed", [Length(max=MAXIMUM_REASON)])

    def lines(self) -> list[Line]:
        return [Line(self[f"role_{each}"], self[f"where_{each}"]) for each in LINES]

    def offer(self, held: Collection[Grant], ministries: Sequence[Ministry]) -> None:
        """The choices as they are now."""
        names = {one.id: one.name for one in ministries}
        self.keep.choices = sorted(
            ((grant_key(one), grant_words([one], names)[0]) for one in held),
            key=lambda choice: choice[1],
        )
        roles = [("", "No role"), *((role.value, words) for role, words in ROLE_WORDS.items())]
        where = [("", "Choose"), (EVERYWHERE, "All ministries")]
        where += [(str(one.id), one.name) for one in ministries]
        for line in self.lines():
            line.role.choices, line.where.choices = roles, where

    def show(self, held: Iterable[Grant]) -> None:
        """The form as it stands before anything is changed."""
        self.keep.data = [grant_key(one) for one in held]
        self.seen.data = ",".join(sorted(self.keep.data))

    def seen_grants(self) -> frozenset[Grant]:
        return _grants((self.seen.data or "").split(","))

    def wanted(self, held: Collection[Grant]) -> frozenset[Grant]:
        """What is kept of what is held, with what is added."""
        return (_grants(self.keep.data or ()) & frozenset(held)) | self.added()

    def added(self) -> frozenset[Grant]:
        return frozenset(
            Grant(
                Role(line.role.data),
                None if line.where.data == EVERYWHERE else int(line.where.data),
            )
            for line in self.lines()
            if line.role.data and line.where.data
        )

    def is_whole(self) -> bool:
        """Whether each line says both; the form says which does not."""
        is_valid: bool = self.validate()
        for line in self.lines():
            if line.role.data and not line.where.data:
                line.where.errors = [*line.where.errors, WHERE]
                is_valid = False
            if line.where.data and not line.role.data:
                line.role.errors = [*line.role.errors, WHICH]
                is_valid = False
        return is_valid


class InviteForm(RolesForm):
    """Who is invited, and with which roles."""

    name = StringField(
        "Name", [InputRequired("Enter the person's name."), Length(max=MAXIMUM_NAME)]
    )
    email = StringField(
        "Government e-mail address",
        [InputRequired("Enter the person's e-mail address."), Length(max=MAXIMUM_EMAIL)],
        render_kw={"type": "email", "spellcheck": "false", "autocapitalize": "none"},
    )

    def is_whole(self) -> bool:
        is_valid = super().is_whole()
        if is_valid and not self.added():
            self.role_1.errors = [NO_ROLE]
            return False
        return is_valid


class ReasonForm(Form):
    """For enabling an administrator again while there are two others."""

    reason = TextAreaField("Why a third administrator is needed", [Length(max=MAXIMUM_REASON)])


def _grants(keys: Iterable[str]) -> frozenset[Grant]:
    return frozenset(grant for grant in map(grant_of, keys) if grant is not None)
