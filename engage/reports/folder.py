"""Finished files into a folder on disk: all of them or none, none of them half written.

They are written and synced in a hidden folder beside, then moved. A new folder appears by one
rename. In a folder that is there already, the report's earlier files go first: whoever looks in
between sees fewer files, never old ones beside new ones.
"""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from engage.core.errors import Refused


def refuse_unusable(folder: Path) -> None:
    """Says before the work begins that its place cannot be used."""
    if folder.exists() and not folder.is_dir():
        raise Refused("out", f"{folder} is a file: give a folder to write the report into.")


def write_whole(files: Mapping[str, bytes], folder: Path) -> None:
    """Raises Refused with the system's words when the disk does not take them."""
    refuse_unusable(folder)
    folder = folder.absolute()
    unfinished = folder.with_name(f".{folder.name}.unfinished-{secrets.token_hex(4)}")
    try:
        unfinished.mkdir(parents=True)
        for name, content in files.items():
            _write_synced(unfinished / name, content)
        _move(unfinished, folder, files)
    except OSError as error:
        raise Refused("out", f"The report cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move(unfinished: Path, folder: Path, files: Mapping[str, bytes]) -> None:
    if not folder.exists():
        unfinished.rename(folder)
        return
    for name in files:
        (folder / name).unlink(missing_ok=True)
    for name in files:
        (unfinished / name).rename(folder / name)
