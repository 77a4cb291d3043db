"""`engage mail read`: what reading makes of mails in files, so that anybody can try it on theirs.

Needs neither settings nor a database, and looks up nothing: where a mail would be led to is not
asked. Exit codes: 0 done, 1 a file that cannot be opened and nothing written, 2 a command line that
cannot be understood.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from engage.core.errors import EngageError
from engage.mail.incoming.reading.message import read_headers, read_message
from engage.mail.incoming.rules import TOO_MANY_BYTES, Message, Reason, Unreadable

HEADERS: Final = 1024 * 1024
PLACE: Final = click.Path(exists=True, readable=True, path_type=Path)
OUT: Final = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("read")
@click.argument("places", nargs=-1, required=True, type=PLACE, metavar="FILE_OR_FOLDER...")
@click.option("--out", type=OUT, help="A file for the lines; without it they are shown.")
def read_command(places: tuple[Path, ...], out: Path | None) -> None:
    """Read mails: each FILE, and every .eml file in a FOLDER and below it.

    Writes {"file", "outcome_hint", "reason", "subject", "addresses", "text", "cut", "language",
    "attachments", "wants_withdrawal"} a line. `outcome_hint` is text, only_attachments, empty,
    no_comment (and `reason` says why) or quarantined.
    """
    counted: dict[str, int] = {}
    lines = []
    for file in _files(places):
        entry = _entry(file)
        hint = str(entry["outcome_hint"])
        counted[hint] = counted.get(hint, 0) + 1
        lines.append(json.dumps(entry, ensure_ascii=False))
    if out is None:
        for line in lines:
            click.echo(line)
        return
    _write_whole(out, "".join(f"{line}\n" for line in lines))
    outcomes = ", ".join(f"{number:,} {hint}" for hint, number in sorted(counted.items()))
    click.echo(f"{len(lines):,} mails read{': ' + outcomes if outcomes else ''}.")


def _files(places: tuple[Path, ...]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            yield from sorted(
                file
                for file in place.rglob("*")
                if file.suffix.lower() == ".eml" and file.is_file()
            )
        else:
            yield place


def _entry(file: Path) -> dict[str, object]:
    name = os.fsencode(file).decode("utf-8", "replace")
    try:
        with file.open("rb") as opened:
            raw = opened.read(TOO_MANY_BYTES + 1)
    except OSError as error:
        raise EngageError(f"{name}: it cannot be read ({error.strerror})") from None
    try:
        return {"file": name, **_described(read_message(raw))}
    except Unreadable as refused:
        return {"file": name, **_quarantined(raw[:HEADERS], refused.reason)}


def _described(message: Message) -> dict[str, object]:
    reason = message.no_comment
    if reason is Reason.EMPTY:
        hint = "empty"
    elif reason is not None:
        hint = "no_comment"
    else:
        hint = "text" if message.text or not message.attachments else "only_attachments"
    return _line(message, hint, reason.value if reason else "")


def _quarantined(raw: bytes, reason: Reason) -> dict[str, object]:
    """What the header lines say, where they can be read."""
    try:
        return _line(read_headers(raw), "quarantined", reason.value)
    except Unreadable:
        nobody = Message("", "", "", "", (), (), "", "")
        return _line(nobody, "quarantined", reason.value)


def _line(message: Message, hint: str, reason: str) -> dict[str, object]:
    return {
        "outcome_hint": hint,
        "reason": reason,
        "subject": message.subject,
        "addresses": list(message.addresses),
        "text": message.text,
        "cut": message.cut,
        "language": message.language,
        "attachments": [
            {
                "name": one.name,
                "media_type": one.media_type,
                "size": one.size,
                "kept": one.content is not None,
            }
            for one in message.attachments
        ],
        "wants_withdrawal": message.wants_withdrawal,
    }


def _write_whole(out: Path, content: str) -> None:
    """All of it or nothing: written beside, then moved."""
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=out.absolute().parent, prefix=".read-", delete=False
        ) as new:
            new.write(content.encode("utf-8", "surrogatepass"))
        Path(new.name).chmod(0o644)
        Path(new.name).replace(out)
    except OSError as error:
        raise EngageError(f"the file of --out cannot be written ({error.strerror})") from None
