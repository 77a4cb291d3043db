"""What the forms share: clean text, limits, the revision that was seen, an address."""

import re
from typing import Any, Final

from wtforms import Field, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from engage.core.text import clean_plain, is_blank
from engage.engagements.rules import BODY_LENGTH
from engage.web.forms import Form

INCOMPLETE: Final = "This page was not complete. Load it again before you save."
LARGEST_ID: Final = 2**31 - 1
LINE_LENGTH: Final = 300
PARAGRAPH_LENGTH: Final = 1_000
ADDRESS_OF_FORM: Final = "new"
"""The one slug that would hide behind the staff's page for a new thing."""

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def one_line(text: str | None) -> str:
    return " ".join(clean_plain(text or "").split())


def lines(text: str | None) -> str:
    return clean_plain(text or "")


def markdown(text: str | None) -> str:
    """Markdown as written: spaces at a line's end and tabs mean something there."""
    return _CONTROLS.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n"))


class Seen:
    """Something that can be seen stands in the field."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: object, field: Field) -> None:
        if is_blank(field.data or ""):
            raise ValidationError(self.message)


def at_most(limit: int, what: str) -> Length:
    return Length(max=limit, message=f"{what} can have {limit:,} characters at most. Shorten it.")


def not_the_form(_form: object, field: Field) -> None:
    if field.data == ADDRESS_OF_FORM:
        raise ValidationError("The address 'new' is kept for another page. Choose another.")


def said(**messages: str) -> dict[str, Any]:
    """Words for a value or choice that cannot be read: keywords newer than the library's stubs."""
    return {f"invalid_{what}_message": message for what, message in messages.items()}


def body_field(label: str) -> TextAreaField:
    return TextAreaField(label, [at_most(BODY_LENGTH, "This text")], filters=[markdown])


class RevisionForm(Form):
    """Carries the revision that its person saw, so that nobody writes over a colleague."""

    seen_revision_id = IntegerField(
        widget=HiddenInput(),
        validators=[Optional(), NumberRange(1, LARGEST_ID, INCOMPLETE)],
        **said(value=INCOMPLETE),
    )

    def see(self, revision_id: int | None) -> None:
        """From here on the person has seen this revision; what was typed stays."""
        self.seen_revision_id.raw_data = None
        self.seen_revision_id.data = revision_id


class AddressForm(Form):
    """The last part of a new page's address; it stays, so that links go on working."""

    slug = StringField("Address", [not_the_form], filters=[one_line])

    def suggest_slug(self, slug: str) -> None:
        """Fills an address that was left empty."""
        if not self.slug.data:
            self.slug.data, self.slug.raw_data = slug, None
