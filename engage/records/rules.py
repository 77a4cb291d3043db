"""What a records package is, what filing asks for, and how a package is checked. Pure.

One archive holds everything that says what was asked, under which approvals, what came and what was
decided (R43). What only few may read lies under `restricted/`, so that it can be taken out whole:
the manifest names its files by hash in either case.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

FORMAT: Final = "engage-records/1"
RESTRICTED: Final = "restricted/"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
NUMBER_LENGTH: Final = 60

_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]*")
NO_NUMBER: Final = "Give the file number, such as 340-20/FERRIES-2026."
BAD_NUMBER: Final = (
    f"A file number has at most {NUMBER_LENGTH} letters, digits, spaces, dots, hyphens and slashes."
)
NO_DATE: Final = "Give the day on which the records were filed."
DATE_AHEAD: Final = "The filing date cannot lie ahead of today."
DATE_EARLY: Final = "The records cannot have been filed before the engagement was published."


class State(StrEnum):
    QUEUED = "queued"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"
    DELETED = "deleted"


UNDER_WAY: Final = frozenset({State.QUEUED, State.BUILDING})


@dataclass(frozen=True)
class Member:
    """A file of the package: its size in bytes and its SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str

    @property
    def is_restricted(self) -> bool:
        return self.path.startswith(RESTRICTED)


def filing_fault(
    file_number: str, filed_on: date | None, published_on: date, today: date
) -> tuple[str, str] | None:
    """The field and the words of what is wrong; None: it can be filed."""
    if not file_number:
        return "file_number", NO_NUMBER
    if len(file_number) > NUMBER_LENGTH or not _NUMBER.fullmatch(file_number):
        return "file_number", BAD_NUMBER
    if filed_on is None:
        return "filed_on", NO_DATE
    if filed_on > today:
        return "filed_on", DATE_AHEAD
    if filed_on < published_on:
        return "filed_on", DATE_EARLY
    return None


def differences(
    stated: Mapping[str, Member], found: Mapping[str, Member], *, without_restricted: bool
) -> Iterator[str]:
    """What differs between a manifest and the files of an archive, one line for each."""
    for path, member in sorted(stated.items()):
        if path not in found:
            if not (without_restricted and member.is_restricted):
                yield f"{path}: missing"
        elif found[path].sha256 != member.sha256:
            yield f"{path}: not what the manifest says"
    yield from (f"{path}: not in the manifest" for path in sorted(set(found) - set(stated)))
