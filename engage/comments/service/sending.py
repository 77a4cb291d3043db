"""Sending: a comment is stored with its text, its person, and what its author read and accepted."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from engage.comments.answers import service as answers
from engage.comments.answers.queries import stored_answers
from engage.comments.defences.noticing import NOTHING, Noticed, signals_of
from engage.comments.defences.rules import written
from engage.comments.models import Comment, CommentPerson, CommentText
from engage.comments.rules import (
    Accepted,
    Arrival,
    Channel,
    Hold,
    NoticeChanged,
    NoticeGiven,
    NotOpen,
    QuestionsChanged,
    StaleForm,
    State,
    Submission,
    as_stored,
    checked,
    nonce_hash,
    receipt_hash,
)
from engage.comments.service.placing import count_waiting
from engage.comments.service.tickets import FormTicket, code_of, read_ticket, receipt_of_seed
from engage.comments.threads.service import answered_comment
from engage.core.errors import Conflict, Refused
from engage.core.events import CommentReceived
from engage.core.language import ENGLISH, current, marked
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.governance.policies import policy_page
from engage.notices.models import NoticeVersion
from engage.notices.service import current_version
from engage.notices.shown import in_words, notice_read, says_the_same

Values = dict[str, Any]
COMMENT: Final = cast(Table, Comment.__table__)
TEXT: Final = insert(cast(Table, CommentText.__table__))
PERSON: Final = insert(cast(Table, CommentPerson.__table__))
STANDING_STILL: Final = (
    select(Engagement)
    .where(Engagement.id == bindparam("engagement_id"))
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)
_LETTERS: Final = b"0123456789abcdefghjkmnpqrstvwxyz" * 8
"""One for each byte: of 256 every letter gets eight."""
USED_FORM: Final = marked(
    "A comment was sent from this form already. Press send again to send this as another one."
)
OLD_FORM: Final = marked(
    "This form was open for a long time or was changed on its way. Your text is kept:"
    " please read the notice and send it again."
)
NEW_NOTICE: Final = marked(
    "The notice about the collection of personal information has changed since you opened this"
    " page. Your text is kept: please read the new notice and send it again."
)
NEW_QUESTIONS: Final = marked(
    "The questions have changed since you opened this page. What you wrote is kept: please look at"
    " the questions again and send it."
)


@dataclass(frozen=True)
class _Arrived:
    """How it came by the form, and the comment that it answers."""

    noticed: Noticed
    above: int | None


def submit(
    unit: Unit,
    engagement: Engagement,
    topic: Topic,
    submission: Submission,
    token: str,
    noticed: Noticed = NOTHING,
    *,
    answers_to: str = "",
) -> str:
    """Stores a comment to wait for a moderator and returns its receipt code.

    What was `noticed` of how it was sent is stored with it and never a reason to refuse it. It
    `answers_to` the comment with that public id, or stands by itself if that is not public.

    The same form sent twice with the same text and answers (a reload, a double click) is one
    comment and gives the same code, also when the engagement closed or its notice changed in
    between. Raises NotOpen, StaleForm, NoticeChanged, QuestionsChanged, Invalid or LooksPersonal;
    nothing is stored then.
    """
    ticket = read_ticket(unit, topic, token)
    # Judged before the first question to the database: SQLite's only write lock is held briefly.
    accepted, fault = _judged(submission)
    engagement = _held_still(unit, engagement)
    if not engagement.timing.accepts_comments(unit.now):
        fault = NotOpen("", marked("This engagement does not take comments now."))
    elif ticket is None:
        fault = StaleForm("", OLD_FORM)
    else:
        notice = _notice_that_holds(unit, engagement, ticket)
        if notice is None:
            fault = NoticeChanged("", NEW_NOTICE)
        elif _asks_otherwise(unit, topic, submission):
            fault = QuestionsChanged("", NEW_QUESTIONS)
        elif accepted is not None:
            above = answered_comment(unit, topic.id, answers_to) if answers_to else None
            arrived = _Arrived(noticed, above)
            if _sent(unit, engagement, topic, accepted, ticket, notice, arrived=arrived):
                return code_of(unit, ticket)
            fault = StaleForm("", USED_FORM)
    # A reload: its comment is here already, whatever has changed since.
    if ticket is not None and _is_reload(unit, ticket, submission):
        return code_of(unit, ticket)
    raise fault or StaleForm("", OLD_FORM)


def _sent(
    unit: Unit,
    engagement: Engagement,
    topic: Topic,
    accepted: Accepted,
    ticket: FormTicket,
    notice: NoticeVersion,
    *,
    arrived: _Arrived,
) -> bool:
    """Stores the comment; False when one came from this form before."""
    signals = signals_of(unit, engagement, arrived.noticed, ticket.opened_at)
    comment = _new_comment(engagement, topic, unit.now) | {
        "signals": written(signals),
        "channel": Channel.WEB,
        "parent_id": arrived.above,
        "notice_version_id": notice.id,
        "notice_hash": notice.content_hash,
        "notice_wording_id": ticket.wording_id,
        "notice_given": NoticeGiven.SHOWN_BEFORE_FORM,
        "terms_version": policy_page("terms", current()).edition,
        "nonce_hash": nonce_hash(ticket.nonce),
        "receipt_hash": receipt_hash(code_of(unit, ticket).replace("-", "")),
    }
    return _record(unit, engagement, comment, accepted) is not None


def _notice_that_holds(
    unit: Unit, engagement: Engagement, ticket: FormTicket
) -> NoticeVersion | None:
    """The version that was read, as long as it holds; None: another one is to be read first (R24).

    It also holds when the one in force says the very same in the language in which it was read.
    """
    now = current_version(unit, engagement.id)
    if now is None or now.id == ticket.notice_version_id:
        return now
    read = notice_read(unit, ticket.notice_version_id, ticket.wording_id)
    return read.version if read is not None and says_the_same(unit, now, read) else None


def _asks_otherwise(unit: Unit, topic: Topic, submission: Submission) -> bool:
    """Whether the topic was published anew since the form was built; only asked with questions."""
    sheet = submission.sheet
    return bool(sheet.questions) and not answers.is_still_asked(unit, topic, sheet.revision_id)


def _is_reload(unit: Unit, ticket: FormTicket, submission: Submission) -> bool:
    """Whether this very comment is here already."""
    text, chosen = as_stored(submission)
    if not text and not chosen:
        return False
    if _sent_before(unit, ticket) != text:
        return False
    asks = bool(submission.sheet.questions)
    return not asks or stored_answers(unit.session, nonce_hash(ticket.nonce)) == chosen


def _judged(submission: Submission) -> tuple[Accepted | None, Refused | None]:
    """The cleaned submission, or why it is refused: told only after what matters more."""
    try:
        return checked(submission), None
    except Refused as fault:
        return None, fault


def receive(
    unit: Unit, engagement: Engagement, topic: Topic, accepted: Accepted, arrival: Arrival
) -> Comment:
    """Stores a comment that came another way than by the form: read out, written, sent (R32).

    It is judged by the instant at which it was received (a letter may be keyed in days later) and
    waits in the same queue; its author got the notice as said. Raises NotOpen, Refused for an
    instant in the future, and Conflict for one whose receipt seed was used before.
    """
    received_at = arrival.received_at or unit.now
    if received_at > unit.now:
        raise Refused("received_at", "It cannot have been received in the future.")
    engagement = _held_still(unit, engagement)
    if not engagement.timing.accepts_comments(received_at):
        raise NotOpen("", "This engagement did not take comments then.")
    notice = current_version(unit, engagement.id)
    comment = _new_comment(engagement, topic, unit.now) | {
        "channel": arrival.channel,
        "language": arrival.language,
        "notice_version_id": notice.id if notice else None,
        "notice_hash": notice.content_hash if notice else None,
        "notice_wording_id": _wording_sent(unit, notice, arrival) if notice else None,
        "notice_given": arrival.notice_given,
        "received_at": received_at,
        **_receipt(unit, arrival.receipt_seed),
    }
    comment_id = _record(unit, engagement, comment, accepted)
    if comment_id is None:
        raise Conflict("This was taken in already.")
    return unit.session.get_one(Comment, comment_id)


def _wording_sent(unit: Unit, notice: NoticeVersion, arrival: Arrival) -> int | None:
    """In which wording the notice goes with the receipt; what was told otherwise is not known."""
    if arrival.notice_given != NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT:
        return None
    return in_words(unit, notice, arrival.language or "").wording_id


def _receipt(unit: Unit, seed: str) -> Values:
    if not seed:
        return {"nonce_hash": None, "receipt_hash": None}
    code = receipt_of_seed(unit, seed)
    return {"nonce_hash": nonce_hash(seed), "receipt_hash": receipt_hash(code.replace("-", ""))}


def _held_still(unit: Unit, engagement: Engagement) -> Engagement:
    """The engagement as it stands now; until our commit nobody publishes, amends or unpublishes.

    Others who send share this lock. SQLite gave this transaction its only write lock already.
    """
    return unit.session.scalars(STANDING_STILL, {"engagement_id": engagement.id}).one()


def _record(unit: Unit, engagement: Engagement, comment: Values, accepted: Accepted) -> int | None:
    """Writes a new comment with its text and person, counted as waiting, and gives its id.

    None: this form's nonce was used in the same moment; nothing was written then. It inserts into
    the tables, since mapped objects would hold the write lock several times as long.
    """
    session = unit.session
    comment_id: int | None = session.scalar(_inserting(session.get_bind().dialect.name), comment)
    if comment_id is None:
        return None
    text = {"version": 1, "body": accepted.text, "recorded_at": unit.now}
    session.execute(TEXT, {"comment_id": comment_id, **text})
    if accepted.display_name or accepted.email:
        language = language_chosen() if comment["channel"] == Channel.WEB else None
        session.execute(PERSON, person_values(unit, comment_id, accepted, language))
    if accepted.answers:
        answers.keep(unit, comment_id, accepted.answers, accepted.asked_in)
    unit.count(engagement.scope, State.WAITING, 1)
    count_waiting(unit, engagement, comment["hold"], 1)
    unit.audit(
        "comment.received",
        f"comment:{comment_id}",
        channel=comment["channel"],
        notice=comment["notice_version_id"],
        **({"wording": wording} if (wording := comment["notice_wording_id"]) else {}),
    )
    unit.emit(CommentReceived(comment_id))
    return comment_id


# Put together once: making the statement anew would take longer than running it.
@lru_cache
def _inserting(dialect: str) -> ReturningInsert[int]:
    into = postgresql.insert(COMMENT) if dialect == "postgresql" else sqlite.insert(COMMENT)
    # Any unique column, not the nonce alone: the receipt follows from it, and of two sent in the
    # same moment PostgreSQL may meet the other's receipt first.
    return into.on_conflict_do_nothing().returning(COMMENT.c.id)


def _sent_before(unit: Unit, ticket: FormTicket) -> str | None:
    """The text that came from this very form before; None: none did.

    Another text under a used nonce is somebody going back to an old page, never a reason to show
    an earlier receipt: it may be another person's at a shared computer.
    """
    text: str | None = unit.session.scalar(
        select(CommentText.body)
        .join(Comment, Comment.id == CommentText.comment_id)
        .where(Comment.nonce_hash == nonce_hash(ticket.nonce), CommentText.version == 1)
    )
    return text


def _new_comment(engagement: Engagement, topic: Topic, now: datetime) -> Values:
    return {
        "public_id": new_public_id(),
        "engagement_id": engagement.id,
        "topic_id": topic.id,
        "received_at": now,
        "recorded_at": now,
        "waiting_since": now,
        "version": 1,
        "state": State.WAITING,
        "hold": Hold.INTAKE,
        "signals": "",
    }


def new_public_id() -> str:
    """Twelve letters and digits that say nothing of order or author: sixty random bits."""
    return secrets.token_bytes(12).translate(_LETTERS).decode()


def language_chosen() -> str | None:
    """That of the page, where somebody chose it; English is what everybody meets first."""
    return None if current() == ENGLISH else current()


def person_values(
    unit: Unit, comment_id: int, accepted: Accepted, language: str | None = None
) -> Values:
    """Who wrote it, sealed for this comment; `language` is that of our mail to them."""
    context = f"comment_person:{comment_id}"
    seal = unit.keyring.encrypt
    name, email = accepted.display_name, accepted.email
    return {
        "comment_id": comment_id,
        "name_cipher": seal(name, f"{context}.name") if name else None,
        "email_cipher": seal(email, f"{context}.email") if email else None,
        "email_index": unit.keyring.blind_index(email, "comment-email") if email else None,
        "purposes": ",".join(sorted(purpose.value for purpose in accepted.purposes)),
        "language": language,
    }
