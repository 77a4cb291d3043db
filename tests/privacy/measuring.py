"""How good the detector is on labelled comments: shared by the tests and the benchmark.

Counts as `score.py` of the labelled comments does: a document counts when anything in it belongs to
another person, a span when a span of the same kind touches it, and what belongs to the public is
nothing that must be found.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engage.privacy.detector import Detector, Flag, Label, Whose

INVENTED = Path(__file__).parent / "data" / "invented.jsonl"
_OTHERS = (Label.THIRD, Label.BOTH)


@dataclass(frozen=True)
class Rate:
    """Found among wanted, right among given out."""

    wanted: int
    found: int
    given: int
    right: int

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0


@dataclass(frozen=True)
class Quality:
    documents: Rate
    names: Rate
    all_spans: Rate
    flags_on_nothing: float
    """Share of the comments without any personal information that got a label all the same."""


def labelled(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(detector: Detector, comments: Iterable[dict[str, Any]]) -> Quality:
    documents, names, spans, nothing = [0] * 4, [0] * 4, [0] * 4, [0, 0]
    for comment in comments:
        scan = detector.scan(comment["text"])
        is_third, is_flagged = comment["label"] in _OTHERS, scan.label in _OTHERS
        _add(documents, [is_third, is_third and is_flagged, is_flagged, is_third and is_flagged])
        if comment["label"] == Label.NONE:
            _add(nothing, [True, scan.label is not Label.NONE])
        wanted = [span for span in comment["spans"] if span["whose"] != Whose.PUBLIC]
        given = [flag for flag in scan.flags if flag.whose is not Whose.PUBLIC]
        _add(spans, _counts(wanted, given))
        _add(
            names,
            _counts(
                [span for span in wanted if span["type"] == "PERSON"],
                [flag for flag in given if flag.kind == "PERSON"],
            ),
        )
    return Quality(
        Rate(*documents), Rate(*names), Rate(*spans), nothing[1] / nothing[0] if nothing[0] else 0.0
    )


def _counts(wanted: list[dict[str, Any]], given: list[Flag]) -> list[int]:
    return [
        len(wanted),
        sum(any(_meet(span, flag) for flag in given) for span in wanted),
        len(given),
        sum(any(_meet(span, flag) for span in wanted) for flag in given),
    ]


def _meet(span: dict[str, Any], flag: Flag) -> bool:
    touches = flag.start < span["end"] and span["start"] < flag.end
    return touches and flag.kind == span["type"]


def _add(totals: list[int], more: Iterable[int]) -> None:
    for index, value in enumerate(more):
        totals[index] += value
