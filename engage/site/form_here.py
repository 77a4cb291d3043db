"""The form for a comment on the page of an engagement with one topic: the notice, and the text.

The page is kept and the same for all its readers, so what stands there is only where a comment
begins (see `comments.web.beginning`): the box comes after the whole short notice (R23), and the
next page has the rest.
"""

from dataclasses import dataclass

from engage.comments.rules import TEXT_LENGTH
from engage.core.language import current
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.multilingual.links import go_on_links
from engage.multilingual.spoken import IN_ENGLISH, Spoken
from engage.multilingual.tags import LanguageLink
from engage.notices.shown import current_notice
from engage.site.rules import TopicFacts


@dataclass(frozen=True)
class NoticeAbove:
    """The short notice, as its block shows it; `mark` says which words these are, `tag` their
    language."""

    mark: str
    title: str
    authority: str
    purpose: str
    contact: str
    tag: str


@dataclass(frozen=True)
class FormHere:
    """`action`: where the text goes; `go_on`: where else, for the next page in another language;
    `limit`: the greatest number of characters."""

    action: str
    prompt: str
    necessity: str
    tag: str
    notice: NoticeAbove
    notice_href: str
    go_on: tuple[LanguageLink, ...]
    limit: int = TEXT_LENGTH


def form_here(
    unit: Unit, engagement: Engagement, topic: TopicFacts, spoken: Spoken = IN_ENGLISH
) -> FormHere | None:
    """None while comments are not accepted."""
    if not engagement.timing.accepts_comments(unit.now):
        return None
    notice = current_notice(unit, engagement.id, spoken.tag, current())
    if notice is None:
        return None
    return FormHere(
        action=f"{topic.href}/comment/begin",
        prompt=topic.prompt,
        necessity=topic.necessity,
        tag=topic.tag,
        notice=NoticeAbove(
            mark=notice.content_hash,
            title=notice.title,
            authority=notice.authority,
            purpose=notice.purpose,
            contact=notice.contact,
            tag=notice.tag,
        ),
        notice_href=f"/engagements/{engagement.slug}{spoken.below}/notice",
        go_on=go_on_links(engagement, spoken, f"/{topic.slug}/comment/begin"),
    )
