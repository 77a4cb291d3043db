"""How well findings meet the labels: by whole stretches, as a person would decide them."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from engage.reuse.finding import Found, find


@dataclass
class Figures:
    """Labels that were covered whole by findings, and findings that touch a label."""

    labels: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    plain: int = 0
    troubled: int = 0
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def recall(self, kind: str | None = None) -> float:
        return _share(self.met, self.labels, kind)

    def precision(self, kind: str | None = None) -> float:
        return _share(self.right, self.findings, kind)


def _share(part: Counter[str], whole: Counter[str], kind: str | None) -> float:
    if kind is not None:
        return part[kind] / whole[kind] if whole[kind] else 1.0
    return part.total() / whole.total() if whole else 1.0


def measured(path: Path, language: str | None = None) -> Figures:
    figures = Figures()
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if language in (None, row["language"]):
            _count(figures, row["text"], row["spans"], row["language"])
    return figures


def _count(figures: Figures, text: str, spans: list[list[object]], language: str) -> None:
    found = find(text, (0, len(text)), language)
    labels = [(int(str(a)), int(str(b)), str(kind)) for a, b, kind in spans]
    for start, end, kind in labels:
        figures.labels[kind] += 1
        if _covers(text, start, end, found):
            figures.met[kind] += 1
        else:
            figures.missed.append((kind, text[start:end], text))
    for one in found:
        figures.findings[one.kind] += 1
        if any(one.start < end and start < one.end for start, end, _ in labels):
            figures.right[one.kind] += 1
        else:
            figures.wrong.append((one.kind, text[one.start : one.end], text))
    if not labels:
        figures.plain += 1
        figures.troubled += bool(found)


NOTHING = frozenset(
    (
        "a", "an", "the", "my", "our", "his", "her", "their", "in", "of", "at", "on", "to", "for",
        "with", "by", "from", "and", "le", "la", "les", "l", "d", "de", "du", "des", "un", "une",
        "à", "au", "en", "mon", "ma", "mes", "notre", "nos", "dans",
        "i", "m", "we", "re", "he", "she", "they", "there", "s", "who", "am", "is", "are", "was",
        "were", "have", "has", "had", "ve", "ll", "be", "been",
        "je", "j", "il", "elle", "on", "nous", "qui", "suis", "est", "sommes", "ai", "avons", "a",
        "eu", "été",
    )
)  # fmt: skip
"""Words of a label that tell of nobody: a finding need not hold them."""


def _covers(text: str, start: int, end: int, found: tuple[Found, ...]) -> bool:
    return all(
        any(one.start <= at < one.end for one in found)
        for word in re.finditer(r"[^\W_]+", text[start:end])
        if word[0].casefold() not in NOTHING
        for at in range(start + word.start(), start + word.end())
    )
