"""Themes suggested from comments: TF-IDF and non-negative matrix factorisation.

Memory stays bounded whatever comes in: whoever calls hands a sample, words are counted before
pairs of them, and pairs are kept of frequent words only. Nothing is drawn by lot: the beginning is
a singular value decomposition with a fixed seed, and one thread does the arithmetic, so the same
texts give the same suggestions.

A word is shown only if several different comments use it: what one person alone wrote is nobody's
theme, and might be a name.
"""

import hashlib
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engage.coding.learning.words import terms_in, words_in

FEWEST: Final = 20
"""Different comments below which reading them all is quicker than any suggestion."""
LEAST_USED: Final = 3
MOST_USED: Final = 0.5
MOST_WORDS: Final = 3_000
MOST_TERMS: Final = 5_000
SHOWN_WORDS: Final = 8
EXAMPLES: Final = 3
LEAST_OF_AN_EXAMPLE: Final = 40
ROUNDS: Final = 20
STEPS: Final = 5
ENOUGH: Final = 1e-3
SEED: Final = 0

Progress = Callable[[float], object]
"""Is told the share that is done; may raise, which ends the work."""


@dataclass(frozen=True)
class Suggested:
    """One theme: leading words, places of example texts, how many texts are mostly about it."""

    words: tuple[str, ...]
    examples: tuple[int, ...]
    texts: int


def suggested_themes(
    texts: Sequence[str], wanted: int, progress: Progress = lambda _share: None
) -> tuple[Suggested, ...]:
    """At most `wanted` themes, those that most texts are about first; none where too few texts
    differ."""
    places = _different(texts)
    progress(0.05)
    if len(places) < FEWEST:
        return ()
    matrix, terms = _weighed([texts[place] for place in places], progress)
    count = min(wanted, matrix.shape[1] // 2, len(places) // 4)
    if count < 2:
        return ()
    weights, parts = _factors(matrix, count, progress)
    found = _told(weights, parts, terms, [(place, len(texts[place])) for place in places])
    progress(1.0)
    return found


def _different(texts: Sequence[str]) -> list[int]:
    """Places of texts that say something else than those before: a campaign is one voice here."""
    seen: set[bytes] = set()
    places: list[int] = []
    for place, text in enumerate(texts):
        mark = hashlib.sha256(" ".join(text.casefold().split()).encode()).digest()[:12]
        if mark not in seen:
            seen.add(mark)
            places.append(place)
    return places


def _weighed(texts: Sequence[str], progress: Progress) -> tuple[Any, list[str]]:
    """The matrix of TF-IDF (texts x terms, rows of length 1), and the terms."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    used: Counter[str] = Counter()
    for text in texts:
        used.update(set(words_in(text)))
    progress(0.15)
    most = max(LEAST_USED, int(len(texts) * MOST_USED))
    kept = frozenset(_most_used(used, most, MOST_WORDS))
    used = Counter()
    for text in texts:
        used.update(set(terms_in(words_in(text), kept)))
    terms = sorted(_most_used(used, most, MOST_TERMS))
    column = {term: n for n, term in enumerate(terms)}
    progress(0.25)
    starts, columns, values = [0], [], []
    idf = [np.log((1 + len(texts)) / (1 + used[term])) + 1 for term in terms]
    for text in texts:
        counted = Counter(terms_in(words_in(text), kept))
        for term in sorted(set(counted) & column.keys()):
            columns.append(column[term])
            values.append((1 + np.log(counted[term])) * idf[column[term]])
        starts.append(len(columns))
    matrix = csr_matrix(
        (np.array(values, dtype=np.float64), np.array(columns), np.array(starts)),
        shape=(len(texts), len(terms)),
    )
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    progress(0.35)
    return csr_matrix(matrix.multiply(1 / lengths[:, None])), terms


def _most_used(used: Counter[str], most: int, limit: int) -> list[str]:
    """Neither rare nor everywhere; the most used first, by the alphabet where they are equal."""
    fitting = [(-n, term) for term, n in used.items() if LEAST_USED <= n <= most]
    return [term for _n, term in sorted(fitting)[:limit]]


def _factors(
    matrix: Any, count: int, progress: Progress
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Texts x themes and themes x terms, some steps at a time, so that it can be watched and
    stopped."""
    from sklearn.decomposition import NMF  # type: ignore[import-untyped] # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # noqa: PLC0415

    def fitted(**more: Any) -> Any:
        return NMF(count, max_iter=STEPS, tol=0, random_state=SEED, **more)

    with threadpool_limits(1), warnings.catch_warnings():
        # That these few steps did not end it is what the loop is for.
        warnings.simplefilter("ignore")
        model = fitted(init="nndsvda")
        weights, parts = model.fit_transform(matrix), model.components_
        error = float(model.reconstruction_err_)
        for n in range(1, ROUNDS):
            progress(0.35 + 0.6 * n / ROUNDS)
            model = fitted(init="custom")
            weights, parts = model.fit_transform(matrix, W=weights, H=parts), model.components_
            before, error = error, float(model.reconstruction_err_)
            if before - error <= ENOUGH * before / STEPS:
                break
    return weights, parts


def _told(
    weights: NDArray[np.float64],
    parts: NDArray[np.float64],
    terms: Sequence[str],
    texts: Sequence[tuple[int, int]],
) -> tuple[Suggested, ...]:
    sizes = parts.sum(axis=1)
    sizes[sizes == 0] = 1
    scaled = weights * sizes
    totals = scaled.sum(axis=1)
    strongest = np.where(totals > 0, scaled.argmax(axis=1), -1)
    shares = scaled / np.where(totals > 0, totals, 1)[:, None]
    found = []
    for theme in range(parts.shape[0]):
        words = _leading(parts[theme], terms)
        mine = int(np.count_nonzero(strongest == theme))
        if len(words) < 2 or mine == 0:
            continue
        best = np.argsort(-(shares[:, theme] * scaled[:, theme]), kind="stable")
        examples = [
            texts[n][0]
            for n in best[: 20 * EXAMPLES]
            if strongest[n] == theme and texts[n][1] >= LEAST_OF_AN_EXAMPLE
        ]
        found.append(Suggested(words, tuple(examples[:EXAMPLES]), mine))
    return tuple(sorted(found, key=lambda one: (-one.texts, one.words)))


def _leading(weights: NDArray[np.float64], terms: Sequence[str]) -> tuple[str, ...]:
    """The heaviest terms; a pair takes the place of its words."""
    heaviest = [terms[n] for n in np.argsort(-weights, kind="stable")[:30] if weights[n] > 0]
    pairs = {word for term in heaviest[:SHOWN_WORDS] if " " in term for word in term.split()}
    shown = [term for term in heaviest if " " in term or term not in pairs]
    return tuple(shown[:SHOWN_WORDS])
