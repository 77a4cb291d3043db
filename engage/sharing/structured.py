"""What search engines read of a page, in the terms of schema.org. Pure.

An engagement is an event that takes place online, a topic a posting of a ministry, an update an
article of news: the kinds that search engines say they show. Comments are not among it. They stand
on the page already, they would double it, and what is said of them must be gone with them wherever
the page is kept.

A browser takes the block for data and runs nothing of it, so the content policy lets it be.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from engage.core.dates import iso
from engage.core.language import TAGS, current, gettext
from engage.core.text import is_blank
from engage.sharing.addresses import absolute
from engage.site.rules import EngagementFacts, TopicFacts, UpdateFacts

Thing = dict[str, Any]
CONTEXT: Final = "https://schema.org"
LONGEST_HEADLINE: Final = 110
_ESCAPED: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def written(things: Sequence[Thing]) -> str:
    """JSON for a data block: nothing in it can end the block or begin another."""
    told: Thing = {"@context": CONTEXT, "@graph": list(things)}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPED)


def website(base_url: str, name: str, organization: str, language: str) -> Thing:
    """The site, and how one searches it."""
    return {
        "@type": "WebSite",
        "name": name,
        "url": absolute(base_url, "/", current()),
        "inLanguage": language,
        "publisher": _government(base_url, organization),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": absolute(base_url, "/search", current()) + "?q={search_term}",
            },
            "query-input": "required name=search_term",
        },
    }


def engagement(base_url: str, e: EngagementFacts, href: str, image: str) -> Thing | None:
    """An event online, from its opening to its closing; None while nobody knows when it opens."""
    if e.opens_at is None:
        return None
    return _filled(
        {
            "@type": "Event",
            "name": e.title,
            "description": e.summary,
            "url": href,
            "startDate": iso(e.opens_at),
            "endDate": iso(e.closes_at) if e.closes_at else "",
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
            "location": {"@type": "VirtualLocation", "url": href},
            "organizer": _government(base_url, e.ministry),
            "isAccessibleForFree": True,
            "inLanguage": full_tag(e.tag),
            "image": image,
        }
    )


def topic(base_url: str, e: EngagementFacts, topic: TopicFacts, href: str) -> Thing | None:
    """What a ministry put to discussion; None while nobody knows since when."""
    text = topic.prompt or topic.title
    if e.opens_at is None or is_blank(text):
        return None
    return {
        "@type": "DiscussionForumPosting",
        "headline": _headline(topic.title),
        "text": text,
        "url": href,
        "datePublished": iso(e.opens_at),
        "author": _government(base_url, e.ministry),
        "isPartOf": absolute(base_url, e.base, current()),
        "inLanguage": full_tag(topic.tag),
    }


def update(
    base_url: str, e: EngagementFacts, update: UpdateFacts, href: str, image: str
) -> Thing | None:
    """News of an engagement; None in a preview of what was not published."""
    if update.at is None:
        return None
    return _filled(
        {
            "@type": "NewsArticle",
            "headline": _headline(update.title),
            "description": update.summary,
            "url": href,
            "mainEntityOfPage": href,
            "datePublished": iso(update.at),
            "dateModified": iso(update.changed_at or update.at),
            "author": _government(base_url, e.ministry),
            "publisher": _government(base_url, e.ministry),
            "inLanguage": full_tag(update.tag),
            "image": image,
        }
    )


def breadcrumbs(base_url: str, steps: Iterable[tuple[str, str]]) -> Thing:
    """The way to a page from the home page; each step a name and a path."""
    whole = [(gettext("All engagements"), "/"), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": name,
                "item": absolute(base_url, path, current()),
            }
            for number, (name, path) in enumerate(whole, start=1)
        ],
    }


def full_tag(tag: str) -> str:
    """What `lang` says of a language: 'en' is 'en-CA' here."""
    return TAGS.get(tag, tag)


def _government(base_url: str, name: str) -> Thing:
    return {"@type": "GovernmentOrganization", "name": name, "url": absolute(base_url, "/")}


def _headline(title: str) -> str:
    return title if len(title) <= LONGEST_HEADLINE else title[: LONGEST_HEADLINE - 1] + "…"


def _filled(thing: Mapping[str, Any]) -> Thing:
    return {key: value for key, value in thing.items() if value != ""}
