"""The detector of personal information, as the intake asks it."""

from dataclasses import dataclass

from engage.moderation.flags import Flag, Source
from engage.privacy.detector import Label, detector


@dataclass(frozen=True)
class Detected:
    """What was found; `names_others` is what privacy review is for."""

    flags: tuple[Flag, ...]
    names_others: bool
    looked_for_names: bool


def detect(text: str) -> Detected:
    """Everything that may identify somebody, with whose it is and why it was noticed."""
    scan = detector().scan(text)
    flags = tuple(
        Flag(one.start, one.end, Source.DETECTOR, one.kind, one.whose, one.reason)
        for one in scan.flags
    )
    return Detected(flags, scan.label in {Label.THIRD, Label.BOTH}, scan.has_names)
