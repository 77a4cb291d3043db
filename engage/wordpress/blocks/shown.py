"""What WordPress's raw content shows, worked out without WordPress.

Only XML-RPC needs this: it hands out what an author typed. Blocks keep their HTML inside comments,
so that most of a post is there already. What WordPress would make up when the page is shown (the
newest posts, a reused block, a plugin's shortcode) cannot be known here: it leaves a mark, which
`to_markdown` reports by name.
"""

import json
import re
from html import escape
from typing import Final

from engage.wordpress.blocks.autop import paragraphed
from engage.wordpress.blocks.left_out import left_out
from engage.wordpress.blocks.shortcodes import without_shortcodes

_BLOCK: Final = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z][a-z0-9/_-]*)\s+(?P<more>\{.*?\}\s+)?(?P<empty>/)?-->",
    re.DOTALL,
)
_INSIDE: Final = frozenset({"more", "nextpage", "spacer", "separator", "page-break"})
_COMMENT: Final = re.compile(r"<!--(?! engage-left-out ).*?-->", re.DOTALL)


def shown(raw: str) -> str:
    """HTML, not sanitised, of a post's `content.raw`."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    has_blocks = "<!-- wp:" in text
    text = _COMMENT.sub("", _BLOCK.sub(_block, text))
    text = without_shortcodes(text)
    return text if has_blocks else paragraphed(text)


def _block(found: re.Match[str]) -> str:
    """A block's own HTML stays; one without any is made by WordPress."""
    if not found["empty"] or found["name"] in _INSIDE:
        return ""
    if found["name"] == "social-link":
        address = _attribute(found["more"], "url")
        words = _attribute(found["more"], "service").capitalize() or address
        return f'<p><a href="{escape(address)}">{escape(words)}</a></p>' if address else ""
    return left_out(found["name"])


def _attribute(given: str | None, name: str) -> str:
    try:
        value = json.loads(given or "{}").get(name, "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""
