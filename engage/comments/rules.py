"""What a comment may be, its states, and its receipt. Pure.

A comment is plain text. Its display name and e-mail address are optional; an address is used only
for the purposes that its owner ticked (R25).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from engage.comments.answers.rules import (
    NO_QUESTIONS,
    Answer,
    Answers,
    AnswerSheet,
    composed,
    judged,
)
from engage.core.addresses import read_email
from engage.core.errors import Refused
from engage.core.language import gettext as _
from engage.core.language import marked, number
from engage.core.text import clean_plain, is_blank, plain_one_line
from engage.privacy.contacts import Finding, find_contacts
from engage.privacy.people import find_people_quickly

TEXT_LENGTH: Final = 5_000
LETTER_LENGTH: Final = 20_000
"""Letters, e-mails and calls run longer than a form, and nobody can be asked to shorten them."""
NAME_LENGTH: Final = 80
NO_EMAIL: Final = marked("Write an e-mail address like name@example.ca.")
NEEDS_EMAIL: Final = marked("Give the address that we should write to.")
RECEIPT_GROUPS: Final = 4
RECEIPT_BYTES: Final = 10
# Far above the limit nothing is worth cleaning first: the answer is the same.
ABSURD_LENGTH: Final = 100_000

CROCKFORD: Final = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
# Hyphens and spaces of every kind: word processors and mail change them on the way.
BETWEEN: Final = "- \t\r\n\u00a0\u00ad\u2007\u200b\u2010\u2011\u2012\u2013\u2014\u2015\u202f\u2212"
LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"} | dict.fromkeys(BETWEEN, ""))
RECEIPT: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")


class State(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    NOT_PUBLISHED = "not_published"
    WITHDRAWN = "withdrawn"


class Hold(StrEnum):
    """Which part of the queue a waiting comment stands in; at first that of the intake's check."""

    INTAKE = "intake"
    ORDINARY = "ordinary"
    PRIVACY = "privacy"
    CAMPAIGN = "campaign"
    SPAM = "spam"
    REFERRED = "referred"


class Channel(StrEnum):
    WEB = "web"
    EMAIL = "email"
    WORDPRESS = "wordpress"
    PAPER = "paper"
    PHONE = "phone"
    IN_PERSON = "in_person"
    SOCIAL = "social"
    IMPORT = "import"


class NoticeGiven(StrEnum):
    """How the collection notice reached the person before they wrote (R24, R32)."""

    SHOWN_BEFORE_FORM = "shown_before_form"
    READ_OUT = "read_out"
    SENT_WITH_ACKNOWLEDGEMENT = "sent_with_acknowledgement"
    PUBLISHED_ON_THE_ACCOUNT = "published_on_the_account"
    """On the social media account under whose posts people wrote."""
    BY_THE_COLLECTING_BODY = "by_the_collecting_body"
    SHOWN_ON_WORDPRESS = "shown_on_wordpress"
    """By the post under which they wrote, on the corporate platform."""


class Purpose(StrEnum):
    """What an e-mail address may be used for, each ticked by its owner."""

    DECISION = "decision"
    RESULTS = "results"


@dataclass(frozen=True)
class Submission:
    """What a person sent, as typed; `sheet` is their answers to the topic's questions."""

    text: str = field(repr=False)
    display_name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    purposes: frozenset[Purpose] = frozenset()
    accepts_terms: bool = False
    send_as_is: bool = False
    sheet: AnswerSheet = NO_QUESTIONS


@dataclass(frozen=True)
class Accepted:
    """A submission after cleaning: ready to be stored.

    `text` holds the answers in words too; `asked_in` is the topic's revision that was answered.
    """

    text: str = field(repr=False)
    display_name: str = field(repr=False)
    email: str = field(repr=False)
    purposes: frozenset[Purpose]
    answers: tuple[Answer, ...] = ()
    asked_in: int = 0


@dataclass(frozen=True)
class Arrival:
    """How something came another way than by the form.

    `received_at` None: now. `receipt_seed` is what the receipt code follows from, this comment's
    alone; '' gives it none.
    """

    channel: Channel
    notice_given: NoticeGiven
    received_at: datetime | None = None
    language: str | None = None
    receipt_seed: str = field(default="", repr=False)


@dataclass(frozen=True)
class Told:
    """What its author reads of a decision; `is_written`: by a person, and so in one language."""

    words: str
    is_written: bool = False


NOTHING_TOLD: Final = Told("")


