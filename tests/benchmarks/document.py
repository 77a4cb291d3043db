"""Puts measured sections into docs/performance.md, each between its own two markers.

So a run of one benchmark renews that one only, with the state of the machine it was taken in.
"""

import re
from pathlib import Path

from tests.benchmarks.results import Section, as_table

PERFORMANCE = Path(__file__).parents[2] / "docs" / "performance.md"


def write(section: Section) -> None:
    """Raises ValueError when the section has no place in the document."""
    text = PERFORMANCE.read_text("utf-8")
    name = re.escape(section.benchmark.name)
    place = re.compile(rf"(<!-- measured: {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
    filled, count = place.subn(lambda found: f"{found[1]}\n{as_table(section)}\n{found[2]}", text)
    if count != 1:
        raise ValueError(f"{PERFORMANCE.name} has no one place for {section.benchmark.name}")
    PERFORMANCE.write_text(filled, "utf-8")
