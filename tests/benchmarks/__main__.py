"""`python -m tests.benchmarks [NAME...] [--write]`: exit code 1 when a goal was missed."""

import argparse
import compileall
import sys
import sysconfig
import time

from engage.core.settings import ROOT
from tests.benchmarks import (
    campaigns,
    discussion,
    home,
    importing,
    lighthouse,
    machine,
    mail,
    moderation,
    privacy,
    report,
    submissions,
    topic_page,
    wordpress_hanging,
    wordpress_push,
    wordpress_sync,
)
from tests.benchmarks.document import write
from tests.benchmarks.engage_copy import without_settings_of_ours
from tests.benchmarks.results import Benchmark, Section, as_table
from tests.services.process import ServiceFailed

BENCHMARKS = {
    room.BENCHMARK.name: room.BENCHMARK
    for room in (
        topic_page,
        discussion,
        lighthouse,
        submissions,
        importing,
        moderation,
        report,
        privacy,
        campaigns,
        mail,
        home,
        wordpress_hanging,
    )
}
BENCHMARKS |= {
    one.name: one
    for one in (
        report.MILLION_BENCHMARK,
        wordpress_push.BENCHMARK,
        wordpress_sync.PULL,
        wordpress_sync.STEADY,
    )
}


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    options.add_argument("--write", action="store_true", help="into docs/performance.md too")
    asked = options.parse_args()
    unknown = sorted(set(asked.names) - set(BENCHMARKS))
    if unknown:
        options.error(
            f"no such benchmark: {', '.join(unknown)} (there are {', '.join(BENCHMARKS)})"
        )
    without_settings_of_ours()
    # As installing does it: else a command of who writes no such files compiles all of it first.
    for place in (ROOT / "engage", sysconfig.get_path("purelib")):
        compileall.compile_dir(place, quiet=2)
    try:
        met = [_measured(BENCHMARKS[name], asked.write) for name in asked.names or BENCHMARKS]
    except ServiceFailed as failure:
        _tell(f"benchmarks: {failure}")
        return 1
    return 0 if all(met) else 1


def _measured(benchmark: Benchmark, is_written: bool) -> bool:
    """Shows one benchmark's figures as soon as they are there; whether no goal was missed."""
    section = _run(benchmark)
    sys.stdout.write(f"{as_table(section)}\n\n")
    sys.stdout.flush()
    if is_written:
        write(section)
    return all(figure.met is not False for figure in section.figures)


def _run(benchmark: Benchmark) -> Section:
    began, before = time.monotonic(), machine.load()
    _tell(f"{benchmark.name} ...")
    figures = benchmark.measure(_tell)
    took = time.monotonic() - began
    _tell(f"{benchmark.name} took {took:.0f} s")
    state = [*machine.described(), f"load average {before} before and {machine.load()} after"]
    return Section(benchmark, [f"`python -m tests.benchmarks {benchmark.name}`", *state], figures)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
