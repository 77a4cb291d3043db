"""The detector of personal information, as the intake asks it."""

from dataclasses import dataclass

from engage.moderation.flags import Flag, Source
from engage.privacy.rules import find_contacts


@dataclass(frozen=True)
class Detected:
    """What was found; `names_others` is what privacy review is for."""

    flags: tuple[Flag, ...]
    names_others: bool
    looked_for_names: bool


def detect(text: str) -> Detected:
    """Looks for contacts and identity numbers alone, by their shapes."""
    flags = tuple(
        Flag(found.start, found.end, Source.DETECTOR, found.kind, "", found.reason)
        for found in find_contacts(text)
    )
    return Detected(flags, names_others=False, looked_for_names=False)
