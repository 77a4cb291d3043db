"""Receipts of mail programs: somebody read our mail, or it was delivered (RFC 8098). Pure."""

import re
from typing import Final

from engage.mail.incoming.sorting.reports import delivery_report
from engage.mail.incoming.sorting.seen import Seen

NOTIFICATION: Final = "message/disposition-notification"

_SUBJECT: Final = re.compile(
    r"(?:read|not read|read receipt|return receipt|lue?|non lue?|accusé de lecture"
    r"|confirmation de lecture|message lu|gelesen|leído)(?:\s*[:(\uff1a]|$)",
    re.I,
)
_TOLD: Final = re.compile(
    r"\bthis is a (?:return )?receipt for the (?:mail|message|e-?mail)"
    r"|\byour message\b[^\x00]{0,500}?\b(?:was read|was deleted without being read|has been read)"
    r"|\bvotre message\b[^\x00]{0,500}?\b(?:a été lu|a été supprimé sans)"
    r"|\bhas received and displayed your message|\breturn receipt\b",
    re.I,
)


def is_read_receipt(mail: Seen) -> bool:
    if mail.headers.parameter("report-type") == "disposition-notification":
        return True
    if not (mail.has(NOTIFICATION) or mail.headers.content_type == NOTIFICATION):
        return bool(_SUBJECT.match(mail.subject) and _TOLD.search(mail.own_text))
    is_report = mail.headers.content_type == "multipart/report"
    return is_report or bool(_SUBJECT.match(mail.subject)) or not mail.own_text.strip()


def is_receipt(mail: Seen) -> bool:
    """Of reading, or of a delivery that went well."""
    report = delivery_report(mail)
    return is_read_receipt(mail) or (report.is_standard and report.is_delivered)
