"""Looking at one text: what is private in it, what is suspicious, what it resembles.

No transaction is open meanwhile. A text over which a check breaks is not kept from the moderators:
it goes on with the signal `unread`, and to the privacy reviewers, who read it as a whole.
"""

import logging
from dataclasses import dataclass

from engage.comments.campaigns.signatures import sketch_of
from engage.comments.defences.rules import OF_THE_FORM, Signal
from engage.comments.languages import language_in
from engage.core.trouble import origin
from engage.moderation.flags import Flag
from engage.moderation.intake.detecting import detect
from engage.moderation.intake.reading import Unscreened
from engage.moderation.spam.looking import Spotting, suspicions_of

log = logging.getLogger("engage.intake")


@dataclass(frozen=True)
class Looked:
    """What was seen in a version of a comment; it holds no text."""

    flags: tuple[Flag, ...]
    signals: frozenset[Signal]
    names_others: bool
    looked_for_names: bool
    keys: tuple[int, ...]
    language: str | None = None


def look(found: Unscreened, spotting: Spotting) -> Looked:
    """Everything that can be seen in the text itself."""
    try:
        return _looked(found, spotting)
    except Exception as error:
        # Which text it was can be found by its number; what stands in it must not be logged.
        log.warning(
            "intake trouble=%s at=%s comment=%s",
            type(error).__name__, origin(error), found.comment_id,
        )  # fmt: skip
        return Looked((), _with(found, {Signal.UNREAD}), False, True, ())


def _looked(found: Unscreened, spotting: Spotting) -> Looked:
    detected = detect(found.own_text)
    suspicions = suspicions_of(found.own_text, spotting)
    seen = set(suspicions.signals)
    if not detected.looked_for_names:
        seen.add(Signal.NO_NAMES)
    return Looked(
        flags=(*detected.flags, *suspicions.flags),
        signals=_with(found, seen),
        names_others=detected.names_others,
        looked_for_names=detected.looked_for_names,
        keys=sketch_of(found.own_text).keys,
        language=language_in(found.own_text),
    )


def _with(found: Unscreened, seen: set[Signal]) -> frozenset[Signal]:
    """What the form noticed stays; what an earlier look saw does not."""
    return (found.signals & OF_THE_FORM) | frozenset(seen)
