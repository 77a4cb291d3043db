"""What a public page says of itself to programs: its one address, its other language, its card.

Social networks and search engines read this before anybody reads the page. A page without an
address of its own (an answer to a form, one that is opened by a secret link, a preview) says
nothing: what must not be found is not described either.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Final, cast

from flask import Flask, has_request_context, render_template, request
from markupsafe import Markup

from engage.core.language import ENGLISH, FRENCH, PREFIXES, TAGS, current, gettext
from engage.core.text import PICTURE_ADDRESS
from engage.multilingual.tags import ORIGINAL_TAG, LanguageLink
from engage.sharing import structured
from engage.sharing.addresses import absolute
from engage.site.rules import EngagementFacts, TopicFacts, UpdateFacts
from engage.web.language import is_one_language
from engage.web.theme import Theme
from engage.web.transaction import engage_app

LOCALES: Final = {ENGLISH: "en_CA", FRENCH: "fr_CA"}
LONGEST_DESCRIPTION: Final = 300
_PICTURE: Final = re.compile(rf'<img [^>]*?src="{PICTURE_ADDRESS}"[^>]*>', re.ASCII)
_ALT: Final = re.compile(r'alt="([^"]*)"')
_SECRET: Final = frozenset({"token", "code"})


@dataclass(frozen=True)
class Image:
    """A picture of a card; without a size where it is not known."""

    href: str
    alt: str
    width: str = ""
    height: str = ""


@dataclass(frozen=True)
class Head:
    """The words of one page; `feed` is where its news are, '' for those of the whole site."""

    title: str
    description: str = ""
    kind: str = "website"
    image: Image | None = None
    feed: str = ""
    data: str = ""
    translations: tuple[LanguageLink, ...] = ()


class Sharer:
    """What templates call in their block `share`, one method for each kind of page."""

    def page(self, title: str, description: str = "") -> Markup:
        """Any page that has no method of its own; `title` may be markup of a block."""
        return _written(Head(_plain(title), description))

    def home(self) -> Markup:
        theme = the_theme()
        site = structured.website(
            _site(), theme.title, gettext(theme.organization), TAGS[current()]
        )
        return _written(Head(theme.title, data=structured.written([site])))

    def engagement(self, e: EngagementFacts) -> Markup:
        image = first_picture(e.body_html, _site())
        event = structured.engagement(_site(), e, _here(), image.href if image else "")
        return _written(_head(e, e.title, e.summary, [], event, image))

    def topic(self, e: EngagementFacts, topic: TopicFacts) -> Markup:
        image = first_picture(topic.body_html, _site()) or first_picture(e.body_html, _site())
        posting = structured.topic(_site(), e, topic, _here())
        steps = [(topic.title, topic.href)]
        description = topic.prompt or e.summary
        return _written(_head(e, topic.title, description, steps, posting, image, kind="article"))

    def update(self, e: EngagementFacts, update: UpdateFacts) -> Markup:
        image = first_picture(update.body_html, _site()) or first_picture(e.body_html, _site())
        article = structured.update(_site(), e, update, _here(), image.href if image else "")
        steps = [(gettext("Updates"), f"{e.base}/updates"), (update.title, request.path)]
        return _written(
            _head(e, update.title, update.summary, steps, article, image, kind="article")
        )

    def below(self, e: EngagementFacts, title: str, description: str = "") -> Markup:
        """A page under an engagement: its results, its notice, its list of updates."""
        plain, image = _plain(title), first_picture(e.body_html, _site())
        steps = [(plain, request.path)]
        return _written(_head(e, plain, description or e.summary, steps, None, image))


def _head(
    e: EngagementFacts,
    title: str,
    description: str,
    steps: Iterable[tuple[str, str]],
    thing: structured.Thing | None,
    image: Image | None,
    *,
    kind: str = "website",
) -> Head:
    """Of a page of an engagement; `steps` are the way to it from the engagement's own."""
    crumbs = structured.breadcrumbs(_site(), [(e.title, e.base), *steps])
    # Only pages whose address can name a language are there in the languages of staff's words.
    translations = e.languages if "tag" in (request.view_args or ()) else ()
    data = structured.written([*([thing] if thing else []), crumbs])
    return Head(title, description, kind, image, f"/engagements/{e.slug}", data, translations)


