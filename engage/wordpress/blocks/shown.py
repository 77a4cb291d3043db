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
    r"\s+wp:(?P<name>[a-z][a-z0-9/_-]{0,100})\s+(?P<more>\{.*\})?\s*/", re.DOTALL
)
_INSIDE: Final = frozenset({"more", "nextpage", "spacer", "separator", "page-break"})


def shown(raw: str) -> str:
    """HTML, not sanitised, of a post's `content.raw`."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    has_blocks = "<!-- wp:" in text
    text = without_shortcodes(_without_comments(text))
    return text if has_blocks else paragraphed(text)


def _without_comments(text: str) -> str:
    """Blocks keep their HTML between two comments; one comment alone is a block without any."""
    parts: list[str] = []
    done = 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts += [text[done:start], _made_there(text[start + 4 : end])]
        done = end + 3
    return "".join((*parts, text[done:]))


def _made_there(comment: str) -> str:
    found = _BLOCK.fullmatch(comment)
    if found is None or found["name"] in _INSIDE:
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
