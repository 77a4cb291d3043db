"""Delivery reports: the standard ones (RFC 3464), and those of servers with manners of their own.

Pure. Who forwards a report to us by hand writes a comment: the report must be what the message is,
or its sender a mail server. What was delivered after all is a receipt and no bounce.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from engage.mail.incoming.rules import Bounce
from engage.mail.incoming.sorting.automatic import has_null_return_path, is_submitted_automatically
from engage.mail.incoming.sorting.headers import message_ids
from engage.mail.incoming.sorting.reports import DeliveryReport, delivery_report
from engage.mail.incoming.sorting.seen import Seen, text_of

MOST_IDS: Final = 20
MOST_TEXTS: Final = 10

_DAEMON: Final = re.compile(
    r"(?:mailer-?daemon|mail-daemon|maildaemon|microsoftexchange\w*)(?:@|$)"
)
_NAME: Final = re.compile(r'"?(?:mail delivery (?:sub)?system|mailer-daemon)"?\W', re.I)
_SERVER: Final = re.compile(
    r"(?:post_?master|mail(?:er|-delivery|delivery)?-?(?:system|subsystem))@"
)
_SUBJECT: Final = re.compile(
    r"(?:\W{0,3}(?:\[postmaster\] )?(?:e-?mail delivery failure|message you sent (?:was )?blocked"
    r"|undeliver(?:able|ed)\b|undelivered mail returned|mail delivery (?:fail|problem)"
    r"|failure notice|returned mail\b|returned to sender|delivery (?:failure|has failed|problem)"
    r"|delivery (?:status )?notification|delivery delayed|delivery report|delivery status$"
    r"|delivery incomplete"
    r"|delayed (?:mail|message)|warning: (?:could not send|message \S{1,80} delayed)"
    r"|message delivery (?:failure|delayed)|mail (?:could not be delivered|system error)"
    r"|message (?:undeliverable|not delivered|status - undeliverable)|permanent delivery failure"
    r"|notice: mail delivery status|non[- ]?remis|non distribu|non livré|courrier non"
    r"|impossible de remettre|échec de (?:la )?(?:remise|livraison|distribution)|echec de (?:la )?"
    r"remise|avis de non[- ]remise|message non (?:remis|distribu)|notification d.état de "
    r"(?:la )?(?:remise|distribution)|remise (?:retardée|différée|reportée)|retour à l.expéditeur"
    r"|rapport de non[- ]remise|unzustellbar|no se puede entregar|non recapitabile))",
    re.I,
)
_TOLD: Final = re.compile(
    r"this is the qmail-send program|this is the mail system at host|could not be delivered"
    r"|couldn.t be delivered|wasn.t able to deliver|unable to deliver|delivery has failed"
    r"|delivery to the following recipients? (?:has been|failed)|message was not delivered"
    r"|n.a pas pu être (?:remis|livré|distribué)|permanent (?:fatal )?errors?|address not found"
    r"|did(?:n't| not) reach the following|delivery temporarily suspended|was undeliverable"
    r"|has not (?:yet )?been delivered|échec de la remise|unrouteable address|user unknown",
    re.I,
)
_DELAYED: Final = re.compile(
    r"\bdelay(?:ed)?\b|will (?:continue|keep|be retried|retry)|not yet been delivered"
    r"|warning message only|could not send message for past|retardée?\b|différée?\b"
    r"|temporar(?:y|il)",
    re.I,
)
_RETURNED: Final = re.compile(r"\bmessage-id:\s{0,20}(<[^<>\s]{3,500}>)", re.I)
_STATUS: Final = re.compile(r"(?<![\d.])([45])\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")


def bounce_of(mail: Seen) -> Bounce | None:
    """The bounce that a message is; None for anything else, a delivered one's report too."""
    report = delivery_report(mail)
    if report.is_standard:
        return None if report.is_delivered else _bounce(mail, report)
    if mail.headers.parameter("report-type") not in ("", "delivery-status"):
        return None
    return _bounce(mail, report) if _is_unusual(mail, report) else None


def _is_unusual(mail: Seen, report: DeliveryReport) -> bool:
    """A bounce without the standard form: a server as sender, and the words or parts of one."""
    headers = mail.headers
    if headers.has_any(("x-failed-recipients",)):
        return True
    if _DAEMON.match(headers.sender) or _NAME.match(headers.first("from")):
        return True
    has_subject = bool(_SUBJECT.match(mail.subject))
    is_null = has_null_return_path(headers) or headers.first("from") == "<>"
    from_server = is_null or bool(_SERVER.match(headers.sender))
    told = bool(_TOLD.search(mail.own_text) or _TOLD.search(mail.whole_text[:4_000]))
    if from_server:
        return has_subject or bool(report.actions) or (told and not mail.is_reply)
    return has_subject and is_submitted_automatically(headers)


def _bounce(mail: Seen, report: DeliveryReport) -> Bounce:
    headers = mail.headers
    lines = (*headers.all("x-original-message-id"), *headers.all("in-reply-to"))
    texts = (*report.message_ids, *lines, *headers.all("references"), *_ids_in_texts(mail))
    ids = message_ids("\n".join(texts), MOST_IDS)
    own = set(headers.all("message-id"))
    is_permanent = report.is_permanent if report.actions else _is_for_good(mail)
    return Bounce(tuple(one for one in ids if one not in own), is_permanent)


def _ids_in_texts(mail: Seen) -> Iterator[str]:
    """Of a mail that came back as text: under the words of the server, or as a part of its own."""
    parts = [part for part in mail.parts if part.content_type == "text/plain"][:MOST_TEXTS]
    for text in (mail.whole_text, *map(text_of, parts)):
        yield from (found[1] for found in islice(_RETURNED.finditer(text), MOST_IDS))


def _is_for_good(mail: Seen) -> bool:
    """From the words alone: a status where there is one, else whether it speaks of a delay."""
    text = mail.whole_text[:20_000]
    statuses = {found[1] for found in _STATUS.finditer(text)}
    if statuses:
        return "5" in statuses
    return not (_DELAYED.search(mail.subject) or _DELAYED.search(text))
