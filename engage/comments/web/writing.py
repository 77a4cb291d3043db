"""Writing a comment: the notice first, then the fields (R23).

What the defences notice of how a form was sent is stored with the comment and refuses nobody; only
a network that sends far more than people do is asked to wait, with the text kept.

Every answer to a refusal is the form again with all that was typed and a fresh token. No cache
keeps any of these pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engage.comments import service
from engage.comments.answers.rules import AnswerSheet, all_in_words
from engage.comments.defences.noticing import Noticed, notice
from engage.comments.defences.proofs import is_asked
from engage.comments.defences.senders import HOUR, hour_of
from engage.comments.forms import CommentForm
from engage.comments.rules import (
    TEXT_LENGTH,
    Fault,
    LooksPersonal,
    NoticeChanged,
    NotOpen,
    Purpose,
    QuestionsChanged,
)
from engage.comments.web.answering import Answered, answered_in
from engage.comments.web.blueprint import REFUSED, SEND_AS_IS, blueprint, faults_of, noticed_in
from engage.core.dates import datetime_words
from engage.core.errors import NotFound, Refused
from engage.core.language import current, marked
from engage.core.language import gettext as _
from engage.core.permissions import CITIZEN
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.inbox import HOW_MAIL_GOES, is_own, mail_href, question_address
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import AvenueKind, Phase, TopicContent
from engage.engagements.shown_questions import FIELD, Said, ShownQuestion, shown_questions
from engage.multilingual.rules import ENGAGEMENT, topic_key
from engage.multilingual.spoken import Spoken, spoken_in
from engage.notices.shown import ShownNotice, current_notice
from engage.web.access import public
from engage.web.language import as_written
from engage.web.transaction import close_unit, current_unit, engage_app, no_store, request_now

NO_NOTICE: Final = marked("This engagement has no collection notice, so it takes no comments.")
NOT_YET: Final = marked("This engagement has not opened yet.")
CLOSED: Final = marked("This engagement closed.")
MAIL_ABOUT: Final = {
    frozenset({Purpose.DECISION}): marked(
        "You asked to hear from us when your comment has been decided on."
    ),
    frozenset({Purpose.RESULTS}): marked("You asked to hear from us when the results are ready."),
    frozenset(Purpose): marked(
        "You asked to hear from us when your comment has been decided on and when the results are"
        " ready."
    ),
}
MAIL_ONLY: Final = marked(
    "We use your address for nothing else. Your receipt code shows you the same at any time, and"
    " lets you change this."
)


@dataclass(frozen=True)
class Asked:
    """The engagement as the comment pages name it; `tag`: the language of its title, `href` its
    page in that language."""

    slug: str
    href: str
    title: str
    ministry: str
    contact: str
    contact_email: str
    mail_href: str
    mail_note: str
    question_email: str
    tag: str


@dataclass(frozen=True)
class AskedTopic:
    """The topic; `tag`: the language of its title and prompt."""

    slug: str
    title: str
    prompt: str
    href: str
    tag: str


@dataclass(frozen=True)
class Place:
    """Where a comment is written: the rows, the notice in words of the page's language, and what
    the page says of them.

    `sheet` has the published questions and what was posted for them; of other fields nothing.
    `said` has the words of those that are asked in another language.
    """

    engagement: Engagement
    topic: Topic
    notice: ShownNotice | None
    e: Asked
    shown_topic: AskedTopic
    asks_proof: bool
    sheet: AnswerSheet
    said: Said
    answered: Answered | None = None

    @property
    def is_in_view(self) -> bool:
        return self.engagement.published_at is not None

    @property
    def action(self) -> str:
        to = f"?to={self.answered.public_id}" if self.answered else ""
        return f"{self.shown_topic.href}/comment{to}"


@blueprint.get("/engagements/<slug>/<topic_slug>/comment", defaults={"tag": ""})
@blueprint.get("/engagements/<slug>/in/<tag>/<topic_slug>/comment")
@public
def write(slug: str, topic_slug: str, tag: str) -> ResponseReturnValue:
    unit = current_unit()
    place = place_at(unit, slug, topic_slug, tag)
    if not place.engagement.timing.accepts_comments(unit.now):
        return form_page(unit, place, CommentForm(formdata=None), "closed", 200)
    return form_page(unit, place, CommentForm(formdata=None), "open", 200)


@blueprint.post("/engagements/<slug>/<topic_slug>/comment", defaults={"tag": ""})
@blueprint.post("/engagements/<slug>/in/<tag>/<topic_slug>/comment")
@public
def send(slug: str, topic_slug: str, tag: str) -> ResponseReturnValue:
    """Reads and renders before the transaction that writes, so that this one is short: SQLite has
    a single write lock, and everybody who sends a comment waits for it."""
    form = CommentForm()
    place, noticed = _read_form((slug, topic_slug, tag), form)
    unit = current_unit()
    if not place.is_in_view:
        return form_page(unit, place, form, "closed", 404)
    if noticed.is_far_over(unit.settings.hourly_comments):
        return _busy_page(unit, place, form)
    as_is = request.form.get("confirm") == SEND_AS_IS
    submission = form.submission(place.sheet, send_as_is=as_is)
    token = form.token.data or ""
    code = service.code_of_form(unit, place.topic, token)
    thanks = _thanks(place, code, form) if code else ""
    to = place.answered.public_id if place.answered else ""
    try:
        service.submit(
            unit, place.engagement, place.topic, submission, token, noticed, answers_to=to
        )
    except Refused as refusal:
        # Nothing of it stays; the page shows how things stand now, a new notice perhaps.
        close_unit()
        return _refused_page(current_unit(), _read_place((slug, topic_slug, tag)), form, refusal)
    return no_store(make_response(thanks))


Address = tuple[str, str, str]
"""Of an engagement, of a topic, and the tag of a language or ''."""


def _read_place(address: Address) -> Place:
    """The place in a reading of its own, also one that was taken down while somebody wrote."""
    with engage_app().units.reading(CITIZEN) as unit:
        return place_at(unit, *address, taken_down_too=True)


def _read_form(address: Address, form: CommentForm) -> tuple[Place, Noticed]:
    """The place, and in the same reading what is noticed of how the form was sent."""
    with engage_app().units.reading(CITIZEN) as unit:
        place = place_at(unit, *address, taken_down_too=True)
        noticed = notice(
            unit.session,
            unit.settings,
            request_now(),
            place.engagement.id,
            asks_proof=place.asks_proof,
            address=request.remote_addr or "",
            bait=form.bait,
            proof=request.form.get("proof", ""),
        )
        return place, noticed


def place_at(
    unit: Unit, slug: str, topic_slug: str, tag: str = "", *, taken_down_too: bool = False
) -> Place:
    """`taken_down_too`: also one that left public view, or a language of it that did, for whoever
    was writing in the meantime."""
    found = engagements.published_topic(unit.session, slug, topic_slug)
    if found.engagement.published_at is None and not taken_down_too:
        raise NotFound(engagements.NO_ENGAGEMENT)
    is_gone = taken_down_too and tag not in found.engagement.languages.split()
    spoken = spoken_in(unit, found.engagement, "" if is_gone else tag)
    return Place(
        engagement=found.engagement,
        topic=found.topic,
        notice=current_notice(unit, found.engagement.id, spoken.tag, current()),
        e=_asked(unit, found, spoken),
        shown_topic=_asked_topic(found, spoken),
        asks_proof=is_asked(unit.session, found.engagement.id),
        sheet=_sheet(found.topic, found.written),
        said=spoken.asked(found.topic.id, found.written),
        answered=answered_in(unit, found.topic),
    )


def _sheet(topic: Topic, written: TopicContent) -> AnswerSheet:
    posted = {
        one.key: tuple(request.form.getlist(f"{FIELD}{one.key}")) for one in written.questions
    }
    return AnswerSheet(topic.published_revision_id or 0, written.questions, posted)


def _asked(unit: Unit, found: engagements.PublishedTopic, spoken: Spoken) -> Asked:
    shown, tag, _is_outdated = spoken.said(ENGAGEMENT, found.content)
    email = found.content.avenue(AvenueKind.EMAIL)
    is_inbox = is_own(unit.settings.mailbox, email, found.engagement.slug)
    return Asked(
        found.engagement.slug,
        f"/engagements/{found.engagement.slug}{spoken.below}",
        shown.title,
        found.ministry,
        found.content.contact,
        email,
        mail_href(email, found.written.title if is_inbox else ""),
        _(HOW_MAIL_GOES) if is_inbox else _("The same notice applies."),
        question_address(unit.settings.mailbox, found.content),
        tag,
    )


def _asked_topic(found: engagements.PublishedTopic, spoken: Spoken) -> AskedTopic:
    topic = found.topic
    shown, tag, _is_outdated = spoken.said(topic_key(topic.id), found.written)
    href = f"/engagements/{found.engagement.slug}{spoken.below}/{topic.slug}"
    return AskedTopic(topic.slug, shown.title, shown.prompt, href, tag)


def _refused_page(unit: Unit, place: Place, form: CommentForm, refusal: Refused) -> Response:
    if isinstance(refusal, NotOpen):
        return form_page(unit, place, form, "closed", REFUSED)
    if isinstance(refusal, NoticeChanged):
        return form_page(unit, place, form, "notice_changed", REFUSED)
    if isinstance(refusal, LooksPersonal):
        noticed = noticed_in(refusal)
        return form_page(unit, place, form, "check", REFUSED, noticed=noticed)
    if isinstance(refusal, QuestionsChanged):
        return form_page(unit, place, form, "questions_changed", REFUSED)
    faults = faults_of(refusal)
    for fault in faults:
        if not fault.field.startswith(FIELD):
            form.show_fault(fault)
    return form_page(unit, place, form, "open", REFUSED, faults=faults)


def _busy_page(unit: Unit, place: Place, form: CommentForm) -> Response:
    """Counting begins anew with the next hour."""
    until = hour_of(unit.now) + HOUR
    words = datetime_words(until, unit.settings.time_zone)
    response = form_page(unit, place, form, "busy", 429, busy_until=words)
    response.headers["Retry-After"] = str(int((until - unit.now).total_seconds()) + 1)
    return response


def form_page(
    unit: Unit,
    place: Place,
    form: CommentForm,
    state: str,
    status: int,
    noticed: tuple[str, ...] = (),
    *,
    busy_until: str = "",
    faults: Sequence[Fault] = (),
) -> Response:
    """The form in one of its states; every showing carries a fresh token."""
    if place.notice is None:
        raise NotFound(NO_NOTICE)
    form.token.data = service.issue_form_token(
        unit,
        place.topic,
        place.notice.version,
        is_first=form.text.data is None,
        wording_id=place.notice.wording_id,
    )
    closed_words, next_words = _closed_words(unit, place.engagement)
    errors = {fault.field.removeprefix(FIELD): fault.message for fault in faults}
    questions = shown_questions(place.sheet.questions, place.sheet.typed, errors, place.said)
    links = {_fault_words(one): f"#{one.first_id}" for one in questions if one.error}
    form.form_errors = [*links, *form.form_errors]
    html = render_template(
        "comments/form.html",
        state=state,
        action=place.action,
        answered=place.answered,
        e=place.e,
        topic=place.shown_topic,
        notice=place.notice,
        form=form,
        questions=questions,
        links=links,
        kept_text=all_in_words(form.text.data or "", place.sheet, place.said)
        if state == "closed"
        else "",
        limit=TEXT_LENGTH,
        noticed=noticed,
        busy_until=busy_until,
        proof_href=url_for("comments.challenge") if place.asks_proof else "",
        is_in_view=place.is_in_view,
        closed_words=closed_words,
        next_words=next_words,
    )
    return no_store(make_response(html, status))


def _fault_words(question: ShownQuestion) -> Markup:
    """What is wrong with an answer, after its question in the language in which that is asked."""
    words = Markup(_("“%(question)s” %(fault)s"))  # noqa: S704  a message of ours
    return words % {"question": as_written(question.label, question.tag), "fault": question.error}


def _closed_words(unit: Unit, engagement: Engagement) -> tuple[str, str]:
    """What is the matter with the time, and what happens next."""
    tz = unit.settings.time_zone
    phase = engagement.timing.phase(unit.now)
    if phase is Phase.UPCOMING and engagement.timing.is_opening_held:
        return _(NOT_YET), _("It was to open during the election period.")
    if phase is Phase.UPCOMING and engagement.opens_at:
        opens = datetime_words(engagement.opens_at, tz)
        return _(NOT_YET), _("You can comment from %(time)s.", time=opens)
    if phase is Phase.PLANNED:
        return (
            _("This engagement is not on this site at present."),
            _("The contact below can say more."),
        )
    return _over_words(
        phase, datetime_words(engagement.closes_at, tz) if engagement.closes_at else ""
    )


def _over_words(phase: Phase, closed: str) -> tuple[str, str]:
    """That it closed, and when, where it had a time for that."""
    if phase is Phase.RESULTS:
        what = _("This engagement closed on %(time)s.", time=closed) if closed else _(CLOSED)
        return what, _("The results are on its page.")
    what = (
        _("This engagement closed on %(time)s, so we can no longer take comments.", time=closed)
        if closed
        else _("This engagement closed, so we can no longer take comments.")
    )
    return what, _(
        "We are reading what people said. The results will be on its page: what we heard, and what"
        " was done with it."
    )


def _thanks(place: Place, code: str, form: CommentForm) -> str:
    wanted = frozenset(Purpose(one) for one in form.purposes.data or () if one in set(Purpose))
    email_words = f"{_(MAIL_ABOUT[wanted])} {_(MAIL_ONLY)}" if wanted else ""
    return render_template(
        "comments/thanks.html",
        code=code,
        e=place.e,
        topic=place.shown_topic,
        notice=place.notice,
        next_words=_(
            "A person reads your comment, mostly on working days. If it meets the moderation"
            " policy, it is published on the page."
        ),
        email_words=email_words,
    )
