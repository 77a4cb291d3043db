"""What may be keyed in, when it counts as received, and what is a scan. Pure.

A letter counts on the day on which it was received: its hour is asked only where that day is the
closing day, because then the hour decides (R87).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from engage.comments.attachments.rules import (
    FILE_BYTES,
    FILES,
    HOLDER_BYTES,
    MEGABYTE,
    HeldFile,
)
from engage.comments.rules import (
    Accepted,
    Channel,
    Fault,
    Invalid,
    NoticeGiven,
    Purpose,
    checked_letter,
)
from engage.core.dates import DEFAULT_ZONE, datetime_words, from_local, zone
from engage.core.text import is_blank, plain_one_line
from engage.engagements.rules import Timing

NOON: Final = time(12)
MOMENT: Final = timedelta(microseconds=1)
LARGEST_UPLOAD: Final = HOLDER_BYTES + MEGABYTE
"""The scans, and around them what is typed."""
TAKE_BACK_PERIOD: Final = timedelta(minutes=15)
ADDRESS_LENGTH: Final = 2_000
ACCOUNT_LENGTH: Final = 120
REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*(?: [A-Za-z0-9./_-]+){0,3}")
REFERENCE_LENGTH: Final = 40
HEAD_BYTES: Final = 1_024
WEBP_AT: Final = 8


class Language(StrEnum):
    """What a letter is written in; others are stored as none of them."""

    ENGLISH = "en"
    FRENCH = "fr"
    OTHER = "other"


KEYED_CHANNELS: Final = (Channel.PAPER, Channel.PHONE, Channel.IN_PERSON, Channel.SOCIAL)
NOTICES: Final = {
    Channel.PAPER: (NoticeGiven.SHOWN_BEFORE_FORM, NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT),
    Channel.PHONE: (NoticeGiven.READ_OUT, NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT),
    Channel.IN_PERSON: (
        NoticeGiven.SHOWN_BEFORE_FORM,
        NoticeGiven.READ_OUT,
        NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT,
    ),
    Channel.SOCIAL: (NoticeGiven.PUBLISHED_ON_THE_ACCOUNT,),
}
"""How the notice can have reached somebody on each way: a letter is not read out to its writer."""
ALL_NOTICES: Final = tuple(dict.fromkeys(one for ways in NOTICES.values() for one in ways))


@dataclass(frozen=True)
class Post:
    """Where a post stood; None for what is no post."""

    platform: str
    address: str = field(repr=False)
    account: str = field(repr=False)
    captured_on: date


@dataclass(frozen=True)
class Typed:
    """What somebody keyed in, as typed."""

    channel: str
    received_on: date | None
    received_time: time | None
    language: str
    notice_given: str
    text: str = field(repr=False)
    display_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    purposes: frozenset[Purpose] = frozenset()
    reference: str = ""
    platform: str = ""
    address: str = field(default="", repr=False)
    account: str = field(default="", repr=False)
    captured_on: date | None = None
    scans: tuple[HeldFile, ...] = ()


@dataclass(frozen=True)
class Entry:
    """What is keyed in, after cleaning."""

    channel: Channel
    received_at: datetime
    language: str | None
    notice_given: NoticeGiven
    accepted: Accepted
    reference: str
    post: Post | None
    scans: tuple[HeldFile, ...]


def checked_entry(
    typed: Typed,
    timing: Timing,
    now: datetime,
    tz: str = DEFAULT_ZONE,
    *,
    platforms: Collection[str] = (),
) -> Entry:
    """The cleaned entry; raises Invalid with every fault.

    `platforms` are the tools of which a post may be captured (R2).
    """
    faults: list[Fault] = []
    channel = _channel(typed, faults)
    received_at = _received_at(typed, timing, now, tz, faults)
    notice_given = _notice(typed, channel, faults)
    accepted = _accepted(typed, faults)
    reference = _reference(typed.reference, faults)
    today = now.astimezone(zone(tz)).date()
    post = _post(typed, today, platforms, faults) if channel is Channel.SOCIAL else None
    scans = checked_scans(typed.scans, faults)
    if faults or not (channel and received_at and notice_given and accepted):
        raise Invalid(tuple(faults))
    return Entry(
        channel,
        received_at,
        typed.language if typed.language in ("en", "fr") else None,
        notice_given,
        accepted,
        reference,
        post,
        scans,
    )


def entry_faults(
    typed: Typed,
    timing: Timing,
    now: datetime,
    tz: str = DEFAULT_ZONE,
    *,
    platforms: Collection[str] = (),
) -> tuple[Fault, ...]:
    """All that is wrong with what was typed."""
    try:
        checked_entry(typed, timing, now, tz, platforms=platforms)
    except Invalid as invalid:
        return invalid.faults
    return ()


def _channel(typed: Typed, faults: list[Fault]) -> Channel | None:
    if typed.channel in KEYED_CHANNELS:
        return Channel(typed.channel)
    faults.append(Fault("channel", "Choose how it came."))
    return None


def _received_at(
    typed: Typed, timing: Timing, now: datetime, tz: str, faults: list[Fault]
) -> datetime | None:
    if typed.received_on is None:
        faults.append(Fault("received_on", "Give the day on which it was received."))
        return None
    try:
        return received_instant(typed.received_on, typed.received_time, timing, now, tz)
    except Invalid as invalid:
        faults.extend(invalid.faults)
        return None


def received_instant(
    day: date, at: time | None, timing: Timing, now: datetime, tz: str = DEFAULT_ZONE
) -> datetime:
    """The instant at which something counts as received; raises Invalid.

    Without an hour: noon of that day, brought to where the day lies within the engagement, so that
    a letter of the opening day counts. On the closing day the hour is asked for.
    """
    today = now.astimezone(zone(tz)).date()
    if day > today:
        raise Invalid((Fault("received_on", "It cannot have been received in the future."),))
    if at is None:
        instant = _within_day(day, timing, now, tz)
    else:
        instant = from_local(day, at, tz)
        if instant > now:
            raise Invalid((Fault("received_time", "It cannot have been received in the future."),))
    if not timing.accepts_comments(instant):
        where = "received_on" if at is None else "received_time"
        raise Invalid((Fault(where, _not_open_words(timing, now, tz)),))
    return instant


def _within_day(day: date, timing: Timing, now: datetime, tz: str) -> datetime:
    """An instant of that day on which the engagement was open, if there was one."""
    closes_at = timing.closes_at
    if closes_at is not None and _local_day(closes_at - MOMENT, tz) == day:
        words = f"Comments closed that day, {datetime_words(closes_at, tz)}. Give the hour too."
        raise Invalid((Fault("received_time", words),))
    instant = min(from_local(day, NOON, tz), now)
    begins = max(
        (one for one in (timing.opens_at, timing.published_at) if one is not None),
        default=instant,
    )
    if instant < begins <= now and _local_day(begins, tz) == day:
        return begins
    return instant


def _local_day(moment: datetime, tz: str) -> date:
    return moment.astimezone(UTC).astimezone(zone(tz)).date()


def _not_open_words(timing: Timing, now: datetime, tz: str) -> str:
    """When it could have been received instead."""
    if timing.opens_at is None or timing.published_at is None:
        return "This engagement is not public, so it takes no comments."
    opened = datetime_words(max(timing.opens_at, timing.published_at), tz)
    if timing.closes_at is None:
        return f"The engagement takes comments from {opened} on."
    closed = datetime_words(timing.closes_at, tz)
    return f"The engagement took no comments then: it is open from {opened} to {closed}."


def _notice(typed: Typed, channel: Channel | None, faults: list[Fault]) -> NoticeGiven | None:
    """How the notice was given; only in a way that the channel has."""
    possible = NOTICES[channel] if channel else ALL_NOTICES
    if typed.notice_given in possible:
        return NoticeGiven(typed.notice_given)
    if typed.notice_given in ALL_NOTICES:
        words = "Choose another way: this one does not go with how the comment came."
        faults.append(Fault("notice_given", words))
    else:
        faults.append(Fault("notice_given", "Choose how the collection notice was given."))
    return None


def _accepted(typed: Typed, faults: list[Fault]) -> Accepted | None:
    if typed.email.strip() and not typed.purposes:
        words = "Tick what the person agreed to, or leave the address out."
        faults.append(Fault("purposes", words))
    try:
        return checked_letter(
            typed.text,
            display_name=typed.display_name,
            email=typed.email,
            purposes=typed.purposes,
        )
    except Invalid as invalid:
        faults.extend(invalid.faults)
        return None


def _reference(raw: str, faults: list[Fault]) -> str:
    """A file's number: letters, digits and a few signs, so that it cannot hold a sentence."""
    text = plain_one_line(raw, REFERENCE_LENGTH * 4)
    if text and (len(text) > REFERENCE_LENGTH or not REFERENCE.fullmatch(text)):
        words = f"Use letters, digits and - . / only, {REFERENCE_LENGTH} characters at most."
        faults.append(Fault("reference", words))
    return text


