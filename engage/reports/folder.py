"""Finished files into a folder on disk: all of them or none, none of them half written.

They are copied and synced in a hidden folder beside, then moved. A new folder appears by one
rename. In a folder that is there already, the report's earlier files go first: whoever looks in
between sees fewer files, never old ones beside new ones. Beside them stands a list of their
SHA-256, in the form that `sha256sum --check` reads.
"""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from engage.core.errors import Refused
from engage.core.unfinished import unfinished
from engage.reports.states import SUMS, is_value
from engage.reports.verifying import read_sums, sha256_of, sums_text


def refuse_unusable(folder: Path) -> None:
    """Says before the work begins that its place cannot be used."""
    if folder.exists() and not folder.is_dir():
        raise Refused("out", f"{folder} is a file: give a folder to write the report into.")


def write_whole(files: Mapping[str, Path], folder: Path) -> dict[str, str]:
    """The SHA-256 of each file as it lies there. Raises Refused with the system's words when the
    disk does not take them."""
    refuse_unusable(folder)
    folder = folder.absolute()
    try:
        with unfinished(folder, is_folder=True) as made:
            for name, path in files.items():
                _copy_synced(path, made / name)
            digests = {name: sha256_of(made / name) for name in sorted(files)}
            _write_synced(made / SUMS, sums_text(digests).encode())
            _move(made, folder, [*files, SUMS])
    except OSError as error:
        raise Refused("out", f"The report cannot be written: {error.strerror}.") from None
    return digests


def _copy_synced(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("xb") as file:
        shutil.copyfileobj(read, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move(made: Path, folder: Path, names: list[str]) -> None:
    if not folder.exists():
        made.rename(folder)
        return
    for name in {*names, *_earlier(folder, names)}:
        (folder / name).unlink(missing_ok=True)
    for name in names:
        (made / name).rename(folder / name)


def _earlier(folder: Path, names: list[str]) -> list[str]:
    """Files of the engagement's earlier report there, by its list: it may have had more of them,
    as in French, which would stand beside the new ones as if they were of one report."""
    value = next((name for name in names if is_value(name)), None)
    if value is None:
        return []
    with suppress(OSError, UnicodeDecodeError, Refused):
        start = value.removesuffix("report.json")
        listed = read_sums((folder / SUMS).read_text("utf-8"))
        return [name for name in listed if name.startswith(start)]
    return []
