"""The check of official texts before they go out (R16, R67, R68): pure rules with reasons.

`check_text` looks at replies today and serves pages, updates and packs alike. It decides from the
text and a `Context` alone: whoever calls brings what the detector of names saw, as spots, so no
model, clock or database is needed here. It asks and advises; only contact details and unsafe links
block.

What it knows of words is data, in `data/`.
"""

from engage.governance.wording.concerns import (
    TITLES,
    Concern,
    Context,
    Rule,
    Spot,
    Weight,
    by_rule,
)
from engage.governance.wording.links import find_links, safe_href
from engage.governance.wording.rendering import Line, Piece, Stretch, linked, marked
from engage.governance.wording.rules import CHECKS
from engage.governance.wording.shield import shielded

__all__ = [
    "TITLES",
    "Concern",
    "Context",
    "Line",
    "Piece",
    "Rule",
    "Spot",
    "Stretch",
    "Weight",
    "by_rule",
    "check_text",
    "find_links",
    "linked",
    "marked",
    "safe_href",
]


def check_text(text: str, context: Context) -> tuple[Concern, ...]:
    """Everything there is to say of a text, in the order of the rules and then of the text.

    The text is expected as `core.text.clean_plain` returns it.
    """
    read = shielded(text)
    found = [concern for check in CHECKS for concern in check(text, read, context)]
    order = list(Rule)
    return tuple(
        sorted(found, key=lambda one: (order.index(one.rule), one.start, one.end, one.reason))
    )
