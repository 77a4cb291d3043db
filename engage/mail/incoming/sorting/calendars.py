"""Invitations and the answers to them, as calendars send them (RFC 6047). Pure.

In a calendar's message the event is what it says: the whole, or another form of the text. A file
with an event beside a person's words is an attachment like any other.
"""

import re
from typing import Final

from engage.mail.incoming.sorting.seen import Part, Seen, text_of

_METHODS: Final = frozenset(
    {"reply", "request", "cancel", "counter", "declinecounter", "refresh", "add", "publish"}
)
_ANSWERS: Final = frozenset({"reply", "counter", "declinecounter", "refresh"})
_CALENDAR: Final = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_METHOD_LINE: Final = re.compile(r"^METHOD:\s*(\w{1,20})", re.I | re.M)
_SUBJECT: Final = re.compile(
    r"(?:accepted|declined|tentative(?:ly accepted)?|cancell?ed(?: event)?|new time proposed"
    r"|invitation|updated invitation|meeting (?:request|forward notification)"
    r"|invitation mise à jour"
    r"|accepté|acceptée|refusé|refusée|provisoire|annulé|annulée|annulation|événement annulé"
    r"|nouvelle heure proposée|peut-être|zugesagt|abgelehnt|aceptado|rechazado)"
    r"(?:\s[^:\uff1a]{0,40})?\s?[:\uff1a]",
    re.I,
)


def is_calendar(mail: Seen) -> bool:
    if any("calendarmessage" in value for value in mail.headers.all("content-class")):
        return True
    return any(
        part.content_type in _CALENDAR and _is_what_it_says(part, mail) for part in mail.parts
    )


def _is_what_it_says(part: Part, mail: Seen) -> bool:
    if part is mail.parts[0]:
        return True
    method = _method(part)
    if part.kind == "alternative":
        return method in _METHODS
    if _SUBJECT.match(mail.subject):
        return True
    if not mail.own_text.strip():
        return method in _ANSWERS
    is_file = bool(part.headers.first("content-disposition"))
    return method in _METHODS and not is_file


def _method(part: Part) -> str:
    said = part.headers.parameter("method")
    if said:
        return said
    found = _METHOD_LINE.search(text_of(part)[:10_000])
    return found[1].lower() if found else ""
