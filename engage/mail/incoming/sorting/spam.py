"""What our own mail servers say of a message; its content is the moderation queue's to judge. Pure.

Of a line that stands there more than once, the nearest to us counts. Strangers may write such
lines too: a forged 'no' changes nothing that the others say, and a forged 'yes' harms who forged
it.
"""

import re
from typing import Final

from engage.mail.incoming.sorting.headers import Headers
from engage.mail.incoming.sorting.seen import Seen

JUNK_LEVEL: Final = 5
"""Exchange's spam confidence from which on it puts mail into the junk folder."""

_YES: Final = (
    "x-spam-flag",
    "x-spam-status",
    "x-spam",
    "x-barracuda-spam-flag",
    "x-barracuda-spam-status",
    "x-dspam-result",
    "x-bogosity",
    "x-vr-spamstate",
    "x-vade-spamstate",
    "x-spamexperts-class",
    "x-klms-antispam-status",
    "x-crm114-status",
    "x-mailscanner-spamcheck",
)
_YES_WORDS: Final = frozenset({"yes", "spam", "true"})
_RSPAMD: Final = frozenset({"reject", "add header", "rewrite subject", "soft reject"})
_CATEGORIES: Final = frozenset({"spm", "hspm", "phsh", "hphsh", "hphish", "malw", "ospm"})
_LET_THROUGH: Final = frozenset({"ska", "skn", "skq", "sfe"})
"""Filtering verdicts of people: an allowed sender, a mail released from quarantine."""
_FIELD: Final = re.compile(r"(?:^|;)\s*(SCL|CAT|SFV)\s*:\s*([\w-]{1,12})", re.I)
_SUBJECT: Final = re.compile(
    r"(?:[\[({*]{1,10}\s*(?:(?:suspected|possible|probable|likely) )?"
    r"(?:spam|junk|pourriel|phishing)(?: detected| suspected|\?)?\s*[\])}*]{1,10}|\*{2,}\s*spam\b)",
    re.I,
)


def is_spam(mail: Seen) -> bool:
    headers = mail.headers
    return (
        any(_word(headers, name) in _YES_WORDS for name in _YES)
        or headers.first("x-rspamd-action").casefold() in _RSPAMD
        or headers.first("x-spamd-result").casefold().startswith("default: true")
        or bool(re.search(r"\brule=\w*?(?<!not)spam\b", headers.first("x-proofpoint-spam-details")))
        or "dest:j" in headers.first("x-microsoft-antispam-mailbox-delivery").casefold()
        or _is_junk_to_exchange(headers)
        or bool(_SUBJECT.match(mail.subject))
    )


def _word(headers: Headers, name: str) -> str:
    return headers.first(name).casefold().partition(" ")[0].strip(",;.")


def _is_junk_to_exchange(headers: Headers) -> bool:
    report = {
        found[1].lower(): found[2].lower()
        for found in _FIELD.finditer(headers.first("x-forefront-antispam-report"))
    }
    if report.get("sfv") in _LET_THROUGH:
        return False
    level = headers.first("x-ms-exchange-organization-scl") or report.get("scl", "")
    is_junk = bool(re.fullmatch(r"\d{1,2}", level, re.A)) and int(level) >= JUNK_LEVEL
    return is_junk or report.get("cat") in _CATEGORIES