def _post(
    typed: Typed, today: date, platforms: Collection[str], faults: list[Fault]
) -> Post | None:
    is_listed = typed.platform in platforms
    if not is_listed:
        faults.append(Fault("platform", "Choose where the post was found."))
    address = typed.address.strip()
    if not is_web_address(address):
        words = "Give the address of the post, such as https://example.com/posts/12."
        faults.append(Fault("address", words))
    account = plain_one_line(typed.account[: ACCOUNT_LENGTH * 4], ACCOUNT_LENGTH * 4)
    if len(account) > ACCOUNT_LENGTH:
        faults.append(Fault("account", f"Use {ACCOUNT_LENGTH} characters or fewer."))
    captured_on = typed.captured_on or today
    if captured_on > today:
        faults.append(Fault("captured_on", "It cannot have been captured in the future."))
    elif typed.received_on is not None and captured_on < typed.received_on:
        faults.append(Fault("captured_on", "It cannot have been captured before it was posted."))
    if not is_listed:
        return None
    return Post(typed.platform, address, "" if is_blank(account) else account, captured_on)


def is_web_address(text: str) -> bool:
    """Whether it is the address of a page, which a browser can be led to without harm."""
    if not text or len(text) > ADDRESS_LENGTH or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return False
    is_http = parts.scheme in ("http", "https")
    return is_http and "." in host.strip(".") and parts.username is None and "\\" not in text


