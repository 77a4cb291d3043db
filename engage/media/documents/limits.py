"""How much a PDF may hold, and what is said of one: shared with the process that cleans it, which
imports nothing heavier than this."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MEGABYTE: Final = 1024 * 1024
DOCUMENT_BYTES: Final = 20 * MEGABYTE
PAGES: Final = 1_000
OBJECTS: Final = 300_000
STREAM_BYTES: Final = 200 * MEGABYTE
"""Of one stream, unpacked."""
ALL_BYTES: Final = 600 * MEGABYTE
"""Of all streams together, unpacked."""
IMAGE_PIXELS: Final = 100_000_000
IMAGE_SIDE: Final = 30_000
NESTING: Final = 100
"""Of dictionaries and lists inside one another."""
DRAWING_DEPTH: Final = 30
"""Of drawings inside one another."""
MEMORY: Final = 1024 * MEGABYTE
CPU_SECONDS: Final = 30
WAIT_SECONDS: Final = 90


class Fault(StrEnum):
    """What people who use a screen reader, or who enlarge the text, miss in a document."""

    UNTAGGED = "untagged"
    SCANNED = "scanned"
    FIGURES = "figures"
    HEADINGS = "headings"


class Why(StrEnum):
    """Why a file is refused."""

    UNKNOWN = "unknown"
    BROKEN = "broken"
    LOCKED = "locked"
    HEAVY = "heavy"
    LAYERS = "layers"
    EMPTY = "empty"


class Removed(StrEnum):
    """What was taken out of a file, for those who sent it."""

    SCRIPTS = "scripts"
    FILES = "files"
    NOTES = "notes"
    FIELDS = "fields"
    LINKS = "links"
    MEDIA = "media"


class Unfit(Exception):
    """The file is refused; the reason is the message."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class CleanDocument:
    """A PDF made anew. `figures`: pictures in it that say nothing to who cannot see them."""

    content: bytes
    pages: int
    faults: tuple[Fault, ...] = ()
    figures: int = 0
    removed: tuple[Removed, ...] = ()
