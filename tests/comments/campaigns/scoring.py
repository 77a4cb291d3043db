"""How well an answer fits the truth: pairs of comments, strangers drawn in, characters found."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float
    f1: float


def score(hits: float, found: float, true: float) -> Score:
    precision, recall = (hits / found if found else 1.0), (hits / true if true else 1.0)
    total = precision + recall
    return Score(precision, recall, 2 * precision * recall / total if total else 0.0)


def pairs(truth: Sequence[Hashable], answer: Sequence[Hashable]) -> Score:
    """Over all pairs of comments: are they in one campaign?"""

    def count(labels: Iterable[Hashable]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(labels).values())

    both = [(t, a) for t, a in zip(truth, answer, strict=True) if t is not None and a is not None]
    return score(
        count(both),
        count(a for a in answer if a is not None),
        count(t for t in truth if t is not None),
    )


def drawn_in(truth: Sequence[Hashable], answer: Sequence[Hashable]) -> float:
    """The share of strangers who were put into any group."""
    strangers = [a for t, a in zip(truth, answer, strict=True) if t is None]
    return sum(a is not None for a in strangers) / max(len(strangers), 1)


def characters(
    spans: Iterable[tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]]],
) -> Score:
    """Over all characters of pairs of true and found places."""
    hits = found = true = 0
    for truth, answer in spans:
        wanted = {n for start, end in truth for n in range(start, end)}
        given = {n for start, end in answer for n in range(start, end)}
        hits, found, true = hits + len(wanted & given), found + len(given), true + len(wanted)
    return score(hits, found, true)
