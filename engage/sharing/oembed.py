"""What an oEmbed provider says of a page of ours (oembed.com, 1.0), as JSON or XML. Pure.

Nothing is fetched and nothing is guessed: an address is read by `embed.subject_of`, and whatever is
no card of ours is not found.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from engage.core.xml_text import visible
from engage.sharing.embed import USUAL_HEIGHT, WIDEST, fitted_frame, subject_of

TYPES: Final = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
VERSION: Final = "1.0"
CACHE_SECONDS: Final = 3600
"""The card is live; only its title and size are kept by who asked."""
Said = Mapping[str, str | int]


def size(asked: str, usual: int) -> int:
    """The usual size, or the largest that was asked for where that is smaller. What is no size asks
    for nothing."""
    is_number = asked.isascii() and asked.isdigit() and 0 < len(asked) < 7
    return min(usual, int(asked)) if is_number and int(asked) else usual


def rich(
    *, title: str, ministry: str, provider: str, base_url: str, href: str, card: str,
    most_width: str, most_height: str,
) -> Said:  # fmt: skip
    """`href` and `card` are whole addresses of the page and of its card."""
    width, height = size(most_width, WIDEST), size(most_height, USUAL_HEIGHT)
    return {
        "version": VERSION,
        "type": "rich",
        "title": title,
        "author_name": ministry,
        "provider_name": provider,
        "provider_url": base_url,
        "cache_age": CACHE_SECONDS,
        "width": width,
        "height": height,
        "html": str(fitted_frame(href, card, title, width, height)),
    }


def as_xml(said: Said) -> str:
    members = "".join(
        f"<{name}>{escape(visible(str(value)))}</{name}>" for name, value in said.items()
    )
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{members}</oembed>'


@lru_cache(maxsize=256)
def discovery(address: str, base_url: str) -> tuple[tuple[str, str], ...]:
    """For the head of a page: types and addresses at which its card is asked for; () for one that
    has none."""
    if subject_of(address, base_url) is None:
        return ()
    return tuple(
        (kind, f"{base_url}/oembed?{urlencode({'url': address, 'format': name})}")
        for name, kind in TYPES.items()
    )
