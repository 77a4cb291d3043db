"""HTML that no parser should be given: its tags taken out, its words kept. Pure, in one pass."""

import html as entities
import re
import string
from typing import Final

_UNSEEN: Final = re.compile(r"<(script|style|head|title|template|noscript)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<!--|<[^<>]*>")
_BREAKS: Final = re.compile(r"</?(?:p|div|br|tr|li|h\d|blockquote|table)\b", re.IGNORECASE)
_SMALL: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def without_tags(source: str) -> str:
    """The text between the tags, but for scripts and the like that close again."""
    small = source.translate(_SMALL)
    kept: list[str] = []
    never_closes: set[str] = set()
    position = 0
    while (unseen := _UNSEEN.search(source, position)) is not None:
        kept.append(source[position : unseen.start()])
        name = unseen[1].lower()
        closing = -1 if name in never_closes else small.find(f"</{name}", unseen.end())
        if closing < 0:
            never_closes.add(name)
        position = max(closing, unseen.end())
    kept.append(source[position:])
    broken = _BREAKS.sub("\n\\g<0>", "".join(kept))
    return entities.unescape(_TAG.sub("", broken))