@dataclass(frozen=True)
class Fault:
    """One thing wrong, at one field."""

    field: str
    message: str


class Invalid(Refused):
    """A submission with faults; all of them are told at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults[0].field, faults[0].message)
        self.faults = faults


class LooksPersonal(Refused):
    """The text seems to hold contact details, or to name another person: its author is asked before
    anything is stored (R89)."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("text", _("Your comment seems to hold personal information."))
        self.findings = findings


class StaleForm(Refused):
    """The form is too old, altered, or used up; the person gets a new one with the text kept."""


class NoticeChanged(Refused):
    """The notice was amended since the form was opened: the new one must be read first (R24)."""


class QuestionsChanged(Refused):
    """The topic's questions were published anew since the form was opened."""


class NotOpen(Refused):
    """The engagement does not take comments at this instant (R87)."""


def longest_text(channel: str) -> int:
    """How long a comment may be that came this way: a letter is longer than what fits the form."""
    return TEXT_LENGTH if channel == Channel.WEB else LETTER_LENGTH


def checked(submission: Submission, limit: int = TEXT_LENGTH) -> Accepted:
    """The cleaned submission; raises Invalid with every fault, or LooksPersonal."""
    faults: list[Fault] = []
    answers, wrong = judged(submission.sheet)
    faults += [Fault(one.field, one.message) for one in wrong]
    text = _checked_text(submission, answers, faults, limit)
    name = _cleaned_name(submission.display_name)
    if len(name) > NAME_LENGTH:
        faults.append(_name_too_long())
    email = _checked_email(submission.email, submission.purposes, faults)
    if not submission.accepts_terms:
        faults.append(Fault("accepts_terms", _("Tick the box to say that the words are your own.")))
    if faults:
        raise Invalid(tuple(faults))
    if not submission.send_as_is:
        findings = tuple(_personal(submission, answers, name))
        if findings:
            raise LooksPersonal(findings)
    return Accepted(
        text, name, email, submission.purposes, answers.rows, submission.sheet.revision_id
    )


def checked_letter(
    text: str,
    *,
    display_name: str = "",
    email: str = "",
    purposes: frozenset[Purpose] = frozenset(),
    max_length: int = LETTER_LENGTH,
) -> Accepted:
    """What came another way than by the form, cleaned; raises Invalid with every fault.

    Nobody is asked whether it is to be sent as it is: what looks personal is flagged in the queue.
    An address may stand without a purpose: then it is used for nothing but the answer to this mail.
    """
    faults: list[Fault] = []
    body = "" if len(text) > ABSURD_LENGTH else _seen_text(text)
    if len(text) > ABSURD_LENGTH or len(body) > max_length:
        faults.append(_too_long(max(len(body), len(text)), max_length))
    elif not body:
        faults.append(Fault("text", "Write what the person said."))
    name = _cleaned_name(display_name)
    if len(name) > NAME_LENGTH:
        faults.append(_name_too_long())
    address = _cleaned_email(email) if email.strip() else ""
    if email.strip() and not address:
        faults.append(Fault("email", _(NO_EMAIL)))
    if purposes and not email.strip():
        faults.append(Fault("email", _(NEEDS_EMAIL)))
    if faults:
        raise Invalid(tuple(faults))
    return Accepted(body, name, address, purposes)


def _personal(submission: Submission, answers: Answers, name: str) -> Iterator[Finding]:
    """What a person typed, each part by itself: the labels of questions are not theirs."""
    yield from find_contacts(name)
    for text in (cleaned_text(submission.text), *(one.words for one in answers.written)):
        yield from find_contacts(text)
        yield from _others_named(text, name)


def _others_named(text: str, name: str) -> Iterator[Finding]:
    """Names in the text that are not the one under which it will be shown."""
    own = name.casefold()
    for found in find_people_quickly(text):
        if not own or text[found.start : found.end].casefold() not in own:
            yield found


def as_stored(submission: Submission) -> tuple[str, frozenset[Answer]]:
    """What a submission would be stored as, whether or not it may be: to tell a reload by."""
    answers, _wrong = judged(submission.sheet)
    return composed(_seen_text(submission.text), answers.written), frozenset(answers.rows)


def _seen_text(raw: str) -> str:
    """The cleaned text; '' for one of which nothing can be seen."""
    text = cleaned_text(raw)
    return "" if is_blank(text) else text


