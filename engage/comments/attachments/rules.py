"""How many files may come with one comment, how large, and what is kept of each. Pure.

Nothing is dropped in silence: a file that is too large, or one too many, is listed without what it
holds, so that its moderator knows of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from engage.core.text import plain_one_line

MEGABYTE: Final = 1024 * 1024
FILES: Final = 10
FILE_BYTES: Final = 10 * MEGABYTE
HOLDER_BYTES: Final = 20 * MEGABYTE
LISTED: Final = 100
"""A letter of more parts is no letter: what is beyond is not even listed."""
NAME_LENGTH: Final = 200
CUT_LENGTH: Final = 200_000
UNKNOWN_TYPE: Final = "application/octet-stream"
MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
EXTENSION: Final = re.compile(r"\.([A-Za-z0-9]{1,8})$")


class HolderKind(StrEnum):
    """What a file belongs to."""

    COMMENT = "comment"
    INCOMING_MAIL = "incoming_mail"


class FileSource(StrEnum):
    """How a file came here."""

    MAIL = "mail"
    SCAN = "scan"


class WhyEmpty(StrEnum):
    """Why a listed file has no content."""

    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"
    ERASED = "erased"


WHY_WORDS: Final[dict[str, str]] = {
    WhyEmpty.TOO_LARGE: "too large to be kept",
    WhyEmpty.TOO_MANY: "not kept: too many files came together",
    WhyEmpty.UNREADABLE: "could not be read",
    WhyEmpty.ERASED: "deleted for good",
}


@dataclass(frozen=True)
class HeldFile:
    """A file as it came; `content` is None where it is only listed, and `why` says so."""

    name: str = field(repr=False)
    media_type: str
    size: int
    content: bytes | None = field(repr=False)
    why: str = ""


def bounded(files: Sequence[HeldFile], held: int = 0, held_bytes: int = 0) -> tuple[HeldFile, ...]:
    """The files as they are kept beside `held` earlier ones; those beyond a limit only listed."""
    kept: list[HeldFile] = []
    for one in files[:LISTED]:
        content = one.content
        if content is None:
            kept.append(replace(one, why=one.why or WhyEmpty.UNREADABLE))
        elif held >= FILES:
            kept.append(replace(one, content=None, why=WhyEmpty.TOO_MANY))
        elif len(content) > FILE_BYTES or held_bytes + len(content) > HOLDER_BYTES:
            kept.append(replace(one, content=None, why=WhyEmpty.TOO_LARGE))
        else:
            held, held_bytes = held + 1, held_bytes + len(content)
            kept.append(one)
    return tuple(kept)


def cleaned_name(raw: str) -> str:
    """A name on one line; nothing in it can act on a page. '' where nothing can be seen of it."""
    return plain_one_line(raw[: NAME_LENGTH * 4], NAME_LENGTH * 4)[:NAME_LENGTH].strip()


def cleaned_media_type(raw: str) -> str:
    """The type that a sender claims: shown beside the name and never believed."""
    plain = raw.strip().lower()
    return plain if MEDIA_TYPE.fullmatch(plain) else UNKNOWN_TYPE


def download_name(attachment_id: int, name: str) -> str:
    """What the file is called where it is saved: our number, and the ending that it came with.

    The name itself often names a person, and would then lie in the folder of a shared computer.
    """
    ending = EXTENSION.search(name)
    return f"attachment-{attachment_id}{'.' + ending[1].lower() if ending else ''}"


def size_words(size: int) -> str:
    """A size as people say it."""
    if size >= MEGABYTE:
        return f"{size / MEGABYTE:.1f} MB"
    return f"{max(1, round(size / 1024)):,} KB"
