"""Grouping campaigns: how well on sets that are hard on purpose, and how fast on a large one.

The letters and strangers are made up (tests/comments/campaigns); thresholds were chosen on those
called seen. Time is processor time in a process of its own, for the goal is one core and a busy
neighbour should not count; the peak of its memory is the system's own figure.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from engage.comments.campaigns.grouping import grouped
from engage.comments.campaigns.letter import template_of, variants_of
from engage.comments.campaigns.own_words import own_words
from tests.benchmarks.results import Benchmark, Figure, at_least
from tests.comments.campaigns.making import BOTH, TUNED, UNSEEN, Made, made_set
from tests.comments.campaigns.scoring import characters, drawn_in, pairs
from tests.services.process import ServiceFailed

COUNT, LARGE, FEWEST = 3_000, 100_000, 10
SEEDS = {"seen": (TUNED, 1), "held out": (UNSEEN, 101), "mixed": (BOTH, 103)}


def measure(tell: Callable[[str], None]) -> list[Figure]:
    figures = []
    for name, (families, seed) in SEEDS.items():
        made = made_set(seed, COUNT, families)
        answer = grouped([one.text for one in made])
        truth = [one.group for one in made]
        found = pairs(truth, answer)
        tell(f"  {name}: precision {found.precision:.4f}, recall {found.recall:.4f}")
        strangers = drawn_in(truth, answer)
        own = _own_words(made)
        figures += [
            _share(f"F1 over pairs, {COUNT:,} comments, letters {name}", found.f1, 0.99),
            Figure(
                f"Strangers drawn into a group, letters {name}",
                f"{strangers:.2%}",
                "at most 0.30%",
                strangers <= 0.003,
            ),
            _share(f"F1 over characters of own words, letters {name}", own, 0.95),
        ]
    return figures + _large(tell)


def _share(what: str, value: float, goal: float) -> Figure:
    return Figure(what, f"{value:.4f}", f"at least {goal}", value >= goal)


def _own_words(made: Iterable[Made]) -> float:
    groups = defaultdict(list)
    for one in made:
        groups[one.group].append(one)
    spans = []
    for group, members in groups.items():
        if group is None or len(members) < FEWEST:
            continue
        texts = [one.text for one in members]
        template = template_of(texts)
        variants = variants_of(texts, template)
        spans += [(one.own, own_words(template, one.text, variants)) for one in members]
    return characters(spans).f1


def _large(tell: Callable[[str], None]) -> list[Figure]:
    made = made_set(77, LARGE, BOTH)
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder, "comments.jsonl"), Path(folder, "pred.json")
        lines = (json.dumps({"id": one.id, "text": one.text}) for one in made)
        file.write_text("\n".join(lines), "utf-8")
        seconds, megabytes = _run(file, out)
        read = json.loads(out.read_text("utf-8"))
    truth, answer = [one.group for one in made], [read[one.id] for one in made]
    tell(f"  {LARGE:,}: {seconds:.0f} s of processor time, {megabytes:.0f} MB")
    words = sum(len(one.text.split()) for one in made) / LARGE
    return [
        _most(f"{LARGE:,} comments of {words:.0f} words grouped", seconds, 90, " s"),
        _most("Peak memory of that process", megabytes, 1_000, " MB"),
        _share("F1 over pairs of these", pairs(truth, answer).f1, 0.99),
        at_least("Comments a second and core", LARGE / seconds, LARGE / 90, ""),
    ]


def _most(what: str, value: float, goal: float, unit: str) -> Figure:
    return Figure(what, f"{value:.0f}{unit}", f"at most {goal:,.0f}{unit}", value <= goal)


def _run(file: Path, out: Path) -> tuple[float, float]:
    """Seconds of processor time and megabytes of `engage comments group`, on one core."""
    command = [
        sys.executable,
        "-m",
        "engage.cli",
        "comments",
        "group",
        str(file),
        "--out",
        str(out),
    ]
    one_core = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **one_core})
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ServiceFailed("the comments could not be grouped")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1_000


BENCHMARK = Benchmark("campaigns", "Grouping campaigns", measure)
