"""What a reply may be, how it is signed, where it stands, and whom it may be handed to. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from engage.core.business_hours import WORKDAY
from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.text import clean_plain, is_blank, plain_one_line
from engage.governance.wording import Concern, Rule
from engage.privacy.contacts import find_contacts
from engage.replies.settling import Answer

TEXT_LENGTH: Final = 4_000
TEAM_LENGTH: Final = 80
ROLE_LENGTH: Final = 60
AUTHORITY_LENGTH: Final = 200
NOTE_LENGTH: Final = 500
# What was typed beyond this is not worth cleaning first: the answer is the same.
ABSURD_LENGTH: Final = 100_000
TITLES: Final = frozenset({"dr", "mr", "mrs", "ms", "mx", "miss", "prof", "hon"})
GIVEN_NAME: Final = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
FINGERPRINT: Final = re.compile("[0-9a-f]{16}")

NO_REPLY: Final = "There is no such reply, or it belongs to another ministry."
NOT_PUBLIC: Final = "This comment is not public, so it cannot be answered in public."
NOT_SPEAKER: Final = "You are not a speaker on this topic. Its engagement lead can make you one."
MEDIA: Final = "This comment was handed on as a question from the media. It is not answered here."
HANDED_ON: Final = "This comment was handed on. Take that back first if you want to answer it."
CORRECTION_REFERRED: Final = (
    "A correction of this comment was referred. Wait until that is decided."
)

LEAD_ROLES: Final = (Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR)
MARKING_ROLES: Final = (Role.MODERATOR, *LEAD_ROLES)


class Standing(StrEnum):
    DRAFT = "draft"
    HELD = "held"
    PUBLISHED = "published"
    CORRECTING = "correcting"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What happens to a reply; each leaves a step in its history."""

    SAVED = "saved"
    ASKED = "asked"
    TAKEN_BACK = "taken_back"
    RELEASED = "released"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Destination(StrEnum):
    """To whom a comment is handed on."""

    COMMUNICATIONS = "communications"
    PROGRAM = "program"
    CITIZEN_ENGAGEMENT = "citizen_engagement"


DUE_CHOICES: Final = (1, 2, 3, 5, 10)
DUE_DAYS: Final = 3


@dataclass(frozen=True)
class Draft:
    """What a speaker sent: the text, how to sign it, and answers to the check by rule."""

    body: str
    is_named: bool = False
    role_title: str = ""
    authority: str = ""
    answers: Mapping[Rule, Answer] | None = None


@dataclass(frozen=True)
class Wording:
    """A draft after cleaning: ready to be stored."""

    body: str
    first_name: str
    role_title: str
    authority: str
    answers: Mapping[Rule, Answer]


@dataclass(frozen=True)
class Fault:
    """One thing wrong, at one field."""

    field: str
    message: str


