"""Which pages of ours can be shown as a card elsewhere, and the HTML that shows one. Pure.

A card's address is its page's with `/embed` before it, so what can be pasted and what can be shown
are read by the same rule. `/embed/fitted` is the same card with a small script, for WordPress and
other sites that ask the card how high it is.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup

from engage.comments.threads.rules import NAMED, is_public_id
from engage.core.language import ENGLISH, FRENCH
from engage.engagements.rules import RESERVED_TOPIC_SLUGS, SLUG, SLUG_LENGTH

PLAIN: Final = "/embed"
FITTED: Final = "/embed/fitted"
TAG: Final = re.compile(r"[A-Za-z0-9]{2,8}(?:-[A-Za-z0-9]{2,8}){0,2}")
WIDEST: Final = 600
MOST_PARAMETERS: Final = 20
USUAL_HEIGHT: Final = 340
TEXT_LENGTH: Final = 220
SANDBOX: Final = (
    "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
_REPLIES: Final = re.compile(r"/replies/[0-9a-z]{1,12}\Z")
PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Subject:
    """What a card shows: an engagement, or a part of it. `tag` is the language of its content where
    the address says one, `language` that of our own words.

    A comment is known by its public id alone; its address does not say of which engagement it is.
    """

    slug: str
    tag: str = ""
    topic: str = ""
    update: str = ""
    is_results: bool = False
    language: str = ENGLISH
    comment: str = ""

    @property
    def path(self) -> str:
        """The page, without the prefix of our language."""
        if self.comment:
            return f"/c/{self.comment}"
        below = f"/in/{self.tag}" if self.tag else ""
        part = "/results" if self.is_results else f"/{self.topic}" if self.topic else ""
        part = f"/updates/{self.update}" if self.update else part
        return f"/engagements/{self.slug}{below}{part}"

    def card_path(self, *, is_fitted: bool) -> str:
        """The card, with the prefix of our language."""
        prefix = "/fr" if self.language == FRENCH else ""
        return f"{prefix}{FITTED if is_fitted else PLAIN}{self.path}"


def subject_of(url: str, base_url: str) -> Subject | None:
    """What an address of this site can be shown as; None for any other address, whatever it is.

    A discussion's address that names one of its comments, as a permanent link leads to it, is that
    comment's.
    """
    try:
        asked, ours = urlsplit(url), urlsplit(base_url)
        same = _origin(asked.scheme, asked.hostname, asked.port) == _origin(
            ours.scheme, ours.hostname, ours.port
        )
        named = parse_qs(asked.query, max_num_fields=MOST_PARAMETERS).get(NAMED, [""])[0]
    except ValueError:
        return None
    if not same or asked.username is not None or asked.password is not None:
        return None
    around = subject_at(_REPLIES.sub("", asked.path))
    if around is not None and around.topic and is_public_id(named):
        return Subject("", comment=named, language=around.language)
    return subject_at(asked.path)


def _origin(scheme: str, host: str | None, port: int | None) -> tuple[str, str | None, int | None]:
    return scheme, host, port or PORTS.get(scheme)


def subject_at(path: str) -> Subject | None:
    """The same for a path, with or without the prefix of a language."""
    match path.split("/"):
        case ["", "fr", *rest]:
            language = FRENCH
        case ["", *rest]:
            language = ENGLISH
        case _:
            return None
    match rest:
        case ["c", public_id] if is_public_id(public_id):
            return Subject("", comment=public_id, language=language)
        case ["engagements", slug, "in", tag, *part] if TAG.fullmatch(tag):
            found = _part(Subject(slug, tag, language=language), part)
        case ["engagements", slug, *part]:
            found = _part(Subject(slug, language=language), part)
        case _:
            return None
    return found if found is not None and _is_slug(slug) else None


def _part(whole: Subject, rest: list[str]) -> Subject | None:
    match rest:
        case [] | ["updates"]:
            return whole
        case ["results"]:
            return replace(whole, is_results=True)
        case ["updates", update] if _is_slug(update):
            return replace(whole, update=update)
        case [topic] if _is_slug(topic) and topic not in RESERVED_TOPIC_SLUGS:
            return replace(whole, topic=topic)
    return None


def _is_slug(text: str) -> bool:
    return len(text) <= SLUG_LENGTH and SLUG.fullmatch(text) is not None


def shortened(text: str, most: int = TEXT_LENGTH) -> str:
    """The beginning of a text in whole words, with a mark where something was left out."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    cut = plain[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def frame(src: str, title: str, width: int = WIDEST, height: int = USUAL_HEIGHT) -> Markup:
    """HTML to be pasted into a page: the card in a sandbox without scripts."""
    return _FRAME.format(
        attributes=Markup(' loading="lazy"'),
        sandbox=SANDBOX,
        src=src,
        title=title,
        width=width,
        height=height,
    )


def fitted_frame(href: str, src: str, title: str, width: int, height: int) -> Markup:
    """What oEmbed gives: a link for who shows no frames, and the card in a sandbox that lets it
    say how high it is.

    Classes and the attribute `security` are those by which WordPress knows such a pair; it writes
    the sandbox anew, and shows one of the two. The frame waits for nothing, as it is shown only
    once its card has spoken.
    """
    linked = Markup('<blockquote class="wp-embedded-content"><a href="{}">{}</a></blockquote>')
    return linked.format(href, title) + _FRAME.format(
        attributes=Markup(' class="wp-embedded-content" security="restricted"'),
        sandbox=f"allow-scripts {SANDBOX}",
        src=src,
        title=title,
        width=width,
        height=height,
    )


_FRAME: Final = Markup(
    '<iframe{attributes} sandbox="{sandbox}" src="{src}" title="{title}" width="{width}"'
    ' height="{height}" frameborder="0"></iframe>'
)
