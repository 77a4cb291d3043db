"""Looking after a comment by its receipt: see where it stands, correct it, take it back (R80), and
say what an address may be used for (see `address`).

The code travels in bodies only, never in an address, and no cache keeps these pages.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.comments import service
from engage.comments.answers.queries import answers_of
from engage.comments.answers.rules import ShownAnswer
from engage.comments.defences.noticing import (
    guesses_codes,
    note_miss,
    sends_far_too_often,
    signals_of_correction,
)
from engage.comments.defences.senders import HOUR, Sender, hour_of, sender_at
from engage.comments.forms import CorrectionForm, ReceiptForm, WithdrawalForm
from engage.comments.models import Comment
from engage.comments.queries import is_hidden, marks_of
from engage.comments.rules import (
    NOTHING_TOLD,
    TEXT_LENGTH,
    Fault,
    LooksPersonal,
    State,
    Told,
    longest_text,
)
from engage.comments.web.address import done_with_address, kept_address
from engage.comments.web.blueprint import REFUSED, SEND_AS_IS, blueprint, faults_of, noticed_in
from engage.core.dates import datetime_words
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.language import gettext as _
from engage.core.language import marked
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import Phase
from engage.governance.elections.queries import hidden_comments
from engage.multilingual.spoken import spoken_in
from engage.web.access import public
from engage.web.transaction import current_unit, engage_app, no_store

TOO_MANY: Final = 429
TOO_MANY_CODES: Final = marked(
    "Many codes that we do not know came from your network within the hour. Please try again after"
    " %(time)s."
)
TOO_MANY_TEXTS: Final = marked(
    "Very many texts came from your network within the hour. Please try again after %(time)s."
)
STATE_WORDS: Final = {
    State.WAITING: marked(
        "We have not decided on your comment yet. We read every comment in turn."
    ),
    State.PUBLISHED: marked("Your comment is published."),
    State.NOT_PUBLISHED: marked(
        "We read your comment and did not publish it. It is kept on record."
    ),
    State.WITHDRAWN: marked(
        "You took your comment back. It is not shown or quoted. It is kept on record."
    ),
}
NOT_WHOLE: Final = marked("We read your comment and did not publish it.")
"""Without the words that it is kept on record: not all of it is."""
MARKED_WORDS: Final = marked(
    "We took words out of your text. Marks in brackets stand where they were. You can leave them,"
    " or say it in other words."
)
GONE_WORDS: Final = marked(
    "We do not keep your text here any more, because it held information about another person."
    " You can write it again without that."
)
CORRECTION_WORDS: Final = {
    True: marked("Your comment is published. We have not decided on your correction yet."),
    False: marked(
        "Your comment is published with its earlier text. We did not publish your correction."
    ),
}
HELD_WORDS: Final = marked(
    "Your comment is approved. Because of the provincial election it is not shown yet: what is"
    " approved during the election period is shown after it."
)
AGAIN_WORDS: Final = marked(
    "Your comment was published. A reader reported it, so we look at it again. It is not shown"
    " until we have decided."
)


@dataclass(frozen=True)
class FoundComment:
    """What a receipt opens, for its author's eyes."""

    code: str
    engagement_title: str
    engagement_href: str
    topic_title: str
    received_at: datetime
    state: str
    state_words: str
    reason: Told
    public_href: str
    text: str
    removed_words: str
    answers: tuple[ShownAnswer, ...]


@blueprint.get("/receipt")
@public
def receipt() -> ResponseReturnValue:
    return _receipt_page(ReceiptForm(formdata=None))


@blueprint.post("/receipt")
@public
def use_receipt() -> ResponseReturnValue:
    unit = current_unit()
    lookup = ReceiptForm()
    sender = sender_at(unit.session, request.remote_addr or "", unit.now)
    if guesses_codes(unit, sender):
        lookup.show_fault(Fault("code", _come_back(unit, TOO_MANY_CODES)))
        return _receipt_page(lookup, status=TOO_MANY)
    try:
        comment = service.find_by_receipt(unit, lookup.code.data or "")
    except NotFound as unknown:
        note_miss(unit, sender)
        lookup.show_fault(Fault("code", _(str(unknown))))
        return _receipt_page(lookup, status=404)
    step = request.form.get("step", "show")
    if step == "correct":
        return _correct(unit, comment, lookup, sender)
    if step == "withdraw":
        return _withdraw(unit, comment, lookup)
    return _found_page(unit, comment, lookup, done_words=done_with_address(unit, comment))


def _correct(
    unit: Unit, comment: Comment, lookup: ReceiptForm, sender: Sender
) -> ResponseReturnValue:
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    form = CorrectionForm(prefix="correction")
    if sends_far_too_often(unit, engagement.id, sender):
        form.show_fault(Fault("text", _come_back(unit, TOO_MANY_TEXTS)))
        return _found_page(unit, comment, lookup, correction=form, status=TOO_MANY)
    as_is = request.form.get("confirm") == SEND_AS_IS
    try:
        with unit.attempt():
            service.correct(
                unit,
                engagement,
                comment,
                form.text.data or "",
                seen_version=form.seen_version.data or 0,
                send_as_is=as_is,
                signals=signals_of_correction(unit, engagement.id, sender),
            )
    except (Refused, Conflict) as refusal:
        unit.session.refresh(comment)
        noticed = noticed_in(refusal) if isinstance(refusal, LooksPersonal) else ()
        if not noticed:
            for fault in faults_of(refusal):
                form.show_fault(fault)
        status = 409 if isinstance(refusal, Conflict) else REFUSED
        return _found_page(unit, comment, lookup, correction=form, noticed=noticed, status=status)
    return _found_page(
        unit,
        comment,
        lookup,
        done_words=_("We have your new text. We read it before it is published."),
    )