class Invalid(Refused):
    """A reply with faults; all of them are told at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults[0].field, faults[0].message)
        self.faults = faults


class NotReady(Refused):
    """The check is not content: something blocks, or was not answered yet."""

    def __init__(self, concerns: tuple[Concern, ...]) -> None:
        super().__init__("body", "The reply cannot be sent yet. Read what the check found.")
        self.concerns = concerns


def standing_of(
    *, version: int, published_version: int | None, is_held: bool, is_withdrawn: bool
) -> Standing:
    if is_withdrawn:
        return Standing.WITHDRAWN
    if is_held:
        return Standing.HELD
    if published_version is None:
        return Standing.DRAFT
    return Standing.PUBLISHED if published_version == version else Standing.CORRECTING


def worded(draft: Draft, full_name: str) -> Wording:
    """The cleaned reply; raises Invalid with every fault."""
    faults: list[Fault] = []
    body = _cleaned_body(draft.body, faults)
    role = plain_one_line(draft.role_title[: ROLE_LENGTH * 4], ROLE_LENGTH * 4)
    if len(role) > ROLE_LENGTH:
        faults.append(Fault("role_title", f"Use {ROLE_LENGTH} characters or fewer."))
    if find_contacts(role):
        faults.append(Fault("role_title", "Give your role only, without any contact details."))
    authority = plain_one_line(draft.authority[: AUTHORITY_LENGTH * 4], AUTHORITY_LENGTH * 4)
    if len(authority) > AUTHORITY_LENGTH:
        faults.append(Fault("authority", f"Use {AUTHORITY_LENGTH} characters or fewer."))
    if authority and not cites_law(authority):
        faults.append(
            Fault("authority", "Name the section and the Act, such as 'section 33 (2) of FOIPPA'.")
        )
    if faults:
        raise Invalid(tuple(faults))
    name = first_name(full_name) if draft.is_named else ""
    return Wording(body, name, role if name else "", authority, _cleaned_answers(draft.answers))


def _cleaned_body(raw: str, faults: list[Fault]) -> str:
    body = clean_plain(raw) if len(raw) <= ABSURD_LENGTH else ""
    length = len(body) or len(raw)
    if length > TEXT_LENGTH:
        over = length - TEXT_LENGTH
        faults.append(Fault("body", f"Shorten the reply by {over:,} characters."))
    elif is_blank(body):
        faults.append(Fault("body", "Write the reply in the box."))
    return body


def _cleaned_answers(answers: Mapping[Rule, Answer] | None) -> dict[Rule, Answer]:
    cleaned = {
        rule: Answer(
            plain_one_line(one.reason[: NOTE_LENGTH * 4], NOTE_LENGTH),
            one.about if FINGERPRINT.fullmatch(one.about) else "",
        )
        for rule, one in (answers or {}).items()
    }
    return {rule: one for rule, one in cleaned.items() if one.reason}


def first_name(full_name: str) -> str:
    """What the public may learn of a speaker's name: the given name, never the rest (R52).

    Directories write 'Ng, Anna' too, and titles stand in front; where no given name can be told
    from the rest, none is shown.
    """
    name = plain_one_line(full_name, 200)
    name = name.partition(",")[2] if "," in name else name
    words = [word for word in name.split() if word.strip(".").casefold() not in TITLES]
    first = words[0] if words else ""
    return first[:40] if GIVEN_NAME.fullmatch(first) else ""


def signature(team: str, first: str, role: str) -> str:
    """'Citizen Engagement', or 'Citizen Engagement, reply by Anna, policy analyst'."""
    who = byline(first, role)
    return f"{team}, {who}" if who else team


def byline(first: str, role: str) -> str:
    """'reply by Anna, policy analyst'; '' for a speaker who wishes no name."""
    who = speaker(first, role)
    return f"reply by {who}" if who else ""


def speaker(first: str, role: str) -> str:
    """'Anna, policy analyst'; '' for one who wishes no name."""
    return f"{first}, {role}" if first and role else first


_SECTION: Final = re.compile(r"\b(?:s|ss|sec|section|sections)\.? ?\d", re.IGNORECASE)
_LAW: Final = re.compile(r"\b(?:[A-Z][\w' ]{2,80} )?(?:Act|Regulation|Code)\b|\bFOIPPA\b|\bFIPPA\b")


def cites_law(text: str) -> bool:
    """Whether a section of an Act or regulation is named: 'section 33 (2) of FOIPPA'."""
    return bool(_SECTION.search(text) and _LAW.search(text))


def checked_team(raw: str) -> str:
    """A team's name on one line; raises Refused. Empty: the ministry's name is used."""
    name = plain_one_line(raw[: TEAM_LENGTH * 4], TEAM_LENGTH * 4)
    if len(name) > TEAM_LENGTH:
        raise Refused("team", f"Use {TEAM_LENGTH} characters or fewer.")
    if find_contacts(name):
        raise Refused("team", "Give the team's name only, without any contact details.")
    return "" if is_blank(name) else name


def checked_note(raw: str, field: str = "note") -> str:
    note = clean_plain(raw[:ABSURD_LENGTH])
    if len(note) > NOTE_LENGTH:
        raise Refused(field, f"Use {NOTE_LENGTH} characters or fewer.")
    return note


def blocking_referral(destinations: Collection[str]) -> str:
    """Why a comment that was handed on is not answered; '' when it was not."""
    if Destination.COMMUNICATIONS in destinations:
        return MEDIA
    return HANDED_ON if destinations else ""


def working_time(days: int) -> timedelta:
    """So many working days, for the clock of answers."""
    return days * WORKDAY
