"""Where a comment is written, read anew for each page: the rows, the notice in words of the page's
language, and what the page says of them."""

from dataclasses import dataclass

from flask import request

from engage.comments.answers.rules import AnswerSheet
from engage.comments.defences.proofs import is_asked
from engage.comments.web.answering import Answered, answered_in
from engage.core.errors import NotFound
from engage.core.language import current
from engage.core.language import gettext as _
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.inbox import HOW_MAIL_GOES, is_own, mail_href, question_address
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import AvenueKind, TopicContent
from engage.engagements.shown_questions import FIELD, Said
from engage.multilingual.links import go_on_links, language_links
from engage.multilingual.rules import ENGAGEMENT, topic_key
from engage.multilingual.spoken import Spoken, spoken_in
from engage.multilingual.tags import LanguageLink
from engage.notices.shown import ShownNotice, current_notice


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
    """The topic; `tag`: the language of its title and prompt; `is_outdated`: they translate an
    earlier wording."""

    slug: str
    title: str
    prompt: str
    href: str
    tag: str
    is_outdated: bool


@dataclass(frozen=True)
class Place:
    """Where a comment is written: the rows, the notice in words of the page's language, and what
    the page says of them.

    `sheet` has the published questions and what was posted for them; of other fields nothing.
    `said` has the words of those that are asked in another language. `languages`: the form in
    the other languages of the engagement; `go_on`: where it can be gone on with.
    """

    engagement: Engagement
    topic: Topic
    notice: ShownNotice | None
    e: Asked
    shown_topic: AskedTopic
    asks_proof: bool
    sheet: AnswerSheet
    said: Said
    answered: Answered | None
    languages: tuple[LanguageLink, ...]
    go_on: tuple[LanguageLink, ...]

    @property
    def is_in_view(self) -> bool:
        return self.engagement.published_at is not None

    @property
    def action(self) -> str:
        return f"{self.shown_topic.href}{_form_below(self.answered)}"


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
    answered = answered_in(unit, found.topic)
    rest = f"/{found.topic.slug}{_form_below(answered)}"
    return Place(
        engagement=found.engagement,
        topic=found.topic,
        notice=current_notice(unit, found.engagement.id, spoken.tag, current()),
        e=_asked(unit, found, spoken),
        shown_topic=_asked_topic(found, spoken),
        asks_proof=is_asked(unit.session, found.engagement.id),
        sheet=_sheet(found.topic, found.written),
        said=spoken.asked(found.topic.id, found.written),
        answered=answered,
        languages=language_links(found.engagement, spoken, rest),
        go_on=go_on_links(found.engagement, spoken, rest),
    )


def _form_below(answered: Answered | None) -> str:
    """The address of the form below that of its topic."""
    return f"/comment?to={answered.public_id}" if answered else "/comment"


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
    shown, tag, is_outdated = spoken.said(topic_key(topic.id), found.written)
    href = f"/engagements/{found.engagement.slug}{spoken.below}/{topic.slug}"
    return AskedTopic(topic.slug, shown.title, shown.prompt, href, tag, is_outdated)
