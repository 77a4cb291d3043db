"""The citizen's pages: write a comment, and look after it by its receipt.

Every answer to a refusal is the form again with all that was typed. The receipt code travels in
bodies only, never in an address, and none of these pages is kept by any cache.
"""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.models import Ministry
from engage.comments import service
from engage.comments.forms import (
    CommentForm,
    CorrectionForm,
    ReceiptForm,
    WithdrawalForm,
)
from engage.comments.models import Comment
from engage.comments.rules import (
    TEXT_LENGTH,
    Fault,
    Invalid,
    LooksPersonal,
    NoticeChanged,
    NotOpen,
    Purpose,
    State,
)
from engage.core.dates import datetime_words
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import AvenueKind, EngagementContent, Phase, TopicContent
from engage.notices.models import NoticeVersion
from engage.notices.service import current_version
from engage.privacy.rules import describe
from engage.web.access import public
from engage.web.transaction import current_unit, engage_app, no_store

blueprint = Blueprint("comments", __name__)

SEND_AS_IS: Final = "send-as-is"
REFUSED: Final = 422
STATE_WORDS: Final = {
    State.WAITING: "We have not decided on your comment yet. We read every comment in turn.",
    State.PUBLISHED: "Your comment is published.",
    State.NOT_PUBLISHED: "We read your comment and did not publish it. It is kept on record.",
    State.WITHDRAWN: "You took your comment back. It is no longer shown or used.",
}

CORRECTION_WORDS: Final = {
    True: "Your comment is published. We have not decided on your correction yet.",
    False: "Your comment is published with its earlier text. We did not publish your correction.",
}


@dataclass(frozen=True)
class Asked:
    """The engagement as the comment pages name it."""

    slug: str
    title: str
    ministry: str
    contact: str
    contact_email: str


@dataclass(frozen=True)
class AskedTopic:
    slug: str
    title: str
    prompt: str
    href: str


@dataclass(frozen=True)
class Place:
    """Where a comment is written: the rows, and what the page says of them."""

    engagement: Engagement
    topic: Topic
    notice: NoticeVersion | None
    e: Asked
    shown_topic: AskedTopic

    @property
    def action(self) -> str:
        return f"{self.shown_topic.href}/comment"


@dataclass(frozen=True)
class FoundComment:
    """What a receipt opens, for its author's eyes."""

    code: str
    engagement_title: str
    engagement_href: str
    topic_title: str
    received_at: object
    state: str
    state_words: str
    reason_words: str
    public_href: str
    text: str


