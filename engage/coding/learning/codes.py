"""Themes suggested for a comment, from codes that people gave: one linear model for each theme.

How good it is, is measured on texts that the model had not seen, and equal texts (a campaign's) are
never on both sides: else it would be praised for remembering. A theme of which it finds less than
is worth reading gets no suggestions. Words are hashed, so no vocabulary is kept.
"""

import hashlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engage.coding.learning.words import words_in

FEWEST: Final = 12
"""Comments with a theme, and without it, below which nothing is learned of it."""
FEATURES: Final = 2**18
FOLDS: Final = 5
HALF: Final = 0.5
LEAST_PRECISION: Final = 0.5
MOST_FOR_ONE: Final = 3

Progress = Callable[[float], object]


@dataclass(frozen=True)
class Quality:
    """On texts not seen: of those it names, how many are right; of those there are, how many it
    finds. `comments`: how many have the theme."""

    comments: int
    precision: float
    recall: float
    is_used: bool


@dataclass(frozen=True, eq=False)
class Learned:
    """A model for each theme that could be learned, and how good each was."""

    theme_ids: tuple[int, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    quality: dict[int, Quality]

    def suggested(self, texts: Sequence[str]) -> list[list[tuple[int, float]]]:
        """For each text at most three themes with their chances, the likeliest first."""
        if not self.theme_ids:
            return [[] for _ in texts]
        scores = _hashed(texts) @ self.weights.T + self.bias
        chances = 1 / (1 + np.exp(-np.clip(scores, -60, 60)))
        found = []
        for row in chances:
            likely = [
                (float(chance), theme)
                for chance, theme in zip(row, self.theme_ids, strict=True)
                if chance > HALF
            ]
            likely.sort(key=lambda one: (-one[0], one[1]))
            found.append([(theme, chance) for chance, theme in likely[:MOST_FOR_ONE]])
        return found


def learned(
    texts: Sequence[str],
    codes: Sequence[frozenset[int]],
    progress: Progress = lambda _share: None,
) -> Learned:
    """What these codes teach. Themes that are too rare are left out of `quality` too."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # noqa: PLC0415

    counted: dict[int, int] = {}
    for one in codes:
        for theme in one:
            counted[theme] = counted.get(theme, 0) + 1
    themes = sorted(theme for theme, n in counted.items() if min(n, len(codes) - n) >= FEWEST)
    seen, groups = _hashed(texts), _groups(texts)
    quality: dict[int, Quality] = {}
    used, weights, bias = [], [], []
    with threadpool_limits(1), warnings.catch_warnings():
        # A fit that stops early is a little less sharp, and what it finds is measured anyway.
        warnings.simplefilter("ignore")
        for n, theme in enumerate(themes):
            progress(n / len(themes))
            labels = np.array([theme in one for one in codes])
            quality[theme] = _measured(seen, labels, groups)
            if quality[theme].is_used:
                model = _model().fit(seen, labels)
                used.append(theme)
                weights.append(model.coef_[0].astype(np.float32))
                bias.append(float(model.intercept_[0]))
    progress(1.0)
    return Learned(
        tuple(used),
        np.array(weights, dtype=np.float32).reshape(len(used), FEATURES),
        np.array(bias, dtype=np.float32),
        quality,
    )


def _measured(seen: Any, labels: NDArray[np.bool_], groups: NDArray[np.int64]) -> Quality:
    """Cross-validated: each text is judged by a model that was trained without it."""
    from sklearn.model_selection import GroupKFold  # type: ignore[import-untyped] # noqa: PLC0415

    count = int(labels.sum())
    if len(set(groups.tolist())) < FOLDS:
        return Quality(count, 0.0, 0.0, is_used=False)
    said = np.zeros(len(labels), dtype=np.bool_)
    for train, test in GroupKFold(FOLDS).split(seen, labels, groups):
        if labels[train].all() or not labels[train].any():
            continue
        said[test] = _model().fit(seen[train], labels[train]).predict(seen[test])
    right = int(np.count_nonzero(said & labels))
    precision = right / max(1, int(said.sum()))
    return Quality(count, precision, right / count, is_used=precision >= LEAST_PRECISION)


def _model() -> Any:
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped] # noqa: PLC0415

    return LogisticRegression(
        C=10.0, class_weight="balanced", solver="liblinear", random_state=0, max_iter=200
    )


def _groups(texts: Sequence[str]) -> NDArray[np.int64]:
    """Equal texts have the same number."""
    marks = [hashlib.sha256(" ".join(words_in(text)).encode()).digest() for text in texts]
    numbers = {mark: n for n, mark in enumerate(sorted(set(marks)))}
    return np.array([numbers[mark] for mark in marks], dtype=np.int64)


def _hashed(texts: Sequence[str]) -> Any:
    return _vectorizer().transform(texts)


def _terms(text: str) -> list[str]:
    words = words_in(text)
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


@lru_cache(maxsize=1)
def _vectorizer() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer  # type: ignore[import-untyped] # noqa: PLC0415

    return HashingVectorizer(
        n_features=FEATURES, analyzer=_terms, alternate_sign=False, dtype=np.float32
    )
