"""Which pictures we take, how large, and what has to be known of one before anybody sees it. Pure.

A picture's address is the hash of what it shows and of whose page it is on, and its size: an
address never shows anything else, and two engagements never share one.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engage.core.text import PICTURE_ADDRESS, is_blank

MEGABYTE: Final = 1024 * 1024
PICTURE_BYTES: Final = 8 * MEGABYTE
JPEG_PIXELS: Final = 50_000_000
"""A camera's largest; a JPEG is scaled while it is read, so that it costs less than others."""
OTHER_PIXELS: Final = 25_000_000
LARGEST_SIDE: Final = 20_000
SHOWN_SIDE: Final = 1_600
"""To how many pixels the longer side is scaled; nothing is ever enlarged."""
PROFILE_BYTES: Final = MEGABYTE
ALT_LENGTH: Final = 300
LINE_LENGTH: Final = 300
PROOF_LENGTH: Final = 1_000
SOURCE_LENGTH: Final = 2_000

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
ENDINGS: Final = {JPEG: "jpg", PNG: "png", WEBP: "webp"}
"""What is stored, and how its address ends."""
MADE_OF: Final = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": WEBP, "GIF": PNG}
"""What is read, by its content and never by its name, and what is made of it."""

SHOWN: Final = re.compile(rf"{PICTURE_ADDRESS}(?![0-9a-z])", re.ASCII)


class Licence(StrEnum):
    """Why we may show a picture (R37 to R39)."""

    STAFF = "staff"
    STOCK = "stock"
    OPEN = "open"
    AGREEMENT = "agreement"
    MARK = "mark"


LICENCE_WORDS: Final = {
    Licence.STAFF: "Made by our own staff",
    Licence.STOCK: "Stock picture, royalty-free for unlimited use",
    Licence.OPEN: "Open licence, such as CC BY",
    Licence.AGREEMENT: "By agreement with its owner",
    Licence.MARK: "A partner's mark or logo, under a partnership agreement",
}
PROOFS: Final = {
    Licence.STOCK: "Say where the proof of royalty-free, unlimited use is filed.",
    Licence.OPEN: "Give the licence's name and where the picture was found.",
    Licence.AGREEMENT: "Say where the agreement with its owner is filed.",
    Licence.MARK: "Give the date of the partnership agreement and where it is filed.",
}
"""What has to be shown for each; what our staff made needs no proof."""


@dataclass(frozen=True)
class Rights:
    """What is known of a picture: what it shows, in words, whose it is, why we may show it."""

    alt: str = ""
    owner: str = ""
    licence: str = ""
    proof: str = ""


@dataclass(frozen=True)
class CleanPicture:
    """A picture made anew: its pixels alone, upright, in sRGB. `was_moving`: only the first frame
    of an animation is left."""

    content: bytes
    media_type: str
    width: int
    height: int
    was_moving: bool = False


def unclear(rights: Rights) -> tuple[tuple[str, str], ...]:
    """What is missing before it may be public, as (form field, sentence); empty: nothing is."""
    found = []
    if is_blank(rights.alt):
        found.append(("alt", "Say what the picture shows, for those who cannot see it."))
    if is_blank(rights.owner):
        found.append(("owner", "Say whose picture it is."))
    if rights.licence not in set(Licence):
        found.append(("licence", "Say why we may show it."))
    elif is_blank(rights.proof) and (asked := PROOFS.get(Licence(rights.licence))):
        found.append(("proof", asked))
    return tuple(found)


def name_of(picture: CleanPicture, engagement_id: int | None) -> str:
    """The middle of its address: for the same bytes on the same engagement always the same."""
    whose = f"engagement:{engagement_id or 0}\n".encode()
    digest = hashlib.sha256(whose + picture.content).hexdigest()[:32]
    return f"{digest}-{picture.width}x{picture.height}"


def address_of(name: str, media_type: str) -> str:
    """Where the public finds it."""
    return f"/media/{name}.{ENDINGS[media_type]}"


def markdown_of(name: str, media_type: str, alt: str) -> str:
    """What staff write into a text to show it."""
    words = alt.replace("[", "(").replace("]", ")").replace("\\", "/").replace("`", "'")
    return f"![{' '.join(words.split())}]({address_of(name, media_type)})"


def names_in(text: str) -> tuple[str, ...]:
    """The names of the pictures that a text shows, each once, in their order."""
    return tuple(dict.fromkeys(match[1] for match in SHOWN.finditer(text)))


def mark_of(rights: Rights) -> str:
    """By what a form says which rights its person saw."""
    return hashlib.sha256("\n".join(vars(rights).values()).encode()).hexdigest()[:16]
