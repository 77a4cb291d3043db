"""Forms of the public: no session, no cookie. The signed token stands in place of CSRF state.

They check shape only; what a comment may be is decided by `rules.checked`.
"""

from collections.abc import Iterable

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from engage.comments.answers.rules import AnswerSheet
from engage.comments.rules import Purpose, Submission
from engage.core.language import lazy_gettext as _l
from engage.web.forms import Form, SelectChoice

PURPOSE_WORDS = (
    (Purpose.DECISION, _l("Telling me when my comment has been read and decided on")),
    (Purpose.RESULTS, _l("Telling me when the results are ready")),
)


def _purposes(label: str) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=[SelectChoice(purpose.value, words) for purpose, words in PURPOSE_WORDS],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


def _known_purposes(values: Iterable[str] | None) -> frozenset[Purpose]:
    """Those that there are; whatever else was posted is nothing."""
    known = {purpose.value for purpose in Purpose}
    return frozenset(Purpose(value) for value in values or () if value in known)


class PublicForm(Form):
    class Meta:
        csrf = False


class CommentForm(PublicForm):
    """`website` is bait: no person sees it, and what fills in every field fills it in too."""

    token = HiddenField()
    website = StringField(_l("Leave this field empty"))
    text = TextAreaField(_l("Your comment"))
    display_name = StringField(_l("Your name (optional)"))
    email = StringField(_l("Your e-mail address (optional)"))
    purposes = _purposes(_l("What may we use your address for?"))
    accepts_terms = BooleanField(
        _l("These are my own words or I may use them, and I accept the terms of use")
    )

    @property
    def bait(self) -> str:
        return self.website.data or ""

    def submission(self, sheet: AnswerSheet, *, send_as_is: bool) -> Submission:
        return Submission(
            text=self.text.data or "",
            display_name=self.display_name.data or "",
            email=self.email.data or "",
            purposes=_known_purposes(self.purposes.data),
            accepts_terms=bool(self.accepts_terms.data),
            send_as_is=send_as_is,
            sheet=sheet,
        )


class ReceiptForm(PublicForm):
    code = StringField(_l("Receipt code"))


class CorrectionForm(PublicForm):
    seen_version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    text = TextAreaField(_l("Your comment"))

    def show_version(self, version: int) -> None:
        """What the form corrects from now on, whatever was sent before."""
        self.seen_version.data, self.seen_version.raw_data = version, None


class PurposesForm(PublicForm):
    """What an address that is here already may be used for; with nothing ticked, for nothing."""

    purposes = _purposes(_l("What may we use your e-mail address for?"))

    def chosen(self) -> frozenset[Purpose]:
        return _known_purposes(self.purposes.data)


class WithdrawalForm(PublicForm):
    sure = BooleanField(_l("Yes, take back my comment"))


class DefenceForm(Form):
    """Of the staff: nothing but its token; the button says what to do."""
