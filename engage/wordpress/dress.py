"""What goes with an engagement's post beside its text: categories by name, a picture; pure.

Names and not WordPress's numbers, so that what should be there is known without asking there, and
a category that was made anew under another number changes nothing.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Final

from engage.wordpress.rules import PostFields


@dataclass(frozen=True)
class Picture:
    """`name` is that of the stored file, `remote_id` WordPress's number once it has it.

    `content` is read only when it has to be sent.
    """

    name: str
    media_type: str = ""
    alt: str = ""
    remote_id: int | None = None
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Dress:
    categories: tuple[str, ...] = ()
    picture: Picture | None = None


NO_DRESS: Final = Dress()


@dataclass(frozen=True)
class WantedPost:
    """What WordPress should show of an engagement; `dress_sent` is the hash of what it has."""

    fields: PostFields
    dress: Dress = NO_DRESS
    dress_sent: str = ""

    @property
    def is_dressed(self) -> bool:
        return dress_hash(self.dress) == self.dress_sent


def category_names(ministry: str, areas: tuple[str, ...]) -> tuple[str, ...]:
    """One line each, none twice: WordPress compares names without regard to case."""
    found: dict[str, str] = {}
    for name in (ministry, *areas):
        plain = " ".join(name.split())
        if plain:
            found.setdefault(plain.casefold(), plain)
    return tuple(found.values())


def dress_hash(dress: Dress) -> str:
    picture = dress.picture.name if dress.picture else ""
    canonical = json.dumps([list(dress.categories), picture])
    return hashlib.sha256(canonical.encode()).hexdigest()
