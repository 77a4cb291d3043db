"""Forms about one message: shape only. What may become of it, the use cases say."""

import re
from typing import Final

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from engage.mail.incoming.queries.places import Offered
from engage.mail.incoming.words import NOT_COMMENTS
from engage.web.forms import Form, SelectChoice

INCOMPLETE: Final = "This page was not complete. Load it again, and try once more."
PLACE: Final = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
LARGEST: Final = 2**31 - 1
OPEN_THEN: Final = "Open when it arrived"
NOT_OPEN_THEN: Final = "Not open when it arrived"


def choice_of(engagement_id: int, topic_id: int) -> str:
    """How a topic of an engagement stands in the list of places."""
    return f"{engagement_id}-{topic_id}"


class MessageForm(Form):
    """Carries the version of the message that its reader saw."""

    seen_version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(INCOMPLETE), NumberRange(1, LARGEST, INCOMPLETE)],
        **{"invalid_value_message": INCOMPLETE},  # type: ignore[arg-type]  # newer than its stubs
    )

    def see(self, version: int) -> None:
        """From here on the person has seen this version; what was typed stays."""
        self.seen_version.raw_data = None
        self.seen_version.data = version


class PlaceForm(MessageForm):
    """Where it belongs; and, where its own words cannot be a comment, what the comment says."""

    place = SelectField("Engagement and topic", validate_choice=False)
    text = TextAreaField("What the comment says")

    def offer(self, offered: Offered) -> None:
        """The topics by name of their engagements, in two groups: typing a title finds one."""
        self.place.choices = [SelectChoice("", "Choose where it belongs")]
        for place in offered.places:
            group = OPEN_THEN if place.was_open else NOT_OPEN_THEN
            self.place.choices += [
                SelectChoice(
                    choice_of(place.engagement_id, number),
                    f"{place.title}: {title}",
                    optgroup=group,
                )
                for number, title in place.topics
            ]

    def chosen(self) -> tuple[int, int] | None:
        """Engagement and topic; None for what nobody was offered."""
        found = PLACE.fullmatch(self.place.data or "")
        return (int(found[1]), int(found[2])) if found else None


class AsideForm(MessageForm):
    """Why it is no comment."""

    why = RadioField(
        "Why is it not a comment?",
        choices=[SelectChoice(one.value, words) for one, words in NOT_COMMENTS.items()],
        validate_choice=False,
    )