def init_heads(app: Flask) -> None:
    """Templates get `share`."""
    app.jinja_env.globals["share"] = Sharer()


def first_picture(body_html: str, base_url: str) -> Image | None:
    """The first of our own pictures in sanitized HTML."""
    found = _PICTURE.search(body_html)
    if found is None:
        return None
    alt = _ALT.search(found[0])
    address = f"/media/{found[1]}.{found[4]}"
    words = unescape(alt[1]) if alt else ""
    return Image(absolute(base_url, address), words, found[2], found[3])


def has_address() -> bool:
    """Whether the page that is being made may be found again under its address."""
    return (
        has_request_context()
        and request.method in {"GET", "HEAD"}
        and request.url_rule is not None
        and not request.path.startswith("/staff")
        and not _SECRET & set(request.view_args or ())
    )


def alternates(translations: Iterable[LanguageLink] = ()) -> tuple[tuple[str, str], ...]:
    """The page in each language, by `hreflang`; () where it has one only.

    `translations` are those of staff's words, besides the one that the page itself is; of two
    addresses of each, the one among our English pages.
    """
    if is_one_language(request.path):
        return ()
    plain, tag = _plain_path()
    english, french = (absolute(_site(), plain, one) for one in (ENGLISH, FRENCH))
    others = {one.tag: one.href.removeprefix(PREFIXES[current()]) for one in translations}
    others |= {tag: request.path} if tag else {}
    spoken = [
        (one, absolute(_site(), href))
        for one, href in sorted(others.items())
        if one not in (ORIGINAL_TAG, FRENCH)
    ]
    return (("en", english), ("fr", french), *spoken, ("x-default", english))


def _plain_path() -> tuple[str, str]:
    """The page's path without the language of staff's words, and that language ('')."""
    tag: str = (request.view_args or {}).get("tag", "")
    return request.path.replace(f"/in/{tag}", "", 1) if tag else request.path, tag


def _purpose() -> str:
    """What the site is for: said of every page that says nothing of its own."""
    return gettext(
        "The Province asks for your views here before it decides, and tells you what it did with"
        " them."
    )


def _written(head: Head) -> Markup:
    if not has_address():
        return Markup()
    return Markup(  # noqa: S704  rendered with escaping
        render_template(
            "sharing/_head.html",
            head=head,
            description=_cut(head.description) or _purpose(),
            image=head.image or _logo(),
            canonical=_here(),
            alternates=alternates(head.translations),
            locale=LOCALES[current()],
            other_locales=[LOCALES[one] for one in LOCALES if one != current()],
            data=Markup(head.data),  # noqa: S704  written by structured.written
        )
    )


def the_theme() -> Theme:
    """The theme that pages wear."""
    return cast(Theme, engage_app().jinja_env.globals["theme"])


def _site() -> str:
    return engage_app().units.settings.base_url


def _here() -> str:
    """The one address of this page in its language, without any query.

    A translation has one, whichever language its frame speaks; the French one is the French page.
    """
    plain, tag = _plain_path()
    if tag == FRENCH:
        return absolute(_site(), plain, FRENCH)
    return absolute(_site(), request.path, ENGLISH if tag else current())


def _logo() -> Image | None:
    """The theme's logo, if it is a picture that networks show: they take no SVG."""
    theme = the_theme()
    if not theme.logo.endswith((".png", ".jpg", ".webp")):
        return None
    return Image(absolute(_site(), theme.asset(theme.logo)), theme.logo_alt)


def _plain(title: str) -> str:
    words = title.striptags() if isinstance(title, Markup) else title
    return " ".join(words.split())


def _cut(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= LONGEST_DESCRIPTION:
        return words
    return words[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"
