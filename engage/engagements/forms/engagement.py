"""The form of an engagement, and of a new one."""

import re
from collections.abc import Mapping
from typing import Any, Final

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Optional

from engage.engagements.forms.dates import date_field, instant, wall_clock
from engage.engagements.forms.shape import (
    LINE_LENGTH,
    PARAGRAPH_LENGTH,
    AddressForm,
    RevisionForm,
    Seen,
    at_most,
    body_field,
    lines,
    one_line,
    said,
)
from engage.engagements.rules import (
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Avenue,
    AvenueKind,
    EngagementContent,
    Kind,
)
from engage.engagements.words import AVENUE_LABELS, KIND_WORDS
from engage.web.forms import Form, SelectChoice

_AREAS: Final = re.compile(r"[,\n;]")


class PlaceForm(Form):
    """Where a new engagement belongs."""

    ministry = SelectField(
        "Ministry",
        [InputRequired("Choose the ministry that asks.")],
        **said(choice="Choose the ministry that asks."),
    )

    def offer_ministries(self, names: Mapping[int, str]) -> None:
        """One to choose; the only one there is stands chosen."""
        offered = {"": "Choose a ministry"} if len(names) > 1 else {}
        offered |= {str(one): name for one, name in names.items()}
        self.ministry.choices = [SelectChoice(*one) for one in offered.items()]


class EngagementForm(RevisionForm):
    """What staff write about an engagement, in the order of the page."""

    title = StringField(
        "The question (title)",
        [Seen("Enter the question that you ask."), at_most(TITLE_LENGTH, "The title")],
        filters=[one_line],
    )
    summary = TextAreaField("Summary", [at_most(SUMMARY_LENGTH, "The summary")], filters=[one_line])
    body = body_field("Text")
    kind = RadioField(
        "How long is it open?",
        choices=[SelectChoice(kind.value, words) for kind, words in KIND_WORDS.items()],
        default=Kind.TIME_LIMITED.value,
        **said(choice="Say whether it closes on a date."),
    )
    opens_at = date_field("Opens", "2026-03-14 09:00")
    closes_at = date_field("Closes", "2026-04-14 16:00")
    contact = StringField("Contact", [at_most(LINE_LENGTH, "The contact")], filters=[one_line])
    topic_areas = StringField(
        "Topic areas", [at_most(LINE_LENGTH, "Topic areas")], filters=[one_line]
    )
    region = StringField("Region", [at_most(LINE_LENGTH, "The region")], filters=[one_line])
    avenue_email = StringField(
        "E-mail",
        [
            Optional(),
            at_most(LINE_LENGTH, "The e-mail address"),
            Email("Enter an e-mail address, such as CitizenEngagement@gov.bc.ca."),
        ],
        filters=[one_line],
    )
    avenue_phone = StringField(
        "Phone", [at_most(LINE_LENGTH, "The telephone number")], filters=[one_line]
    )
    avenue_mail = TextAreaField(
        "Mail", [at_most(PARAGRAPH_LENGTH, "The postal address")], filters=[lines]
    )
    avenue_in_person = TextAreaField(
        "In person", [at_most(PARAGRAPH_LENGTH, "Places and times")], filters=[lines]
    )
    notice_template = SelectField(
        "Collection notice", **said(choice="Choose one of the collection notices.")
    )

    def content(self, before: EngagementContent, tz: str) -> EngagementContent:
        """What was typed; `before` lends the instants of dates that were not touched."""
        return EngagementContent(
            title=self.title.data or "",
            kind=Kind(self.kind.data),
            topic_areas=_areas(self.topic_areas.data or ""),
            region=self.region.data or "",
            opens_at=instant(self.opens_at.data, before.opens_at, tz),
            closes_at=instant(self.closes_at.data, before.closes_at, tz),
            summary=self.summary.data or "",
            body=self.body.data or "",
            avenues=tuple(
                Avenue(kind, self[f"avenue_{kind.value}"].data)
                for kind in AVENUE_LABELS
                if self[f"avenue_{kind.value}"].data
            ),
            notice_template=self.notice_template.data or "",
            contact=self.contact.data or "",
            documents=before.documents,
        )

    def offer_notices(self, titles: Mapping[str, str], current: str) -> None:
        """The complete templates; one that the draft names and that is gone stays visible."""
        offered = {"": "Choose a notice"}
        if current and current not in titles:
            offered[current] = f"{current} (no longer available)"
        offered |= {name: f"{title} ({name})" for name, title in titles.items()}
        self.notice_template.choices = [SelectChoice(*one) for one in offered.items()]


class NewEngagementForm(PlaceForm, EngagementForm, AddressForm):
    """An engagement with its ministry and address."""


def engagement_values(content: EngagementContent, tz: str) -> dict[str, Any]:
    """A draft as the fields of its form show it."""
    return {
        "title": content.title,
        "kind": content.kind.value,
        "topic_areas": ", ".join(content.topic_areas),
        "region": content.region,
        "opens_at": wall_clock(content.opens_at, tz),
        "closes_at": wall_clock(content.closes_at, tz),
        "summary": content.summary,
        "body": content.body,
        **{f"avenue_{kind.value}": content.avenue(kind) for kind in AvenueKind},
        "notice_template": content.notice_template,
        "contact": content.contact,
    }


def _areas(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(area for part in _AREAS.split(text) if (area := part.strip())))
