"""Feeds as values, and as they are written: Atom (RFC 4287) and JSON Feed 1.1. Pure.

Both tell the same entries. An entry's name never changes; its `updated` does when it says something
else. A reader keeps what it has seen, so what is withdrawn can only vanish from here.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lxml import etree, html

from engage.core.dates import iso
from engage.core.xml_text import visible

ATOM: Final = "http://www.w3.org/2005/Atom"
ATOM_TYPE: Final = "application/atom+xml; charset=utf-8"
JSON_TYPE: Final = "application/feed+json; charset=utf-8"
JSON_VERSION: Final = "https://jsonfeed.org/version/1.1"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `html` is safe, its links absolute; `language` is its text's."""

    name: str
    href: str
    title: str
    summary: str
    html: str
    author: str
    category: str
    published: datetime
    updated: datetime
    language: str


@dataclass(frozen=True)
class Feed:
    """`home` is the page that it follows, `atom` and `json` where it is itself."""

    name: str
    title: str
    subtitle: str
    home: str
    atom: str
    json: str
    author: str
    author_href: str
    language: str
    updated: datetime
    entries: tuple[Entry, ...] = field(default=())


def with_absolute_links(safe_html: str, page: str) -> str:
    """Sanitized HTML whose links and pictures also lead somewhere outside of our pages."""
    if not safe_html.strip():
        return ""
    whole = html.fragment_fromstring(safe_html, create_parent="div")
    whole.make_links_absolute(page, resolve_base_href=False)
    written: str = html.tostring(whole, encoding="unicode")
    return written.removeprefix("<div>").removesuffix("</div>")


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(_LANG, feed.language)
    _text(root, "id", feed.name)
    _text(root, "title", feed.title)
    if feed.subtitle:
        _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", iso(feed.updated))
    _link(root, "self", feed.atom, "application/atom+xml")
    _link(root, "alternate", feed.home, "text/html")
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _text(author, "name", feed.author)
    _text(author, "uri", feed.author_href)
    for entry in feed.entries:
        _atom_entry(root, entry, feed.language)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written


def _atom_entry(root: Any, entry: Entry, language: str) -> None:
    element = etree.SubElement(root, f"{{{ATOM}}}entry")
    _text(element, "id", entry.name)
    _text(element, "title", entry.title)
    _text(element, "published", iso(entry.published))
    _text(element, "updated", iso(entry.updated))
    _link(element, "alternate", entry.href, "text/html")
    author = etree.SubElement(element, f"{{{ATOM}}}author")
    _text(author, "name", entry.author)
    category = etree.SubElement(element, f"{{{ATOM}}}category")
    category.set("term", entry.category)
    for name, kind, text in (("summary", "text", entry.summary), ("content", "html", entry.html)):
        if text:
            told = _text(element, name, text)
            told.set("type", kind)
            if entry.language != language:
                told.set(_LANG, entry.language)


def _text(parent: Any, name: str, text: str) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = visible(text)
    return element


def _link(parent: Any, rel: str, href: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=href, type=media_type)


def json_feed(feed: Feed) -> str:
    """The same as a JSON Feed."""
    told = {
        "version": JSON_VERSION,
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.home,
        "feed_url": feed.json,
        "language": feed.language,
        "authors": [{"name": feed.author, "url": feed.author_href}],
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps({key: value for key, value in told.items() if value or key == "items"})


def _json_item(entry: Entry) -> dict[str, object]:
    told: dict[str, object] = {
        "id": entry.name,
        "url": entry.href,
        "title": entry.title,
        "summary": entry.summary,
        "date_published": iso(entry.published),
        "date_modified": iso(entry.updated),
        "authors": [{"name": entry.author}],
        "tags": [entry.category],
        "language": entry.language,
    }
    body = {"content_html": entry.html} if entry.html else {"content_text": entry.summary}
    return {key: value for key, value in told.items() if value} | body
