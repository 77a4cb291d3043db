"""The fixed English of a report: labels, periods in words, and the page on method."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Final

from engage.core.dates import date_words

WHOLE_TIME: Final = "The whole time"
OTHER_WAYS: Final = "All other ways together"
OTHER_REASONS: Final = "Each of the other reasons"
EACH_REASON: Final = "Each of the reasons"
ANSWERS_ONLY: Final = "Answers only"
NO_LONGER_OFFERED: Final = "no longer offered"

CHANNELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "web": "This website",
        "email": "E-mail",
        "wordpress": "The ministry's website",
        "paper": "Mail or paper form",
        "phone": "Telephone",
        "in_person": "In person",
        "social": "Social media",
        "import": "Brought in from an earlier consultation",
    }
)

REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "third_party_information": "Information about another person",
        "own_contact_details": "The author's own contact details",
        "profanity": "Profanity",
        "threat": "Threat",
        "harassment": "Harassment or hate",
        "unsupported_accusation": "Unsupported accusation",
        "rights_infringement": "Rights of others",
        "advertising": "Advertising",
        "unsafe_links": "Unsafe or excessive links",
        "spam": "Spam or repetition",
        "off_topic": "Far off topic",
        "before_the_courts": "A matter before the courts",
        "media_inquiry": "Media inquiry, passed on",
        "imported": "Not published in the earlier consultation",
    }
)


def label(words: Mapping[str, str], name: str) -> str:
    """The label of a channel or reason; one that is not listed is said as it is named."""
    return words.get(name) or name.replace("_", " ").capitalize()


def period_words(first: date, last: date) -> str:
    """'2 to 8 March 2026', '30 March to 5 April 2026', '28 December 2026 to 3 January 2027'."""
    start, end = _day_words(first), _day_words(last)
    if first.year == last.year:
        start = start.removesuffix(f" {first.year}")
        if first.month == last.month:
            start = str(first.day)
    return f"{start} to {end}"


def _day_words(day: date) -> str:
    return date_words(datetime.combine(day, time(12), UTC), "UTC").partition(", ")[2]


def method(threshold: int, is_final: bool) -> tuple[str, ...]:
    """How the report came about, in paragraphs for the reader who wants to check it."""
    few = f"fewer than {threshold}"
    reach = (
        "The report takes in everything that was received until the engagement closed"
        if is_final
        else "The engagement was still running: the report takes in what was published up to the "
        "week named on the cover, and counts all else that had been received"
    )
    return (
        f"{reach}, as moderators had decided on it when the report was made. "
        "What was received by e-mail, on paper, by telephone or in person is counted by the day it "
        "was received.",
        "Every comment was read by a moderator before it was published. Comments that were not "
        "published are counted, but their text is not part of this report. 'Not published' takes "
        "in comments that a moderator declined, that their authors withdrew, and that still "
        "waited for a decision.",
        "Names, e-mail addresses and every other detail that people gave about themselves beside "
        "their comment have been left out. Comments are shown word for word as they were "
        "published; marks that are not seen but can change how text is displayed were removed.",
        "Exact dates are left out. Weeks run from Monday to Sunday and are joined into periods in "
        f"which at least {threshold} comments were published. Inside a period the order of the "
        "comments is arbitrary and says nothing about when they were sent.",
        f"A count below {threshold} is shown as '{few}'. Rows are joined, and a few other counts "
        "are given as 'not shown', wherever somebody could otherwise work out a small count by "
        "adding and subtracting. A comment can have several reasons, so reasons do not add up.",
        "In the spreadsheet files, text that a spreadsheet program could take for a formula "
        "begins with an apostrophe (') that the author did not write.",
        "The content fingerprint is the SHA-256 of this report's content. Building the report "
        "again from the same data gives the same fingerprint.",
    )
