"""A PDF that anybody may have made, handed to a process of its own and taken back clean.

Reading takes seconds and memory: it happens before a transaction begins, one at a time; who would
wait for long is asked to come back, so that no crowd of files takes every thread. A library that
reads PDF is large and has had holes; what goes wrong in it ends a process that holds nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

import engage
from engage.core.errors import Refused
from engage.media.documents.limits import (
    DOCUMENT_BYTES,
    MEGABYTE,
    WAIT_SECONDS,
    CleanDocument,
    Fault,
    Removed,
    Why,
)

FIELD: Final = "document"
NOTHING: Final = "Choose a PDF file."
BUSY: Final = "Other documents are being read just now. Wait a minute, then try again."
TOO_LARGE: Final = f"The file is larger than {DOCUMENT_BYTES // MEGABYTE} MB. Save it smaller."
REFUSALS: Final = {
    Why.UNKNOWN: "This is no PDF. Save or export the document as PDF, then try again.",
    Why.BROKEN: "The file is damaged, or we cannot clean it. Export it anew as PDF.",
    Why.LOCKED: "The PDF is protected by a password. Save it without one.",
    Why.HEAVY: "The PDF holds too much: pages, pictures or drawings. Divide it or export it anew.",
    Why.LAYERS: "The PDF has hidden layers, which anybody could open. Save it without them.",
    Why.EMPTY: "The PDF has no page.",
}
PATIENCE: Final = 20
"""Seconds that a file waits for the one before it."""
_HOME: Final = Path(engage.__file__).resolve().parents[1]
_at_once: Final = BoundedSemaphore(1)


def clean_document(content: bytes, *, title: str, language: str) -> CleanDocument:
    """The document that is stored for these bytes. Raises Refused with a sentence for a person."""
    if not content:
        raise Refused(FIELD, NOTHING)
    if len(content) > DOCUMENT_BYTES:
        raise Refused(FIELD, TOO_LARGE)
    asked = json.dumps({"title": title, "language": language}).encode() + b"\n"
    if not _at_once.acquire(timeout=PATIENCE):
        raise Refused(FIELD, BUSY)
    try:
        answer = _asked_of_child(asked + content)
    finally:
        _at_once.release()
    head, _, made = answer.partition(b"\n")
    said = json.loads(head)
    if "unfit" in said:
        raise Refused(FIELD, REFUSALS[Why(said["unfit"])])
    return CleanDocument(
        made,
        said["pages"],
        tuple(map(Fault, said["faults"])),
        said["figures"],
        tuple(map(Removed, said["removed"])),
    )


def _asked_of_child(sent: bytes) -> bytes:
    """It gets no setting and no key of ours, and says nothing of the file anywhere."""
    command = [sys.executable, "-m", "engage.media.documents.child"]
    try:
        done = subprocess.run(  # noqa: S603  our own module
            command,
            input=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_HOME,
            env={"PYTHONPATH": str(_HOME), "LANG": "C.UTF-8"},
            timeout=WAIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(FIELD, REFUSALS[Why.HEAVY]) from None
    if done.returncode != 0 or b"\n" not in done.stdout:
        raise Refused(FIELD, REFUSALS[Why.HEAVY])
    return done.stdout
