"""The detector's look at a reply, before any transaction: where it speaks of other people.

The detector runs a model and may take a while to load, so a page asks it before it opens its
transaction, and what it saw is stored with the version. Where the model cannot be used the reply
goes on, and its speaker is asked to look for names.
"""

from dataclasses import dataclass

from engage.core.text import clean_plain
from engage.governance.wording import Spot
from engage.privacy.detector import Scan, Whose, detector
from engage.replies.rules import ABSURD_LENGTH, TEXT_LENGTH


@dataclass(frozen=True)
class Looked:
    """What was seen of other people in the cleaned text, and whether names could be looked for."""

    spots: tuple[Spot, ...] = ()
    names_checked: bool = True


def look_at(raw: str) -> Looked:
    """Looks at a text as it will be stored; one that is too long to be stored is not looked at."""
    text = clean_plain(raw) if len(raw) <= ABSURD_LENGTH else ""
    if not text or len(text) > TEXT_LENGTH:
        return Looked(names_checked=False)
    return looked(detector().scan(text))


def looked(scan: Scan) -> Looked:
    """Third parties only: the Province may name itself and those who speak for it."""
    seen = {
        (flag.start, flag.end): Spot(flag.start, flag.end, flag.reason)
        for flag in scan.flags
        if flag.whose is Whose.THIRD
    }
    return Looked(tuple(seen[place] for place in sorted(seen)), scan.has_names)
