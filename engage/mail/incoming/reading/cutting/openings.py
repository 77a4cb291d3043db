"""The lines that stand before quoted text: 'On ... wrote:', 'From: ... Sent: ...', separators.

English and French, as Outlook, Gmail, Apple Mail, Yahoo, Thunderbird, Lotus and telephones write
them. mail-parser-reply's patterns are asked as well, where the text is small enough for them; what
they find counts only where it holds a date or an address, since they also match people's prose.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from engage.mail.incoming.reading.cutting import tongues
from engage.mail.incoming.reading.cutting.lines import Line, next_filled

DATED_LINES: Final = 5
NAMED_LINES: Final = 2
ATTRIBUTION_LENGTH: Final = 400
HEADER_LINES: Final = 14


class What(Enum):
    """What an opening opens."""

    REPLY = auto()
    FORWARD = auto()


@dataclass(frozen=True)
class Opening:
    """Lines from `start` up to `end` that introduce what is quoted below them.

    `is_sure`: nobody writes that by hand. Otherwise it counts only above lines marked as quoted.
    """

    start: int
    end: int
    what: What
    is_sure: bool
    is_header: bool = False


_DATED_START: Final = re.compile(
    r"(?:on|le|at|in a message dated|el|am|op)\s.{0,60}\d|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b",
    re.IGNORECASE,
)
_NAMED_START: Final = re.compile(r"[\"'\w(<\[]")
_WROTE: Final = re.compile(
    r"(?:\b(?:wrote|writes|said|schrieb|escribi[oó]|ha scritto|écrit|ecrit|écrivait)"
    r"(?: (?:the following|ce qui suit|"
    r"(?:le|on|at|à|am) [^:]{1,60}(?::\d\d){0,2}[^:]{0,20}))?\s?[:;]|"
    r"<[^<>\s]{3,200}@[^<>\s]{3,200}>\s?:)$",
    re.IGNORECASE,
)
_ANY_LANGUAGE: Final = re.compile(
    r"(?=.*(?<!\d)\d{1,2}\D\d\d(?!\d)|.*(?<!\d)20\d\d(?!\d)).*[:\uff1a]"
)
"""With an address in it, and above lines that are marked: nobody has to know the verb."""
_ADDRESS: Final = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}\.[\w.-]{2,200}")
_TIME: Final = re.compile(r"\b\d{1,2}\s?(?::|h)\s?\d\d\b", re.IGNORECASE)
_ENDS: Final = re.compile(r"[.!?\u3002\uff01\uff1f]$")
_SENTENCE: Final = re.compile(r"[^\W\d_A-Z]{4,}[.!?]\s+[A-ZÀ-Ü]")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d\d\b")

_SEPARATOR: Final = re.compile(
    r"[-_=*~\s>]{2,60}(?P<words>original (?:message|e-?mail)|message (?:d'origine|original|"
    r"initial)|courriel (?:d'origine|original)|original appointment|rendez-vous d'origine|"
    r"forwarded (?:message|e-?mail)(?: (?:from|by) .{1,100})?|forwarded by .{1,100}|"
    r"message (?:transféré|transfere|transmis|réexpédié)(?: (?:de|par) .{1,100})?|"
    r"courriel (?:transféré|transmis|réacheminé)|réacheminé par .{1,100}|transféré par .{1,100}|"
    rf"{tongues.SEPARATORS}|"
    r"(?:on|le|am) .{5,200}(?:wrote|a écrit)|reply message|reply above this line|"
    r"répondre au-dessus de cette ligne)[-_=*~\s]{2,60}",
    re.IGNORECASE,
)
_PLAIN_SEPARATOR: Final = re.compile(
    r"(?P<words>begin forwarded message|début du message (?:transféré|réexpédié)|"
    r"inicio del mensaje reenviado|forwarded message|message transféré|original message|"
    r"message d'origine|message original)\s?:?",
    re.IGNORECASE,
)
_FORWARDED: Final = re.compile(r"forward|transf|transmis|réexp|réachem|reenviado", re.IGNORECASE)
_RULE: Final = re.compile(r"[_\-=*]{5,}")
_BETWEEN_ANGLES: Final = re.compile(r">>> .{2,200}\d.{0,20} >>>")
"""As GroupWise writes it."""
_RUN_ON: Final = re.compile(
    r"(?:on|le)\s.{5,120}<[^<>\s]{1,100}@[^<>\s]{3,100}>\s?(?:wrote|a écrit)\s?:\s{2,9}\S.*",
    re.IGNORECASE,
)
"""What it introduces stands on the same line, as Yahoo writes it on telephones."""

_LABEL: Final = re.compile(
    r"[*_\s|>]{0,10}(?P<label>from|sent|to|cc|bcc|subject|date|reply-to|sent by|attachments?|"
    r"importance|when|where|organization|de|envoyé(?:e)?(?: le| par)?|à|a|pour|cci|objet|sujet|"
    r"date d'envoi|destinataires?|expéditeur|répondre à|pièces? jointes?|"
    rf"{tongues.LABELS})\s?[*_]{{0,3}}\s?[:\uff1a](?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ONE_LINE: Final = re.compile(
    r"\W{0,5}(?:from|de)\s?[*:].{1,200}\b(?:sent|date|envoyé)\s?[*:].{1,150}"
    r"(?:\bto|\bà|\bcc)\s?[*:].{1,400}\b(?:subject|objet)\s?[*:]",
    re.IGNORECASE,
)
_FIRST: Final = tongues.FROM | {"from", "de", "expéditeur"}
_WHEN: Final = tongues.WHEN | {
    *("sent", "date", "envoyé", "envoyée", "envoyé le", "date d'envoi", "when")
}
_SUBJECT: Final = tongues.SUBJECT | {"subject", "objet", "sujet"}
_TO: Final = tongues.TO | {"to", "à", "a", "pour", "destinataire", "destinataires", "cc"}


def is_forwarding(text: str) -> bool:
    """A line that says so, as in '---------- Forwarded message ---------'."""
    found = _SEPARATOR.fullmatch(text) or _PLAIN_SEPARATOR.fullmatch(text)
    return found is not None and bool(_FORWARDED.search(found["words"]))


def is_between_angles(text: str) -> bool:
    return _BETWEEN_ANGLES.fullmatch(text) is not None


def opening_at(lines: list[Line], at: int) -> Opening | None:
    """The opening that starts with that line, which is not blank."""
    text = lines[at].short
    if not text:
        return None
    return _separator(lines, at, text) or header_block(lines, at) or _attribution(lines, at, text)


def _separator(lines: list[Line], at: int, text: str) -> Opening | None:
    if _BETWEEN_ANGLES.fullmatch(text) or _RUN_ON.fullmatch(text):
        return Opening(at, at + 1, What.REPLY, is_sure=True)
    found = _SEPARATOR.fullmatch(text)
    follows = next_filled(lines, at + 1)
    block = header_block(lines, follows) if follows < len(lines) else None
    if found is None and block is not None:
        found = _PLAIN_SEPARATOR.fullmatch(text)
        if found is None and _RULE.fullmatch(text):
            return Opening(at, block.end, block.what, is_sure=True, is_header=True)
    if found is None:
        return None
    what = What.FORWARD if _FORWARDED.search(found["words"]) else What.REPLY
    return Opening(at, block.end if block else at + 1, what, is_sure=True)


def header_block(lines: list[Line], at: int) -> Opening | None:
    """'From: ... Sent: ... To: ... Subject: ...' as a program writes it above what it quotes."""
    if _ONE_LINE.match(lines[at].short):
        return Opening(at, at + 1, What.REPLY, is_sure=True, is_header=True)
    seen: dict[str, str] = {}
    end = at
    waiting = ""
    for index in range(at, min(len(lines), at + HEADER_LINES)):
        line = lines[index]
        if line.is_blank:
            if _is_subject_seen(seen) and not waiting:
                break
            continue
        found = _LABEL.fullmatch(line.short)
        if found is not None:
            label = " ".join(found["label"].lower().split())
            value = found["value"].strip(" *_")
            waiting = "" if value else label
            seen.setdefault(label, value)
            end = index + 1
        elif index == at:
            return None
        elif waiting:
            seen[waiting], waiting = line.short, ""
            end = index + 1
        elif not _goes_on(lines, index, seen):
            break
        else:
            end = index + 1
    return Opening(at, end, What.REPLY, is_sure=True, is_header=True) if _is_block(seen) else None


def _is_subject_seen(seen: dict[str, str]) -> bool:
    return bool(seen.keys() & _SUBJECT) and len(seen) >= 3


def _goes_on(lines: list[Line], index: int, seen: dict[str, str]) -> bool:
    """A long list of addresses, wrapped: another label must follow it at once."""
    if _is_subject_seen(seen) or lines[index - 1].is_blank:
        return False
    for later in range(index + 1, min(len(lines), index + 4)):
        if _LABEL.fullmatch(lines[later].short):
            return True
    return False


def _is_block(seen: dict[str, str]) -> bool:
    labels = seen.keys()
    sender = next((value for label, value in seen.items() if label in _FIRST), None)
    if sender is None:
        return False
    says = bool(labels & _WHEN) + bool(labels & _SUBJECT) + bool(labels & _TO)
    if next(iter(seen)) in _FIRST:
        return says >= 2
    return says == 3 and "@" in sender


def _attribution(lines: list[Line], at: int, text: str) -> Opening | None:
    """'On ..., somebody wrote:', wrapped over up to five lines."""
    is_dated = bool(_DATED_START.match(text))
    if not is_dated and not _NAMED_START.match(text):
        return None
    whole = text
    for index in range(at, min(len(lines), at + (DATED_LINES if is_dated else NAMED_LINES))):
        line = lines[index]
        if line.is_blank or not line.short or len(whole) > ATTRIBUTION_LENGTH:
            return None
        if index > at:
            if _DATED_START.match(line.short) or (not is_dated and _ENDS.search(whole)):
                return None  # it starts here, below other words
            whole = f"{whole} {line.short}"
        if _WROTE.search(whole):
            return _judged(whole, at, index + 1)
        if index == at and _ADDRESS.search(whole) and _ANY_LANGUAGE.fullmatch(whole):
            return Opening(at, index + 1, What.REPLY, is_sure=False)
    return None


def judged(lines: list[Line], start: int, end: int) -> Opening | None:
    """What somebody else's pattern found."""
    filled = [line.short for line in lines[start:end] if not line.is_blank]
    is_header = bool(filled and _LABEL.fullmatch(filled[0]))
    return _judged(" ".join(filled), start, end, is_header=is_header)


def _judged(whole: str, start: int, end: int, *, is_header: bool = False) -> Opening | None:
    has_address = bool(_ADDRESS.search(whole))
    has_time = bool(_TIME.search(whole))
    has_date = bool(_YEAR.search(whole)) or has_time
    if not (has_address or has_date) or len(whole) > ATTRIBUTION_LENGTH:
        return None
    is_sure = bool(_DATED_START.match(whole)) and (has_address or has_time)
    is_sure = (is_sure or (has_address and has_date)) and not _SENTENCE.search(whole)
    return Opening(start, end, What.REPLY, is_sure=is_sure, is_header=is_header)
