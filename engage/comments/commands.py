"""`engage comments group`: which comments of a file were written after one letter.

It needs no settings and no database: anybody can try the rule of docs/campaigns.md on a file of
their own. Exit codes: 0 done, 1 refused with nothing written, 2 a command line that cannot be
understood.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Final

import click

from engage.comments.campaigns.grouping import grouped
from engage.core.errors import EngageError

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT: Final = click.Path(dir_okay=False, path_type=Path)


class Unreadable(EngageError):
    """A line that is not of the form; its number is told, never what it holds."""


@click.group()
def comments() -> None:
    """What the comments of a file have in common."""


@comments.command("group")
@click.argument("file", type=FILE)
@click.option("--out", required=True, type=OUT, metavar="PRED.json", help="The file to write.")
def group_command(file: Path, out: Path) -> None:
    """Group the comments of FILE by the letter they were written after.

    FILE has one {"id", "text"} object on each line; PRED.json gets one object, id to the number of
    its group, or to null for a comment that belongs to no campaign.
    """
    ids, texts = _read(file)
    numbers = grouped(texts)
    _write_whole(
        out, json.dumps(dict(zip(ids, numbers, strict=True)), ensure_ascii=False, indent=0)
    )
    members = sum(number is not None for number in numbers)
    groups = len({number for number in numbers if number is not None})
    click.echo(f"{len(texts)} comments: {members} belong to {groups} campaigns.")


def _read(file: Path) -> tuple[list[str], list[str]]:
    ids: dict[str, None] = {}
    texts: list[str] = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                name, text = _read_line(line, number)
                if name in ids:
                    raise Unreadable(f"line {number}: its id stands on an earlier line too")
                ids[name] = None
                texts.append(text)
    return list(ids), texts


def _read_line(line: bytes, number: int) -> tuple[str, str]:
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(f"line {number}: it is not UTF-8") from None
    except (ValueError, RecursionError):
        raise Unreadable(f"line {number}: it is not JSON") from None
    if not isinstance(entry, dict):
        raise Unreadable(f"line {number}: an object with 'id' and 'text' is expected")
    name, text = entry.get("id"), entry.get("text")
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise Unreadable(f"line {number}: 'id' must be a string or a whole number")
    if not isinstance(text, str):
        raise Unreadable(f"line {number}: 'text' must be a string")
    return str(name), text


def _write_whole(out: Path, content: str) -> None:
    """All of it or nothing: written beside, then moved."""
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=out.parent, prefix=".group-", delete=False
        ) as new:
            new.write(content.encode("utf-8", "surrogatepass") + b"\n")
        Path(new.name).chmod(0o666 & ~_umask())
        Path(new.name).replace(out)
    except OSError as error:
        raise EngageError(f"the file cannot be written ({error.strerror})") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
