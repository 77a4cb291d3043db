"""A ZIP archive that is the same bytes for the same contents, written and read as a stream.

Nothing of the day, the machine or the library's version goes into it: members follow each other in
the order of their paths, carry one fixed time, and are stored as they are. Compressing would make
the bytes depend on the version of a library.
"""

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from engage.records.rules import FORMAT, MANIFEST, SUMS, Member

_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = 0o100644 << 16
_PIECE: Final = 1_048_576
# What reading a damaged archive raises, as far as the library lets its own errors out.
_DAMAGE: Final = (
    OSError, EOFError, zipfile.BadZipFile, zlib.error, struct.error, ArithmeticError, LookupError,
    MemoryError, RuntimeError, TypeError, ValueError,
)  # fmt: skip


class NotAPackage(ValueError):
    """The file is not an archive of this kind, or it is damaged."""


class Archive:
    """Writes members one after the other, then the manifest; to be closed by `finish`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, strict_timestamps=True)
        self._members: list[Member] = []

    def add(self, path: str, pieces: Iterable[bytes], *, is_kept: bool = True) -> None:
        """A member; with `is_kept` False only the manifest tells of it."""
        digest, size = hashlib.sha256(), 0
        if is_kept:
            with self._zip.open(_entry(path), "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    digest.update(piece)
                    size += len(piece)
        else:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
        self._members.append(Member(path, size, digest.hexdigest()))

    def finish(self, about: dict[str, object], *, has_restricted: bool) -> tuple[Member, ...]:
        """Adds the manifest and a list that `sha256sum --check` reads; gives the members."""
        members = tuple(sorted(self._members, key=lambda member: member.path))
        manifest = {
            "format": FORMAT,
            **about,
            "has_restricted": has_restricted,
            "files": [
                {
                    "path": one.path,
                    "size": one.size,
                    "sha256": one.sha256,
                    "restricted": one.is_restricted,
                }
                for one in members
            ],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        sums = _sums(
            (one.path, one.sha256) for one in members if has_restricted or not one.is_restricted
        )
        self._zip.writestr(_entry(MANIFEST), text.encode())
        self._zip.writestr(_entry(SUMS), sums.encode())
        self._zip.close()
        return members


def _sums(files: Iterable[tuple[str, str]]) -> str:
    """Lines as `sha256sum --check` reads them."""
    return "".join(f"{sha256}  {path}\n" for path, sha256 in files)


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _TIME)
    entry.external_attr = _MODE
    entry.create_system = 3
    return entry


def read_manifest(path: Path) -> tuple[dict[str, object], dict[str, Member], dict[str, Member]]:
    """The manifest, the members that it states, and those that are there. Raises NotAPackage."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
                raise NotAPackage("the file is no records package that this version knows")
            stated = {
                str(one["path"]): Member(str(one["path"]), int(one["size"]), str(one["sha256"]))
                for one in manifest["files"]
            }
            lines = _sums(
                (str(one["path"]), str(one["sha256"]))
                for one in manifest["files"]
                if manifest["has_restricted"] or not one["restricted"]
            )
            if archive.read(SUMS) != lines.encode():
                raise NotAPackage(f"{SUMS} does not say what {MANIFEST} does")
            names = archive.namelist()
            if len(set(names)) != len(names):
                raise NotAPackage("a file stands in the package twice")
            found = {name: _read(archive, name) for name in names if name not in (MANIFEST, SUMS)}
    except NotAPackage:
        raise
    except _DAMAGE:
        raise NotAPackage("the file is no records package, or it is damaged") from None
    return manifest, stated, found


def _read(archive: zipfile.ZipFile, name: str) -> Member:
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as entry:
        while piece := entry.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return Member(name, size, digest.hexdigest())


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file in pieces of a megabyte."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