@blueprint.get("/engagements/<slug>/<topic_slug>/comment")
@public
def write(slug: str, topic_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    place = _place(unit, slug, topic_slug)
    if not place.engagement.timing.accepts_comments(unit.now):
        return _form_page(unit, place, CommentForm(formdata=None), "closed", 200)
    return _form_page(unit, place, CommentForm(formdata=None), "open", 200)


@blueprint.post("/engagements/<slug>/<topic_slug>/comment")
@public
def send(slug: str, topic_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    place = _place(unit, slug, topic_slug)
    form = CommentForm()
    as_is = request.form.get("confirm") == SEND_AS_IS
    try:
        with unit.attempt():
            code = service.submit(
                unit,
                place.engagement,
                place.topic,
                form.submission(send_as_is=as_is),
                form.token.data or "",
            )
    except Refused as refusal:
        return _refused_page(unit, place, form, refusal)
    return no_store(make_response(_thanks(place, code, form)))


@blueprint.get("/receipt")
@public
def receipt() -> ResponseReturnValue:
    return _receipt_page(ReceiptForm(formdata=None))


@blueprint.post("/receipt")
@public
def use_receipt() -> ResponseReturnValue:
    unit = current_unit()
    lookup = ReceiptForm()
    try:
        comment = service.find_by_receipt(unit, lookup.code.data or "")
    except NotFound as unknown:
        lookup.show_fault(Fault("code", str(unknown)))
        return _receipt_page(lookup, status=404)
    step = request.form.get("step", "show")
    if step == "correct":
        return _correct(unit, comment, lookup)
    if step == "withdraw":
        return _withdraw(unit, comment, lookup)
    return _found_page(unit, comment, lookup)


def _correct(unit: Unit, comment: Comment, lookup: ReceiptForm) -> ResponseReturnValue:
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    form = CorrectionForm(prefix="correction")
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
            )
    except (Refused, Conflict) as refusal:
        unit.session.refresh(comment)
        noticed = _noticed(refusal) if isinstance(refusal, LooksPersonal) else ()
        if not noticed:
            for fault in _faults(refusal):
                form.show_fault(fault)
        status = 409 if isinstance(refusal, Conflict) else REFUSED
        return _found_page(unit, comment, lookup, correction=form, noticed=noticed, status=status)
    return _found_page(
        unit,
        comment,
        lookup,
        done_words="We have your new text. We read it before it is published.",
    )


def _withdraw(unit: Unit, comment: Comment, lookup: ReceiptForm) -> ResponseReturnValue:
    form = WithdrawalForm(prefix="withdrawal")
    if not form.sure.data:
        form.show_fault(Fault("sure", "Tick the box to take your comment back."))
        return _found_page(unit, comment, lookup, withdrawal=form, status=REFUSED)
    engagement = unit.session.get_one(Engagement, comment.engagement_id)
    service.withdraw(unit, engagement, comment)
    return _found_page(unit, comment, lookup, done_words="Your comment has been taken back.")


def _place(unit: Unit, slug: str, topic_slug: str) -> Place:
    session = unit.session
    engagement = engagements.public_engagement(session, slug)
    topic = engagements.public_topic(session, engagement.id, topic_slug)
    content = engagements.engagement_content(session, engagement.published_revision_id)
    written = engagements.topic_content(session, topic.published_revision_id)
    ministry = session.get_one(Ministry, engagement.ministry_id)
    return Place(
        engagement=engagement,
        topic=topic,
        notice=current_version(unit, engagement.id),
        e=_asked(engagement, content, ministry.name),
        shown_topic=_asked_topic(engagement, topic, written),
    )


def _asked(engagement: Engagement, content: EngagementContent, ministry: str) -> Asked:
    return Asked(
        engagement.slug,
        content.title,
        ministry,
        content.contact,
        content.avenue(AvenueKind.EMAIL),
    )


def _asked_topic(engagement: Engagement, topic: Topic, written: TopicContent) -> AskedTopic:
    href = f"/engagements/{engagement.slug}/{topic.slug}"
    return AskedTopic(topic.slug, written.title, written.prompt, href)


def _refused_page(unit: Unit, place: Place, form: CommentForm, refusal: Refused) -> Response:
    if isinstance(refusal, NotOpen):
        return _form_page(unit, place, form, "closed", REFUSED)
    if isinstance(refusal, NoticeChanged):
        return _form_page(unit, place, form, "notice_changed", REFUSED)
    if isinstance(refusal, LooksPersonal):
        noticed = _noticed(refusal)
        return _form_page(unit, place, form, "check", REFUSED, noticed=noticed)
    for fault in _faults(refusal):
        form.show_fault(fault)
    return _form_page(unit, place, form, "open", REFUSED)


def _noticed(refusal: LooksPersonal) -> tuple[str, ...]:
    """What the check saw, for the middle of a sentence: 'a telephone number'."""
    sentences = describe(refusal.findings)
    return tuple(words.removeprefix("This looks like ").rstrip(".") for words in sentences)


def _faults(refusal: Refused | Conflict) -> tuple[Fault, ...]:
    if isinstance(refusal, Invalid):
        return refusal.faults
    field = refusal.field if isinstance(refusal, Refused) else ""
    return (Fault(field, str(refusal)),)


def _form_page(
    unit: Unit,
    place: Place,
    form: CommentForm,
    state: str,
    status: int,
    noticed: tuple[str, ...] = (),
) -> Response:
    """The form in one of its states; every showing carries a fresh token."""
    if place.notice is None:
        raise NotFound("This engagement has no collection notice, so it takes no comments.")
    form.token.data = service.issue_form_token(unit, place.topic, place.notice)
    closed_words, next_words = _closed_words(unit, place.engagement)
    html = render_template(
        "comments/form.html",
        state=state,
        action=place.action,
        e=place.e,
        topic=place.shown_topic,
        notice=place.notice,
        form=form,
        limit=TEXT_LENGTH,
        noticed=noticed,
        closed_words=closed_words,
        next_words=next_words,
    )
    return no_store(make_response(html, status))


def _closed_words(unit: Unit, engagement: Engagement) -> tuple[str, str]:
    """What is the matter with the time, and what happens next."""
    tz = unit.settings.time_zone
    phase = engagement.timing.phase(unit.now)
    if phase is Phase.UPCOMING and engagement.opens_at:
        return (
            "This engagement has not opened yet.",
            f"You can comment from {datetime_words(engagement.opens_at, tz)}.",
        )
    closed = f" on {datetime_words(engagement.closes_at, tz)}" if engagement.closes_at else ""
    if phase is Phase.RESULTS:
        return f"This engagement closed{closed}.", "The results are on its page."
    return (
        f"This engagement closed{closed}, so we can no longer take comments.",
        "We are reading what people said. The results will be on its page: what we heard, and"
        " what was done with it.",
    )


def _thanks(place: Place, code: str, form: CommentForm) -> str:
    wanted = [
        words
        for purpose, words in (
            (Purpose.DECISION, "your comment has been decided on"),
            (Purpose.RESULTS, "the results are ready"),
        )
        if purpose in (form.purposes.data or ())
    ]
    email_words = (
        f"You asked to hear from us when {' and when '.join(wanted)}. We use your address for"
        " nothing else."
        if wanted
        else ""
    )
    return render_template(
        "comments/thanks.html",
        code=code,
        e=place.e,
        topic=place.shown_topic,
        notice=place.notice,
        next_words=(
            "A person reads your comment, mostly on working days. If it meets the moderation"
            " policy, it is published on the page."
        ),
        email_words=email_words,
    )


def _receipt_page(lookup: ReceiptForm, *, status: int = 200) -> Response:
    html = render_template(
        "comments/receipt.html",
        action="/receipt",
        lookup=lookup,
        found=None,
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
        correction=correction,
        withdrawal=None if is_withdrawn else withdrawal,
        noticed=noticed,
        limit=TEXT_LENGTH,
        done_words=done_words,
    )
    return no_store(make_response(html, status))


def _reason_words(unit: Unit, comment: Comment) -> str:
    """Why it was not published. Moderation knows; it stands above and is asked through a hook."""
    if comment.state == State.WITHDRAWN or comment.waiting_since is not None:
        return ""
    words: str = engage_app().extensions["engage.reasons_for_author"](unit.session, comment.id)
    return words


def _found(unit: Unit, comment: Comment, engagement: Engagement, code: str) -> FoundComment:
    topic = unit.session.get_one(Topic, comment.topic_id)
    is_public = comment.published_version is not None
    words = STATE_WORDS[State(comment.state)]
    if is_public and comment.version != comment.published_version:
        words = CORRECTION_WORDS[comment.waiting_since is not None]
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
        state_words=words,
        reason_words=_reason_words(unit, comment),
        public_href=f"/c/{comment.public_id}" if is_public and in_view else "",
        text=service.latest_text(unit, comment),
    )
