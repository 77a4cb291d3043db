"""What a renderer is asked for and hands over; the files themselves are its own affair."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # What presses PDFs starts without it.
    from engage.reports.rules import Report

Told = Callable[[float], object]
"""Is told the share that is done, from 0 to 1."""


@dataclass(frozen=True)
class Rendered:
    """The files by name, and the content hash of what they hold (`rules.content_hash`).

    `pending` are those that another process still makes: `wait_for` a file before it is opened.
    """

    files: Mapping[str, Path]
    content_hash: str
    pending: dict[Path, Callable[[], bytes]] = field(default_factory=dict, repr=False)

    def wait_for(self, name: str) -> None:
        """Raises what making it raises."""
        path = self.files[name]
        if path in self.pending:
            path.write_bytes(self.pending.pop(path)())


Render = Callable[["Sequence[Report]", Path, Told], Rendered]
"""Writes the files of a report in one or more languages into a folder."""
