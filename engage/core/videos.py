"""Videos and albums on other sites, by their addresses. Pure.

Nothing of theirs loads before somebody asks for it (R83): a page shows a picture of our own with a
plain link. YouTube has a player that sets no cookie until it plays; with JavaScript it plays in
the page, once a person presses a button that says so. Flickr has none that asks less than its whole
site does, so that a link is all there is.

An address is taken apart and put together anew from what is known to belong there: whatever else it
carries (who shared it, from which list) stays behind.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

YOUTUBE: Final = "youtube"
FLICKR: Final = "flickr"
VIDEO_ID: Final = r"[A-Za-z0-9_-]{11}"
_YOUTUBE_HOSTS: Final = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})
_FLICKR_HOSTS: Final = frozenset({"www.flickr.com", "flickr.com"})
_FLICKR_PATH: Final = re.compile(
    r"/photos/([A-Za-z0-9_@-]{1,60})/((?:albums/|sets/)?\d{1,20})(?:/.*)?", re.ASCII
)
_LONGEST: Final = 500

PLAYER_SOURCE: Final = "https://www.youtube-nocookie.com"
"""The one origin that a page with a player may frame."""
_MARK: Final = b'<figure class="video" data-player="youtube" data-video="'
_PLAYER: Final = re.compile(_MARK + VIDEO_ID.encode() + rb'">')


@dataclass(frozen=True)
class Elsewhere:
    """Something to look at on another site; `video` is '' where only a link leads there."""

    site: str
    address: str
    video: str = ""


def elsewhere(address: str) -> Elsewhere | None:
    """None: the address is none of a video or of photographs that is known here."""
    if len(address) > _LONGEST or not address.isascii() or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        query = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return None
    if parts.scheme != "https":
        return None
    if parts.netloc in _FLICKR_HOSTS:
        found = _FLICKR_PATH.fullmatch(parts.path)
        path = f"{found[1]}/{found[2].replace('sets/', 'albums/')}" if found else ""
        return Elsewhere(FLICKR, f"https://www.flickr.com/photos/{path}") if path else None
    video = _video(parts.netloc, parts.path, query.get("v", []))
    if not re.fullmatch(VIDEO_ID, video, re.ASCII):
        return None
    return Elsewhere(YOUTUBE, f"https://www.youtube.com/watch?v={video}", video)


def _video(host: str, path: str, named: list[str]) -> str:
    if host == "youtu.be":
        return path.removeprefix("/")
    if host not in _YOUTUBE_HOSTS:
        return ""
    if path == "/watch":
        return named[0] if len(named) == 1 else ""
    for kind in ("/shorts/", "/live/", "/embed/"):
        if path.startswith(kind):
            return path.removeprefix(kind)
    return ""


def has_player(html: bytes) -> bool:
    """Whether a page shows a video that can play in it; what others wrote is escaped there."""
    # Where none is, which is nearly everywhere, looking for a word takes a tenth of the time.
    return _MARK in html and _PLAYER.search(html) is not None