def _withdraw(unit: Unit, comment: Comment, lookup: ReceiptForm) -> ResponseReturnValue:
    form = WithdrawalForm(prefix="withdrawal")
    if not form.sure.data:
        form.show_fault(Fault("sure", _("Tick the box to take your comment back.")))
        return _found_page(unit, comment, lookup, withdrawal=form, status=REFUSED)
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    service.withdraw(unit, engagement, comment)
    return _found_page(unit, comment, lookup, done_words=_("Your comment has been taken back."))


def _come_back(unit: Unit, message: str) -> str:
    """Counting begins anew with the next hour."""
    until = datetime_words(hour_of(unit.now) + HOUR, unit.settings.time_zone)
    return _(message, time=until)


def _receipt_page(lookup: ReceiptForm, *, status: int = 200) -> Response:
    html = render_template(
        "comments/receipt.html",
        action="/receipt",
        lookup=lookup,
        found=None,
        address=None,
        correction=None,
        withdrawal=None,
        noticed=(),
        limit=TEXT_LENGTH,
        done_words="",
    )
    return no_store(make_response(html, status))


def _found_page(
    unit: Unit,
    comment: Comment,
    lookup: ReceiptForm,
    *,
    correction: CorrectionForm | None = None,
    withdrawal: WithdrawalForm | None = None,
    noticed: tuple[str, ...] = (),
    done_words: str = "",
    status: int = 200,
) -> Response:
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    found = _found(unit, comment, engagement, lookup.code.data or "")
    is_withdrawn = comment.state == State.WITHDRAWN
    can_correct = not is_withdrawn and engagement.timing.accepts_comments(unit.now)
    if can_correct and correction is None:
        correction = CorrectionForm(formdata=None, prefix="correction", text=found.text)
    if correction is not None:
        # After a conflict too: the page says what happened, and the next try must be able to pass.
        correction.show_version(comment.version)
    if not is_withdrawn and withdrawal is None:
        withdrawal = WithdrawalForm(formdata=None, prefix="withdrawal")
    html = render_template(
        "comments/receipt.html",
        action="/receipt",
        lookup=lookup,
        found=found,
        address=kept_address(unit, comment),
        correction=correction,
        withdrawal=None if is_withdrawn else withdrawal,
        noticed=noticed,
        limit=longest_text(comment.channel),
        done_words=done_words,
    )
    return no_store(make_response(html, status))


def _reason(unit: Unit, comment: Comment) -> Told:
    """What its author is told of the decision. Moderation knows; it stands above and is asked
    through a hook."""
    if comment.state == State.WITHDRAWN or comment.waiting_since is not None:
        return NOTHING_TOLD
    told_author = engage_app().extensions["engage.told_author"]
    told: Told = told_author(unit.session, comment.id, unit.now)
    return told


def _removed_words(unit: Unit, comment: Comment, text: str) -> str:
    """What happened to the text, for its author; '' where it is as they wrote it."""
    if comment.state == State.WITHDRAWN:
        return ""
    if not text:
        return GONE_WORDS if _was_emptied(unit, comment) else ""
    return MARKED_WORDS if marks_of(unit.session, comment.id, comment.version) else ""


def _was_emptied(unit: Unit, comment: Comment) -> bool:
    """Whether a moderator took the whole text out; else it consists of answers alone."""
    was_emptied = engage_app().extensions["engage.was_emptied"]
    return bool(was_emptied(unit.session, comment.id, comment.version))


def _found(unit: Unit, comment: Comment, engagement: Engagement, code: str) -> FoundComment:
    topic = unit.session.get_one(Topic, comment.topic_id)
    is_public = comment.published_version is not None
    words = STATE_WORDS[State(comment.state)]
    if is_public and comment.version != comment.published_version:
        words = CORRECTION_WORDS[comment.waiting_since is not None]
    elif comment.state == State.WAITING and comment.decided_version == comment.version:
        words = AGAIN_WORDS
    windows = hidden_comments(unit.session, engagement.id, unit.now) if is_public else ()
    is_held = is_hidden(comment, windows)
    words = HELD_WORDS if is_held else words
    text = service.latest_text(unit, comment)
    removed_words = _removed_words(unit, comment, text)
    if removed_words and comment.state == State.NOT_PUBLISHED:
        words = NOT_WHOLE
    published = engagements.engagement_content(unit.session, engagement.published_revision_id)
    in_view = engagement.timing.phase(unit.now) is not Phase.PLANNED
    return FoundComment(
        code=code,
        # What was published last: the row itself follows the draft while none is in view.
        engagement_title=published.title,
        engagement_href=f"/engagements/{engagement.slug}" if in_view else "",
        topic_title=topic.title,
        received_at=comment.received_at,
        state=comment.state,
        state_words=_(words),
        reason=_reason(unit, comment),
        public_href=f"/c/{comment.public_id}" if is_public and in_view and not is_held else "",
        text=text,
        removed_words=_(removed_words) if removed_words else "",
        answers=answers_of(
            unit.session, [comment.id], spoken_in(unit, engagement), comment.topic_id
        ).get(comment.id, ()),
    )
