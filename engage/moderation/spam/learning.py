"""What moderators called spam, as numbers: a linear model over hashed words. Pure.

No vocabulary is kept: a word leads to one of 65,536 weights by its hash, and nobody can read the
words back. It only sorts (`Signal.LEARNED`). Its threshold is taken from texts that it did not see
while it was trained: at most one in a hundred of those that moderators published may reach it.
Where that finds hardly any spam, there is no model at all.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

FEWEST: Final = 40
"""Decisions of either kind below which nothing is learned."""

FEATURES: Final = 2**16
FOLDS: Final = 5
FALSE_ALARMS: Final = 0.01
LEAST_FOUND: Final = 0.3
LONGEST: Final = 5_000
FORMAT: Final = 1


@dataclass(frozen=True, eq=False)
class Model:
    """Weights of hashed words; `threshold` is the chance of spam from which a text is suspected."""

    weights: NDArray[np.float32]
    bias: float
    threshold: float

    def chance(self, text: str) -> float:
        """How likely moderators would call it spam, from 0 to 1."""
        seen = _hashed([text])
        score = float((seen @ self.weights)[0]) + self.bias
        return float(1 / (1 + np.exp(-np.clip(score, -60, 60))))

    def suspects(self, text: str) -> bool:
        return self.chance(text) >= self.threshold


def learned(texts: Sequence[str], are_spam: Sequence[bool]) -> Model | None:
    """A model of these decisions; None where they are too few or too alike to tell apart."""
    labels = np.array(are_spam, dtype=np.bool_)
    if min(np.count_nonzero(labels), np.count_nonzero(~labels)) < FEWEST:
        return None
    # The library takes a second to load, and only this and `chance` need it.
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped] # noqa: PLC0415
    from sklearn.model_selection import StratifiedKFold, cross_val_predict  # type: ignore[import-untyped] # noqa: PLC0415

    seen = _hashed(texts)
    plain = LogisticRegression(C=10.0, class_weight="balanced", max_iter=500)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    with warnings.catch_warnings():
        # A fit that stops early is a little less sharp, and the threshold is measured anyway.
        warnings.simplefilter("ignore")
        chances = cross_val_predict(plain, seen, labels, cv=folds, method="predict_proba")[:, 1]
        threshold = _threshold(chances[~labels])
        if np.mean(chances[labels] >= threshold) < LEAST_FOUND:
            return None
        plain.fit(seen, labels)
    return Model(plain.coef_[0].astype(np.float32), float(plain.intercept_[0]), threshold)


def _threshold(of_ham: NDArray[np.float64]) -> float:
    """The smallest chance that at most one in a hundred published texts reaches."""
    allowed = int(len(of_ham) * FALSE_ALARMS)
    highest = np.sort(of_ham)[::-1]
    return float(max(0.5, np.nextafter(highest[allowed], 1.0)))


def _hashed(texts: Sequence[str]) -> Any:
    return _vectorizer().transform([text[:LONGEST] for text in texts])


@lru_cache(maxsize=1)
def _vectorizer() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer  # type: ignore[import-untyped] # noqa: PLC0415

    return HashingVectorizer(
        n_features=FEATURES,
        ngram_range=(1, 2),
        strip_accents="unicode",
        token_pattern=r"(?u)[^\W_]+|[$!%#]",  # noqa: S106  words and the signs that sell
        alternate_sign=False,
        dtype=np.float32,
    )


def packed(model: Model) -> bytes:
    """The arrays alone, in a form that is read without running anything."""
    out = io.BytesIO()
    head = np.array([FORMAT, model.bias, model.threshold])
    np.savez_compressed(out, head=head, weights=model.weights.astype(np.float16))
    return out.getvalue()


@lru_cache(maxsize=2)
def opened(stored: bytes) -> Model | None:
    """What `packed` made; None for another format or broken bytes."""
    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            head, weights = arrays["head"], arrays["weights"].astype(np.float32)
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return None
    if head.shape != (3,) or int(head[0]) != FORMAT or weights.shape != (FEATURES,):
        return None
    return Model(weights, float(head[1]), float(head[2]))
