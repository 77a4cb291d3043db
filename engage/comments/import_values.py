"""The cells of an import file, read one by one. Pure.

Each reader returns the value or raises CellFault with a sentence. A sentence quotes no cell but a
number of up to three digits: a wrong column may hold a person's words, name or telephone.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from engage.comments.rules import NAME_LENGTH, TEXT_LENGTH, Channel, NoticeGiven, State
from engage.core.text import clean_plain, is_blank, plain_one_line

STATES: Final = {
    "1": State.PUBLISHED,
    "accepted": State.PUBLISHED,
    "published": State.PUBLISHED,
    "0": State.WAITING,
    "waiting": State.WAITING,
    "-1": State.NOT_PUBLISHED,
    "rejected": State.NOT_PUBLISHED,
    "not_published": State.NOT_PUBLISHED,
}
CHANNELS: Final = {
    "paper": Channel.PAPER,
    "letter": Channel.PAPER,
    "phone": Channel.PHONE,
    "telephone": Channel.PHONE,
    "in_person": Channel.IN_PERSON,
    "social": Channel.SOCIAL,
    "social_media": Channel.SOCIAL,
    "email": Channel.EMAIL,
    "e_mail": Channel.EMAIL,
    "import": Channel.IMPORT,
}
NOTICES: Final = {
    "shown_before": NoticeGiven.SHOWN_BEFORE_FORM,
    **{notice.value: notice for notice in NoticeGiven},
}
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(days=1)
# Seconds since 1970 reach this in the year 5138, milliseconds reached it in 1973.
FIRST_MILLISECONDS: Final = 10**11
SINCE_1970: Final = re.compile(r"(-?[0-9]{1,16})(?:\.([0-9]{1,9}))?")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
ID_LENGTH: Final = 200
SMALL_NUMBER: Final = re.compile(r"-?[0-9]{1,3}")


class CellFault(ValueError):
    """What is wrong with one cell, as a sentence."""


def read_text(cell: str, limit: int = TEXT_LENGTH) -> str:
    """The comment as plain text."""
    text = clean_plain(cell)
    if is_blank(text):
        raise CellFault("the text is empty")
    if len(text) > limit:
        raise CellFault(
            f"the text has {len(text):,} characters; {limit:,} is the most that is taken"
        )
    return text


def read_state(cell: str) -> State:
    state = STATES.get(cell.strip().casefold())
    if state is None:
        raise CellFault(
            f"the state{_shown(cell)} is not known; use 1, 0, -1, or accepted, waiting, rejected"
        )
    return state


def read_instant(cell: str, now: datetime) -> datetime:
    """Milliseconds or seconds since 1970, or ISO 8601 with an offset; as aware UTC."""
    try:
        instant = _instant(cell.strip())
    except (ValueError, OverflowError) as error:
        if isinstance(error, CellFault):
            raise
        raise CellFault(
            f"the time{_shown(cell)} cannot be read; use milliseconds or seconds since 1970,"
            " or a form like 2026-03-14T16:00:00-07:00"
        ) from None
    if instant < EARLIEST:
        raise CellFault(f"the time{_shown(cell)} is before {EARLIEST.year}")
    if instant > now + AHEAD:
        raise CellFault("the time lies in the future")
    return instant


def _instant(cell: str) -> datetime:
    number = SINCE_1970.fullmatch(cell)
    if number is None:
        instant = datetime.fromisoformat(cell)
        if instant.tzinfo is None:
            raise CellFault(
                "the time has no offset from UTC; write it like 2026-03-14T16:00:00-07:00"
            )
        return instant.astimezone(UTC)
    whole, part = int(number[1]), int((number[2] or "0").ljust(9, "0"))
    if abs(whole) >= FIRST_MILLISECONDS:
        return EPOCH + timedelta(milliseconds=whole, microseconds=part // 1_000_000)
    return EPOCH + timedelta(seconds=whole, microseconds=part // 1_000)


def read_source_id(cell: str) -> str:
    source_id = cell.strip()
    if not source_id:
        raise CellFault("the source id is empty")
    if len(source_id) > ID_LENGTH:
        raise CellFault(f"the source id is longer than {ID_LENGTH} characters")
    return source_id


def read_name(cell: str) -> str:
    """A display name; '' for none, also for one of which nothing can be seen."""
    name = plain_one_line(cell, NAME_LENGTH * 4)
    if is_blank(name):
        return ""
    if len(name) > NAME_LENGTH:
        raise CellFault(f"the display name is longer than {NAME_LENGTH} characters")
    return name


def read_language(cell: str) -> str | None:
    """A language tag such as en or fr-CA; None for none."""
    tag = cell.strip()
    if not tag:
        return None
    if not LANGUAGE.fullmatch(tag):
        raise CellFault("the language is no tag such as en or fr")
    return tag.casefold()


def read_channel(cell: str) -> Channel:
    """How it came; an empty cell is as no column: from the body that collected it."""
    word = _word(cell)
    if not word:
        return Channel.IMPORT
    channel = CHANNELS.get(word)
    if channel is None:
        raise CellFault(
            "the channel is not known; use paper, phone, in_person, social, email or import"
        )
    return channel


def read_notice(cell: str) -> NoticeGiven | None:
    """How the collection notice was given; None for an empty cell."""
    word = _word(cell)
    if not word:
        return None
    notice = NOTICES.get(word)
    if notice is None:
        raise CellFault(
            "the way of the notice is not known; use shown_before, read_out,"
            " sent_with_acknowledgement, published_on_the_account or by_the_collecting_body"
        )
    return notice


def _word(cell: str) -> str:
    return cell.strip().casefold().replace(" ", "_").replace("-", "_")


def _shown(cell: str) -> str:
    """A blank and the cell in quotation marks when it is a small number; else nothing."""
    return f" '{cell.strip()}'" if SMALL_NUMBER.fullmatch(cell.strip()) else ""
