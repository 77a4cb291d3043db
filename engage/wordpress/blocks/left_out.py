"""Marks of what WordPress would make up when it shows a post, and we cannot."""

import re
from typing import Final

LEFT_OUT: Final = re.compile(r"<!-- engage-left-out ([a-z0-9/_-]{1,60}) -->")


def left_out(name: str) -> str:
    """The mark, by the name of the block or shortcode."""
    safe = re.sub("[^a-z0-9/_-]", "-", name.lower())[:60]
    return f"<!-- engage-left-out {safe} -->"
