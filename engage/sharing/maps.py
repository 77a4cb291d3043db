"""The map of the site for search engines (sitemaps.org), and what their robots may read. Pure.

Each page stands there in both of our languages, and each of the two names the other. What is a page
of work (staff, search, secret links) is in no map, and robots are asked to leave it alone; that
they cannot read it otherwise is not the robots file's doing. The form for a comment may be found,
since people look for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from engage.core.dates import iso
from engage.core.language import ENGLISH, FRENCH, LANGUAGES
from engage.sharing.addresses import absolute

XML_TYPE: Final = "application/xml; charset=utf-8"
MOST: Final = 10_000
"""How many addresses one file holds. The protocol allows five times as many, but each of ours
brings its other languages along."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
CLOSED: Final = (
    "/staff",
    "/search",
    "/receipt",
    "/withdraw/",
    "/follow/",
    "/comment-challenge",
    "/c/",
    "/healthz",
    "/readyz",
    "/*/follow$",
)


@dataclass(frozen=True)
class Place:
    """A page that is to be found: its path without language, and when it last said something new
    (None: nobody noted it). `languages`: tags of its translations by staff."""

    path: str
    changed: datetime | None = None
    languages: tuple[str, ...] = ()


def parts(places: Iterable[Place]) -> tuple[Sequence[Place], ...]:
    """The places as they go into files; one, perhaps empty, where they all fit."""
    files: list[list[Place]] = [[]]
    left = MOST
    for place in places:
        addresses = len(LANGUAGES) + len(place.languages)
        if addresses > left:
            files.append([])
            left = MOST
        files[-1].append(place)
        left -= addresses
    return tuple(files)


def urlset(base_url: str, places: Iterable[Place]) -> str:
    """One file of the map."""
    rows = "".join(row for place in places for row in _rows(base_url, place))
    return f'{_HEAD}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="{_XHTML}">\n{rows}</urlset>\n'


def _rows(base_url: str, place: Place) -> Iterator[str]:
    english, french = (absolute(base_url, place.path, one) for one in (ENGLISH, FRENCH))
    spoken = [("en", english), ("fr", french)]
    spoken += [
        (tag, absolute(base_url, f"{place.path}/in/{tag}"))
        for tag in place.languages
        if tag != FRENCH
    ]
    changed = f"<lastmod>{iso(place.changed)}</lastmod>" if place.changed else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href={quoteattr(href)}/>'
        for tag, href in (*spoken, ("x-default", english))
    )
    for _tag, href in spoken:
        yield f"<url><loc>{escape(href)}</loc>{changed}{others}</url>\n"


def index(base_url: str, files: Sequence[Sequence[Place]]) -> str:
    """The list of the files, where there are several."""
    rows = "".join(
        f"<sitemap><loc>{escape(absolute(base_url, f'/sitemap-{number}.xml'))}</loc>"
        f"{_newest(places)}</sitemap>\n"
        for number, places in enumerate(files, start=1)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{rows}</sitemapindex>\n'


def _newest(places: Iterable[Place]) -> str:
    changed = max((place.changed for place in places if place.changed), default=None)
    return f"<lastmod>{iso(changed)}</lastmod>" if changed else ""


def robots(base_url: str) -> str:
    """What every robot may read, and where the map is."""
    closed = "".join(
        f"Disallow: {prefix}{path}\n"
        for path in CLOSED
        for prefix in ("", "/fr")
        if not (prefix and path in {"/staff", "/healthz", "/readyz"})
    )
    return f"User-agent: *\n{closed}Allow: /\n\nSitemap: {absolute(base_url, '/sitemap.xml')}\n"
