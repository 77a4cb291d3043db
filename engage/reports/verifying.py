"""Whether files are those of a report: by their SHA-256, and by the content hash of its value.

Nothing here needs the database: whoever has the files and the list of hashes that was published
beside them can tell, with this or with `sha256sum --check`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from engage.core.errors import Refused
from engage.reports.rehash import NotAReport, content_hash_of
from engage.reports.states import PART, SUMS

_LINE: Final = re.compile(r"(?P<digest>[0-9a-fA-F]{64}) [ *](?P<name>[^/]+)")
"""The star says that the file was read as a binary one, as all are."""


class Finding(StrEnum):
    """What one file turned out to be."""

    SAME = "OK"
    OTHER = "CHANGED"
    MISSING = "MISSING"
    UNKNOWN = "NOT OF THIS REPORT"


@dataclass(frozen=True)
class Checked:
    name: str
    finding: Finding


def sums_text(digests: Mapping[str, str]) -> str:
    """The list that `sha256sum --check` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def read_sums(text: str) -> dict[str, str]:
    """SHA-256 by name of such a list; raises Refused for what is none."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        stated = _LINE.fullmatch(line.strip())
        if stated is None or stated["name"] in found:
            raise Refused(
                "manifest", f"Line {number} of the list is not a SHA-256 and a file name."
            )
        found[stated["name"]] = stated["digest"].lower()
    if not found:
        raise Refused("manifest", "The list names no file.")
    return found


def sha256_of(path: Path) -> str:
    """Of a file, read in pieces. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while content := file.read(PART):
            digest.update(content)
    return digest.hexdigest()


def sha256_of_parts(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def check_files(record: Mapping[str, str], paths: Iterable[Path]) -> list[Checked]:
    """Each given file against the record; of a folder, every file of the record is wanted."""
    found = []
    for path in paths:
        if path.is_dir():
            found += [Checked(name, _finding(record, path / name)) for name in sorted(record)]
        elif path.name != SUMS:
            found.append(Checked(path.name, _finding(record, path)))
    return found


def _finding(record: Mapping[str, str], path: Path) -> Finding:
    if path.name not in record:
        return Finding.UNKNOWN
    try:
        digest = sha256_of(path)
    except FileNotFoundError:
        return Finding.MISSING
    except OSError as error:
        raise Refused("files", f"{path.name} cannot be read: {error.strerror}.") from None
    return Finding.SAME if digest == record[path.name] else Finding.OTHER


def is_good(found: Iterable[Checked]) -> bool:
    """Whether something was checked, and all of it is as it was."""
    findings = [one.finding for one in found]
    return bool(findings) and all(one is Finding.SAME for one in findings)


def content_fault(path: Path, wanted: str) -> str | None:
    """What is wrong with a report's JSON file, if its value has another content hash than the one
    that was recorded, or than it names itself ('' for none recorded); None: nothing."""
    try:
        stated, found = content_hash_of(path)
    except NotAReport as fault:
        return str(fault)
    except OSError as error:
        return f"{path.name} cannot be read: {error.strerror}."
    if stated != found:
        return f"{path.name} names another content hash than its value has."
    if wanted and found != wanted:
        return f"{path.name} has another content hash than the one that was recorded."
    return None