def checked_scans(scans: Sequence[HeldFile], faults: list[Fault]) -> tuple[HeldFile, ...]:
    """The files with the types that their content says they have."""
    if len(scans) > FILES:
        faults.append(Fault("scans", f"Attach {FILES} files or fewer."))
        return ()
    if sum(one.size for one in scans) > HOLDER_BYTES:
        words = f"Attach {HOLDER_BYTES // MEGABYTE} MB or less together."
        faults.append(Fault("scans", words))
        return ()
    found = []
    for number, one in enumerate(scans, start=1):
        content = one.content or b""
        media_type = scan_type(content)
        if len(content) > FILE_BYTES:
            words = f"File {number} is larger than {FILE_BYTES // MEGABYTE} MB."
            faults.append(Fault("scans", words))
        elif not media_type:
            faults.append(Fault("scans", f"File {number} is no PDF, JPEG, PNG, TIFF or WebP."))
        else:
            found.append(HeldFile(one.name, media_type, len(content), content))
    return tuple(found)


def scan_type(content: bytes) -> str:
    """The media type that a file's first bytes say; '' for none that a scanner makes."""
    if b"%PDF-" in content[:HEAD_BYTES]:
        return "application/pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "image/tiff"
    if content.startswith(b"RIFF") and content[WEBP_AT : WEBP_AT + 4] == b"WEBP":
        return "image/webp"
    return ""
