"""`python -m tests.benchmarks [NAME...] [--write]`: exit code 1 when a goal was missed."""

import argparse
import sys
import time

from tests.benchmarks import importing, machine, moderation, report, submissions, topic_page
from tests.benchmarks.document import write
from tests.benchmarks.engage_copy import without_settings_of_ours
from tests.benchmarks.results import Section, as_table

BENCHMARKS = {
    room.BENCHMARK.name: room.BENCHMARK
    for room in (topic_page, submissions, importing, moderation, report)
}


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    options.add_argument("--write", action="store_true", help="into docs/performance.md too")
    asked = options.parse_args()
    unknown = sorted(set(asked.names) - set(BENCHMARKS))
    if unknown:
        options.error(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(BENCHMARKS)})")
    without_settings_of_ours()
    state, sections = machine.described(), []
    for name in asked.names or BENCHMARKS:
        sections.append(_run(name))
    sys.stdout.write("\n".join([*state, ""]) + "\n")
    sys.stdout.write("\n\n".join(as_table(section) for section in sections) + "\n")
    if asked.write:
        write(state, sections, asked.names)
    missed = any(figure.met is False for section in sections for figure in section.figures)
    return 1 if missed else 0


def _run(name: str) -> Section:
    began = time.monotonic()
    _tell(f"{name} ...")
    benchmark = BENCHMARKS[name]
    figures = benchmark.measure(_tell)
    _tell(f"{name} took {time.monotonic() - began:.0f} s")
    return Section(benchmark.title, figures)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
