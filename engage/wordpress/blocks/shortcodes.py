"""Shortcodes: those of WordPress itself become what they show; the rest cannot be known here.

In square brackets people also write plain words ([sic], [1]). So only what WordPress defines, what
has an ending of its own or what carries attributes is taken for a shortcode.
"""

import re
from collections.abc import Callable
from html import escape
from typing import Final

from engage.wordpress.blocks.left_out import left_out

_ATTRIBUTE: Final = re.compile(
    r"""(?<![\w-])([\w-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))"""
)
_CODE: Final = re.compile(
    r"\[(?P<escape>\[)?(?P<end>/)?(?P<name>[A-Za-z][\w-]{1,50})(?P<more>(?:\s[^\[\]<>]*)?)"
    r"(?P<empty>/)?\](?P<unescape>\])?"
)
_CAPTION: Final = re.compile(r"(?<!\[)\[(/)?(?:wp_)?caption(?=[\s\]])([^\[\]]*)\]")
_EMBED: Final = re.compile(r"(?<!\[)\[(/)?embed(?=[\s\]])([^\[\]]*)\]")
_PLAYER: Final = re.compile(
    r"(?<!\[)\[(?P<name>audio|video)(?P<more>\s[^\[\]]*)?\](?:(?P<inner>[^\[]*)\[/(?P=name)\])?"
)
_PICTURE: Final = re.compile(r"^\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)", re.IGNORECASE)
_MADE_THERE: Final = frozenset({"gallery", "playlist"})
_MEDIA: Final = ("src", "mp4", "mp3", "m4a", "m4v", "ogg", "ogv", "webm", "wav", "mov", "flac")


def without_shortcodes(text: str) -> str:
    """The text with each shortcode replaced by what it shows, or by a mark that it was there."""
    text = _between(_CAPTION, text, _caption)
    text = _between(_EMBED, text, lambda _more, inner: f"\n<p>{_link(inner.strip())}</p>\n")
    text = _PLAYER.sub(_player, text)
    ended = frozenset(found["name"] for found in _CODE.finditer(text) if found["end"])
    return _CODE.sub(lambda found: _other(found, ended), text)


def _between(marks: re.Pattern[str], text: str, shows: Callable[[str, str], str]) -> str:
    """Each beginning with the next end after it: what both hold becomes what it shows."""
    parts: list[str] = []
    done = 0
    begun: re.Match[str] | None = None
    for found in marks.finditer(text):
        if not found[1]:
            begun = found
        elif begun is not None:
            parts += [
                text[done : begun.start()],
                shows(begun[2], text[begun.end() : found.start()]),
            ]
            done, begun = found.end(), None
    return "".join((*parts, text[done:]))


def _caption(more: str, inner: str) -> str:
    """Its words follow the picture, or stand in an attribute as they did long ago."""
    given = _attributes(more)
    picture = _PICTURE.match(inner)
    if picture is None:
        return inner
    words = inner[picture.end() :].strip() or escape(given.get("caption", ""))
    return f"\n<figure>{picture[1]}<figcaption>{words}</figcaption></figure>\n"


def _player(found: re.Match[str]) -> str:
    given = _attributes(found["more"] or "")
    inner = (found["inner"] or "").strip()
    address = next((given[name] for name in _MEDIA if given.get(name)), "") or inner
    if not address:
        return left_out(found["name"])
    return f'\n<{found["name"]} src="{escape(address)}"></{found["name"]}>\n'


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _other(found: re.Match[str], ended: frozenset[str]) -> str:
    if found["escape"] and found["unescape"]:
        return found[0][1:-1]  # [[code]] is how an author shows a code
    before, after = found["escape"] or "", found["unescape"] or ""
    name = found["name"]
    is_code = name in _MADE_THERE or name in ended or "=" in found["more"] or bool(found["empty"])
    if not is_code:
        return found[0]
    return before + ("" if name in ended else left_out(name)) + after


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): quoted or single or bare
        for name, quoted, single, bare in _ATTRIBUTE.findall(text)
    }