def cleaned_text(raw: str) -> str:
    """The text as it is stored; '' for one so long that it never is."""
    return clean_plain(raw) if len(raw) <= ABSURD_LENGTH else ""


def _cleaned_name(raw: str) -> str:
    """On one line; a name of which nothing can be seen is no name, and its author anonymous."""
    name = plain_one_line(raw[: NAME_LENGTH * 4], NAME_LENGTH * 4)
    return "" if is_blank(name) else name


def checked_correction(
    text: str, *, send_as_is: bool, may_be_blank: bool = False, limit: int = TEXT_LENGTH
) -> str:
    """The cleaned new text of a comment; raises as `checked` does.

    `may_be_blank`: the comment has answers, so its text may go. `limit`: as `longest_text` says.
    """
    if may_be_blank and len(text) <= ABSURD_LENGTH and is_blank(text):
        return ""
    return checked(Submission(text, accepts_terms=True, send_as_is=send_as_is), limit).text


def _checked_text(submission: Submission, answers: Answers, faults: list[Fault], limit: int) -> str:
    """The comment's one text, the answers in words within it."""
    raw, asks = submission.text, bool(submission.sheet.questions)
    text = composed(_seen_text(raw), answers.written)
    if len(raw) > ABSURD_LENGTH:
        faults.append(_too_long(len(raw), limit))
    elif not text and not answers.rows and not (asks and faults):
        faults.append(Fault("text", _nothing_written(asks)))
    elif len(text) > limit:
        faults.append(_too_long(len(text), limit))
    return text


def _nothing_written(asks: bool) -> str:
    if asks:
        return _("Write your comment in the box, or answer a question.")
    return _("Write your comment in the box.")


def length_fault(raw: str, limit: int = TEXT_LENGTH) -> Fault | None:
    """That a text is too long, of one of which nothing else is asked yet."""
    length = len(raw) if len(raw) > ABSURD_LENGTH else len(_seen_text(raw))
    return _too_long(length, limit) if length > limit else None


def _too_long(length: int, limit: int) -> Fault:
    message = _(
        "Your comment is %(length)s characters long. Shorten it by %(over)s to %(limit)s or fewer.",
        length=number(length),
        over=number(length - limit),
        limit=number(limit),
    )
    return Fault("text", message)


def _name_too_long() -> Fault:
    return Fault("display_name", _("Use %(limit)s characters or fewer.", limit=NAME_LENGTH))


def _checked_email(raw: str, purposes: frozenset[Purpose], faults: list[Fault]) -> str:
    if not raw.strip():
        if purposes:
            faults.append(Fault("email", _(NEEDS_EMAIL)))
        return ""
    address = _cleaned_email(raw)
    if not address:
        faults.append(Fault("email", _(NO_EMAIL)))
    elif not purposes:
        message = _("Tick what we may use your address for, or leave it out.")
        faults.append(Fault("purposes", message))
    return address


def _cleaned_email(raw: str) -> str:
    """The address in its usual form; '' for none, or one that cannot be written to."""
    found = read_email(raw)
    return found.whole if found else ""


def removes_contacts(before: str, after: str) -> bool:
    """Whether a correction takes contact details out: then the old text must go at once."""
    kept = {after[f.start : f.end] for f in find_contacts(after)}
    return any(before[f.start : f.end] not in kept for f in find_contacts(before))


def receipt_code(secret: bytes, nonce: str) -> str:
    """The receipt that belongs to a form's nonce, such as `7K2M-9QXA-0D3F-V1TC` (80 bits)."""
    digest = hmac.new(secret, nonce.encode(), hashlib.sha256).digest()[:RECEIPT_BYTES]
    letters = base64.b32encode(digest).decode().translate(CROCKFORD)
    size = len(letters) // RECEIPT_GROUPS
    return "-".join(letters[at : at + size] for at in range(0, len(letters), size))


def normalized_receipt(typed: str) -> str | None:
    """A typed code without hyphens, lookalikes mended; None when it cannot be one."""
    if len(typed) > ABSURD_LENGTH:
        return None
    code = typed.strip().upper().translate(LOOKALIKES)
    return code if RECEIPT.fullmatch(code) else None


def receipt_hash(normalized: str) -> str:
    """What is stored instead of the code. 80 random bits need no key and no salt."""
    return hashlib.sha256(f"engage-receipt:{normalized}".encode()).hexdigest()


def nonce_hash(nonce: str) -> str:
    return hashlib.sha256(f"engage-nonce:{nonce}".encode()).hexdigest()
