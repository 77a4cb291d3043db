"""The detector of personal information: how good on labelled comments, how quick, how large.

Quality is counted on the project's own invented comments and, where shared/data is there, on the
300 labelled ones. The pace is per second of one core's processor time; memory is the most that the
command `engage privacy scan` ever held.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from engage.privacy.detector import Detector
from tests.benchmarks.apart import run_apart
from tests.benchmarks.importing import SHARED_DATA
from tests.benchmarks.results import Benchmark, Figure, at_least, number, spread
from tests.privacy.measuring import INVENTED, Quality, labelled, measure
from tests.services.process import ServiceFailed

ROUNDS, PACE, MOST_MEMORY_MB = 3, 30, 300
GOALS = {"recall": 0.95, "precision": 0.85, "names recall": 0.97, "names precision": 0.90}
MOST_FLAGS_ON_NOTHING = 0.07
LONG = 5_000
COMMAND = "from engage.cli import main; main()"


def measure_all(tell: Callable[[str], None]) -> list[Figure]:
    detector = Detector.load()
    sets = {f"{len(labelled(INVENTED))} invented comments": INVENTED}
    if (SHARED_DATA / "pii" / "dev.jsonl").is_file():
        sets["300 labelled comments"] = SHARED_DATA / "pii" / "dev.jsonl"
    figures = []
    for name, path in sets.items():
        tell(f"  {name}")
        figures += _quality(name, measure(detector, labelled(path)))
        figures += _pace(name, detector, [comment["text"] for comment in labelled(path)])
    return [*figures, _slowest(detector), _memory(list(sets.values())[-1])]


def _quality(name: str, quality: Quality) -> list[Figure]:
    documents, names = quality.documents, quality.names
    shares = {
        "recall": documents.recall,
        "precision": documents.precision,
        "names recall": names.recall,
        "names precision": names.precision,
    }
    nothing = quality.flags_on_nothing
    return [
        *(at_least(f"{name}, {what}", share, GOALS[what], "") for what, share in shares.items()),
        Figure(f"{name}, recall of all spans", number(quality.all_spans.recall)),
        Figure(f"{name}, precision of all spans", number(quality.all_spans.precision)),
        Figure(
            f"{name}, flagged though nothing is there",
            f"{nothing:.1%}",
            f"at most {MOST_FLAGS_ON_NOTHING:.0%}",
            nothing <= MOST_FLAGS_ON_NOTHING,
        ),
    ]


def _pace(name: str, detector: Detector, texts: list[str]) -> list[Figure]:
    rates = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in texts:
            detector.scan(text)
        rates.append(len(texts) / (time.process_time() - began))
    what = f"{name}, scanned by a second of one core"
    median = sorted(rates)[ROUNDS // 2]
    return [Figure(what, spread(rates)), at_least("The median", median, PACE, "")]


def _slowest(detector: Detector) -> Figure:
    """The worst of some texts made to be slow, of the length of a long comment."""
    pieces = (
        "a",
        "1 ",
        "Bob ",
        "Hope, ",
        "my ",
        "is is ",
        "&lt;",
        "604-",
        "J. ",
        "王",
        "a@b.",
        "'",
    )
    worst = 0.0
    for piece in pieces:
        text = (piece * LONG)[:LONG]
        began = time.process_time()
        detector.scan(text)
        worst = max(worst, time.process_time() - began)
    return Figure(
        f"The slowest of {len(pieces)} hostile texts of {LONG:,} characters",
        f"{worst:.2f} s of processor time",
        "at most 1 s",
        worst <= 1,
    )


def _memory(path: Path) -> Figure:
    with TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        lines = (json.dumps({"id": c["id"], "text": c["text"]}) for c in labelled(path))
        source.write_text("\n".join(lines), encoding="utf-8")
        command = [sys.executable, "-c", COMMAND, "privacy", "scan", str(source), "--out", str(out)]
        _said, peak = run_apart(command)
        if not out.is_file():
            raise ServiceFailed("engage privacy scan failed")
    megabytes = peak / 1024
    return Figure(
        "The most memory that `engage privacy scan` held",
        f"{megabytes:.0f} MB",
        f"under {MOST_MEMORY_MB} MB",
        megabytes < MOST_MEMORY_MB,
    )


BENCHMARK = Benchmark("privacy", "The detector of personal information", measure_all)
