"""`engage privacy scan`: the detector over a file, so that anyone can measure it.

Needs neither settings nor a database. Exit codes: 0 done, 1 a line that cannot be read (named by
its number, never by its text) and nothing written, 2 a command line that cannot be understood.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from engage.core.errors import EngageError
from engage.privacy.detector import Scan, detector

FILE: Final = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
OUT: Final = click.Path(dir_okay=False, writable=True, path_type=Path)


class FaultyLine(EngageError):
    """A line of the file is not what it should be."""

    def __init__(self, number: int, fault: str) -> None:
        super().__init__(f"line {number}: {fault}")


@click.group("privacy")
def privacy_commands() -> None:
    """The local detector of personal information."""


@privacy_commands.command("scan")
@click.argument("file", type=FILE)
@click.option("--out", required=True, type=OUT, help="Where the findings go, one line a text.")
def scan_command(file: Path, out: Path) -> None:
    """Scan the texts of FILE: one JSON object a line, {"id", "text"}.

    Writes {"id", "label", "spans": [{"start", "end", "type", "whose", "reason"}]} a line, offsets
    in code points of the text as given, ends exclusive.
    """
    found = detector()
    counted = 0
    with _whole_or_nothing(out) as target:
        for line_id, text in _read(file):
            target.write(json.dumps(_described(line_id, found.scan(text))) + "\n")
            counted += 1
    click.echo(f"{counted:,} texts scanned.")


def _read(file: Path) -> Iterator[tuple[str | int, str]]:
    with file.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if raw.strip():
                yield _parsed(number, raw)


def _parsed(number: int, raw: bytes) -> tuple[str | int, str]:
    try:
        line: Any = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise FaultyLine(number, "not a line of JSON in UTF-8") from None
    if not isinstance(line, dict):
        raise FaultyLine(number, "not a JSON object")
    line_id, text = line.get("id"), line.get("text")
    if isinstance(line_id, bool) or not isinstance(line_id, str | int):
        raise FaultyLine(number, 'no "id" (text or a whole number)')
    if not isinstance(text, str):
        raise FaultyLine(number, 'no "text"')
    return line_id, text


def _described(line_id: str | int, scan: Scan) -> dict[str, object]:
    spans = [
        {
            "start": flag.start,
            "end": flag.end,
            "type": flag.kind.value,
            "whose": flag.whose.value,
            "reason": flag.reason,
        }
        for flag in scan.flags
    ]
    return {"id": line_id, "label": scan.label.value, "spans": spans}


class _whole_or_nothing:  # noqa: N801 - reads as a statement
    """A file beside the target that takes its place only when everything was written."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> "_whole_or_nothing":
        folder = self._target.absolute().parent
        try:
            handle, name = tempfile.mkstemp(dir=folder, prefix=".scan-")
        except OSError:
            raise EngageError("the folder of --out cannot be written to") from None
        self._part = Path(name)
        self._file = os.fdopen(handle, "w", encoding="ascii")
        return self

    def write(self, line: str) -> None:
        self._file.write(line)

    def __exit__(self, kind: object, *_: object) -> None:
        self._file.close()
        if kind is None:
            self._part.chmod(0o644)
            self._part.replace(self._target)
        else:
            self._part.unlink(missing_ok=True)
