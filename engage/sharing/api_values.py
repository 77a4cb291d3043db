"""What programs read, as values for JSON: the same words and instants as on the pages.

Every text of a comment is the public, redacted one. Figures are told as on the pages: in words, and
exactly only where the words are a number (R82). Addresses are whole ones of this site.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from engage.comments.answers.rules import ShownAnswer
from engage.comments.queries import PublicComment
from engage.core.dates import iso
from engage.core.settings import Settings
from engage.engagements.inbox import question_address
from engage.engagements.models import Engagement
from engage.engagements.questions import Question
from engage.engagements.rules import EngagementContent, Phase, TopicContent, UpdateContent
from engage.notices.shown import ShownNotice
from engage.replies.queries.public import PublicReply
from engage.sharing.api_queries import Listed
from engage.site.documents import DocumentLink
from engage.site.queries import rendered
from engage.site.releases import PublicRelease
from engage.site.rules import Counts, number_words, status_of

Json = dict[str, Any]
OWN_PATH: Final = re.compile(r'( (?:href|src)=")/(?!/)')


class Addresses:
    """Whole addresses of this site's pages and answers."""

    def __init__(self, base_url: str) -> None:
        self.base = base_url.rstrip("/")

    def page(self, path: str) -> str:
        return f"{self.base}{path}"

    def engagement(self, slug: str, more: str = "") -> str:
        return f"{self.base}/engagements/{slug}{more}"

    def answer(self, path: str) -> str:
        return f"{self.base}/api/v1{path}"

    def html(self, markdown: str) -> str:
        """Staff Markdown as on the page, with whole addresses."""
        return OWN_PATH.sub(rf"\g<1>{self.base}/", str(rendered(markdown)))


def instant(moment: datetime | None) -> str | None:
    return iso(moment) if moment is not None else None


def figure(words: str) -> Json:
    """A public count as its page tells it."""
    plain = words.replace(",", "")
    exact = int(plain) if plain.isdigit() else 0 if words == number_words(0) else None
    return {"exact": exact, "words": words}


def figures(counts: Counts) -> Json:
    return {
        "received": figure(counts.received),
        "published": figure(counts.published),
        "not_published": figure(counts.others),
    }


def engagement_item(one: Listed, now: datetime, settings: Settings) -> Json:
    """An engagement as a list shows it."""
    at, shown, timing = Addresses(settings.base_url), one.engagement, one.engagement.timing
    status = status_of(timing, now, settings.time_zone)
    has_results = timing.phase(now) is Phase.RESULTS
    return {
        "slug": shown.slug,
        "title": one.content.title,
        "summary": one.content.summary,
        "kind": one.content.kind.value,
        "ministry": {"code": one.ministry_code, "name": one.ministry},
        "region": one.content.region or None,
        "topic_areas": list(one.content.topic_areas),
        "status": status.phase,
        "status_words": status.words,
        "accepts_comments": timing.accepts_comments(now),
        "published_at": instant(shown.published_at),
        "opens_at": None if timing.is_opening_held else instant(timing.opens_at),
        "closes_at": instant(shown.closes_at),
        "results_at": instant(shown.results_at) if has_results else None,
        "url": at.engagement(shown.slug),
        "api_url": at.answer(f"/engagements/{shown.slug}"),
    }


def engagement_whole(
    one: Listed,
    now: datetime,
    settings: Settings,
    topics: list[Json],
    counts: Counts,
    documents: Iterable[DocumentLink],
) -> Json:
    """An engagement with its topics, its ways to take part, and where the rest is asked for."""
    at, content, slug = Addresses(settings.base_url), one.content, one.engagement.slug
    answer = at.answer(f"/engagements/{slug}")
    return {
        **engagement_item(one, now, settings),
        "body_html": at.html(content.body),
        "contact": content.contact,
        "contact_email": question_address(settings.mailbox, content) or None,
        "ways_to_take_part": ways(one.engagement, content, topics, now, at),
        "figures": figures(counts),
        "topics": topics,
        "documents": [document(each, at) for each in documents],
        "languages": [
            {"language": tag, "url": at.engagement(slug, f"/in/{tag}")}
            for tag in one.engagement.languages.split()
        ],
        "updates_url": f"{answer}/updates",
        "results_url": f"{answer}/results",
        "notice_url": f"{answer}/notice",
        "releases_url": f"{answer}/releases",
    }


def document(one: DocumentLink, at: Addresses) -> Json:
    """One that was removed has no address any more."""
    return {
        "title": one.title,
        "description": one.description,
        "language": one.tag or None,
        "details": one.details,
        "url": at.page(one.href) if one.removed_at is None else None,
        "removed_at": instant(one.removed_at),
    }


