"""A message read: `read_message` gives a `Message` or raises `Unreadable`, and nothing else.

Whatever a stranger or a broken program sends ends in one of these two. Every room bounds what it
does, so neither time nor memory depend on what was sent beyond its size; the catch-all is for
what nobody thought of, and sends the message to a person.
"""

import re
from dataclasses import replace
from typing import Final

from engage.core.text import plain_one_line
from engage.mail.incoming.reading.addresses import recipients_of, sender_of
from engage.mail.incoming.reading.attachments import attached
from engage.mail.incoming.reading.bodies import Body, read_body
from engage.mail.incoming.reading.cutting.cut import divided
from engage.mail.incoming.reading.cutting.lines import About
from engage.mail.incoming.reading.fields import Fields, read_fields
from engage.mail.incoming.reading.outline import of_fields, outline
from engage.mail.incoming.reading.parts import read_parts
from engage.mail.incoming.reading.prefixes import FORWARD, REPLY
from engage.mail.incoming.reading.words import decoded_words
from engage.mail.incoming.rules import TOO_MANY_BYTES, Message, Reason, Unreadable
from engage.mail.incoming.sorting.verdict import Sorted, sorted_as

SUBJECT_LENGTH: Final = 300
MOST_REFERENCES: Final = 50

_ID: Final = re.compile(r"<[^<>\s]{1,498}>")


def read_message(raw: bytes) -> Message:
    """The message. Raises Unreadable."""
    if len(raw) > TOO_MANY_BYTES:
        raise Unreadable(Reason.TOO_LARGE)
    try:
        return _whole(_with_line_feeds(raw))
    except Unreadable:
        raise
    except Exception:
        raise Unreadable(Reason.UNREADABLE) from None  # what was raised may quote the message


def read_headers(raw: bytes) -> Message:
    """What the header lines alone say, of a message too large to be fetched. Raises Unreadable."""
    try:
        raw = _with_line_feeds(raw)
        fields, _ = read_fields(raw, 0, len(raw), is_message=True)
        return _message(fields, sorted_as(of_fields(fields), _subject(fields), "", ""))
    except Unreadable:
        raise
    except Exception:
        raise Unreadable(Reason.UNREADABLE) from None


def _whole(raw: bytes) -> Message:
    root = read_parts(raw)
    fields = root.fields
    body = read_body(root)
    whole_text = "\n".join(line.text for line in body.lines)
    subject = _subject(fields)
    text, cut, is_forwarded = divided(body.lines, _about(fields, subject, body))
    verdict = sorted_as(outline(root), subject, text, whole_text)
    if is_forwarded:
        # Words that somebody else wrote, our own answer perhaps, which says how to withdraw.
        verdict = replace(verdict, wants_withdrawal=False)
    read = replace(
        _message(fields, verdict),
        text=text,
        cut=cut,
        attachments=attached(body.files, body.shown_images),
    )
    return replace(read, no_comment=Reason.EMPTY) if _is_empty(read) else read


def _is_empty(message: Message) -> bool:
    asks = message.no_comment is not None or message.wants_withdrawal
    return not (asks or message.text or message.attachments)


def _message(fields: Fields, verdict: Sorted) -> Message:
    """Without the text."""
    sender, name = sender_of(fields)
    return Message(
        message_id=next(iter(_ids(fields, "message-id")), ""),
        sender=sender,
        sender_name=name,
        subject=_subject(fields),
        addresses=recipients_of(fields),
        references=_references(fields),
        text="",
        cut="",
        language=verdict.language,
        no_comment=verdict.no_comment,
        bounce=verdict.bounce,
        complains_of=verdict.complains_of,
        wants_withdrawal=verdict.wants_withdrawal,
        receipt_codes=verdict.receipt_codes,
    )


def _with_line_feeds(raw: bytes) -> bytes:
    """Programs of an old Macintosh end lines with a carriage return alone."""
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _subject(fields: Fields) -> str:
    return plain_one_line(decoded_words(fields.first("subject")), SUBJECT_LENGTH)


def _ids(fields: Fields, name: str) -> list[str]:
    return [found for value in fields.all(name) for found in _ID.findall(value)]


def _references(fields: Fields) -> tuple[str, ...]:
    """Nearest first: what it answers, then those before, from the last one back."""
    nearest = [*_ids(fields, "in-reply-to"), *reversed(_ids(fields, "references"))]
    return tuple(dict.fromkeys(nearest))[:MOST_REFERENCES]


def _about(fields: Fields, subject: str, body: Body) -> About:
    answers = bool(fields.first("in-reply-to") or fields.first("references"))
    return About(
        is_reply=answers or bool(REPLY.match(subject)),
        is_forward=bool(FORWARD.match(subject)),
        has_files=bool(body.files),
    )
