"""Forms of incidents: shape only. What they may say is in `rules.py`."""

from wtforms import RadioField, SelectField, StringField, TextAreaField

from engage.incidents.rules import CONTACT_WORDS, KIND_WORDS, Contact, ContactPart
from engage.web.forms import Form, SelectChoice


class OpeningForm(Form):
    """A new incident; `ministry` is asked only when no comment says whose it is."""

    kind = RadioField(
        "What kind of incident is it?",
        choices=[SelectChoice(kind.value, words) for kind, words in KIND_WORDS.items()],
        validate_choice=False,
    )
    ministry = SelectField("Ministry", validate_choice=False)
    note = TextAreaField("What happened (optional)")


class StepForm(Form):
    """What was done now."""

    step = RadioField("What was done", validate_choice=False)
    note = TextAreaField("Note (optional)")


class ContactForm(Form):
    """Whom to tell."""

    part = RadioField(
        "Who is it?",
        choices=[SelectChoice(part.value, words) for part, words in CONTACT_WORDS.items()],
        default=ContactPart.SUPERVISOR.value,
        validate_choice=False,
    )
    ministry = SelectField("Ministry", validate_choice=False)
    name = StringField("Name")
    email = StringField("E-mail address")
    phone = StringField("Telephone (optional)")

    def contact(self) -> Contact:
        """What was typed; a ministry that is no number is none."""
        return Contact(
            self.part.data or "",
            number(self.ministry.data),
            self.name.data or "",
            self.email.data or "",
            self.phone.data or "",
        )


def number(text: str | None) -> int | None:
    """The number of a choice; None for '' and for anything that nobody was offered."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