def ways(
    engagement: Engagement,
    content: EngagementContent,
    topics: Iterable[Json],
    now: datetime,
    at: Addresses,
) -> list[Json]:
    """The form of each topic while comments are accepted, and every other way (R32)."""
    forms = [
        {"kind": "comment", "value": f"{topic['url']}/comment"}
        for topic in topics
        if engagement.timing.accepts_comments(now)
    ]
    others = [
        {"kind": avenue.kind.value, "value": avenue.value}
        for avenue in content.avenues
        if avenue.value.strip()
    ]
    return [*forms, *others]


def topic(
    engagement: Engagement, slug: str, content: TopicContent, count: int | None, at: Addresses
) -> Json:
    """`count`: its published comments; None where they are not told."""
    answer = at.answer(f"/engagements/{engagement.slug}/topics/{slug}")
    return {
        "slug": slug,
        "title": content.title,
        "body_html": at.html(content.body),
        "prompt": content.prompt,
        "necessity": content.necessity,
        "questions": [question(one) for one in content.questions],
        "comments": None if count is None else figure(number_words(count)),
        "url": at.engagement(engagement.slug, f"/{slug}"),
        "api_url": answer,
        "comments_url": f"{answer}/comments",
    }


def question(one: Question) -> Json:
    scale = {"steps": one.steps, "low": one.low, "high": one.high} if one.steps else None
    return {
        "key": one.key,
        "kind": one.kind.value,
        "label": one.label,
        "options": list(one.options),
        "scale": scale,
        "necessity": one.necessity,
        "use": one.use,
        "is_required": one.is_required,
    }


def update(
    engagement: Engagement, slug: str, at_instant: datetime | None, content: UpdateContent,
    at: Addresses,
) -> Json:  # fmt: skip
    path = f"/engagements/{engagement.slug}/updates/{slug}"
    return {
        "slug": slug,
        "title": content.title,
        "summary": content.summary,
        "body_html": at.html(content.body),
        "published_at": instant(at_instant),
        "url": at.page(path),
        "api_url": at.answer(path),
    }


def notice(engagement: Engagement, shown: Sequence[ShownNotice], at: Addresses) -> Json:
    """The notice in each language that it has, English first."""
    english, *others = shown
    return {
        "number": english.number,
        **_notice_words(english, at),
        "in_force_since": instant(english.created_at),
        "wordings": [_notice_words(one, at) for one in others],
        "url": at.engagement(engagement.slug, "/notice"),
    }


def _notice_words(one: ShownNotice, at: Addresses) -> Json:
    return {
        "language": one.tag,
        "title": one.title,
        "authority": one.authority,
        "purpose": one.purpose,
        "contact": one.contact,
        "body_html": at.html(one.body),
        "content_sha256": one.content_hash,
    }


def release(one: PublicRelease, at: Addresses) -> Json:
    """A release of the report; one that is withdrawn for correction has no addresses of files."""
    return {
        "number": one.number,
        "words": one.words,
        "released_at": instant(one.released_at),
        "content_hash": one.content_hash,
        "threshold": one.threshold,
        "is_withdrawn": one.is_gone,
        "replaced_by": one.replaced_by,
        "corrects": one.corrects,
        "correction": one.correction,
        "sums_url": at.page(one.sums_href),
        "files": [
            {
                "name": file.name,
                "url": at.page(file.href) if file.href else None,
                "format": file.format_words,
                "language": file.language,
                "size": file.size_words,
                "sha256": file.sha256,
            }
            for file in one.files
        ],
    }


def comment(
    one: PublicComment,
    parents: Mapping[int, str],
    answers: Iterable[ShownAnswer],
    reply: PublicReply | None,
    at: Addresses,
) -> Json:
    """A published comment. Marks are places in `text`, in code points, the end exclusive."""
    return {
        "id": one.public_id,
        "name": one.name or None,
        "channel": one.channel,
        "received_at": instant(one.received_at),
        "language": one.language,
        "text": one.text,
        "redactions": [
            {"start": mark.start, "end": mark.end, "reason": mark.label} for mark in one.marks
        ],
        "answers": [{"question": each.label, "said": list(each.said)} for each in answers],
        "in_reply_to": parents.get(one.parent_id or 0),
        "official_reply": None if reply is None else official_reply(reply),
        "url": at.page(f"/c/{one.public_id}"),
        "api_url": at.answer(f"/comments/{one.public_id}"),
    }


def official_reply(reply: PublicReply) -> Json:
    return {
        "team": reply.team,
        "byline": reply.byline or None,
        "text": reply.text,
        "published_at": instant(reply.published_at),
        "corrected_at": instant(reply.corrected_at),
        "is_to_earlier_text": reply.is_to_earlier_text,
    }
