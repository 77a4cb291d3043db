"""What the members of a campaign have in common, in words that can be shown.

The letter is read from one member, the most common variant, or else the one that holds most of
what others hold too. What only this member wrote (its name, its town, its own sentence) is taken
out, with '…' where it stood within a sentence. A letter that was mailed in several wordings has
more: passages that several members share and the first does not hold.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from engage.comments.campaigns.normal import Hashes, Word, normal_hash, words_of
from engage.comments.campaigns.signatures import SHINGLE, Mask, Reading, contains, read, runs

Counts = npt.NDArray[np.float64]

_LOOKED_AT: Final = 60
_MANY: Final = 0.3
_SUPPORT: Final = 0.1
_OF_BESIDE: Final = 0.2
_BESIDE: Final = 5
_VARIANT_WORDS: Final = 5
_VARIANTS: Final = 40
_SENTENCES: Final = 200
_SENTENCE: Final = re.compile(r"[^.!?\n\u2026]+[.!?\u2026]*[\"'\u201d\u00bb)]*")


def template_of(texts: Sequence[str]) -> str:
    """The letter, in the reading form of one member; '' for no texts."""
    return _Members(texts).template() if texts else ""


def variants_of(texts: Sequence[str], template: str) -> tuple[str, ...]:
    """Sentences that several members share and the template does not hold, most common first."""
    return _Members(texts).variants(template) if texts else ()


class _Members:
    """At most sixty different texts, those with most copies first, and what each shares."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._total = len(texts)
        first: dict[bytes, tuple[str, Reading]] = {}
        forms: dict[bytes, Counter[str]] = {}
        counts: Counter[bytes] = Counter()
        for text in texts:
            reading = read(text)
            key = normal_hash(reading.hashes)
            first.setdefault(key, (text, reading))
            forms.setdefault(key, Counter())[text] += 1
            counts[key] += 1
        chosen = sorted(counts, key=lambda key: (-counts[key], key))[:_LOOKED_AT]
        self._texts = [forms[key].most_common(1)[0][0] for key in chosen]
        self._readings = [first[key][1] for key in chosen]
        self._copies = [counts[key] for key in chosen]
        self._shingles, self._holders = self._count()

    def _count(self) -> tuple[Hashes, Counts]:
        """All shingles, and how many members hold each; of many copies two are enough."""
        parts = [np.unique(reading.shingles) for reading in self._readings]
        copies = np.repeat(np.minimum(self._copies, 2), [len(part) for part in parts])
        shingles, which = np.unique(np.concatenate(parts), return_inverse=True)
        holders = np.bincount(which, weights=copies, minlength=len(shingles))
        return shingles, holders.astype(np.float64)

    def _supported(self, reading: Reading) -> Mask:
        """The words that enough members hold, and not far fewer than hold the words beside: a
        name or a town within the letter is its writer's, even if ten others live there."""
        if not reading.length:
            return np.zeros(0, np.bool_)
        places = np.searchsorted(self._shingles, reading.shingles)
        held = self._holders[np.minimum(places, len(self._shingles) - 1)]
        held = np.where(contains(self._shingles, reading.shingles), held, 0)
        words = np.zeros(reading.length)
        for step in range(min(SHINGLE, reading.length)):
            part = words[step : step + len(held)]
            np.maximum(part, held[: len(part)], out=part)
        beside = words.copy()
        for step in range(1, min(_BESIDE, reading.length - 1) + 1):
            beside[step:] = np.maximum(beside[step:], words[:-step])
            beside[:-step] = np.maximum(beside[:-step], words[step:])
        fewest = 1 if self._total == 1 else max(2, _SUPPORT * len(self._readings))
        supported: Mask = (words >= fewest) & (words >= _OF_BESIDE * beside)
        return supported

    def template(self) -> str:
        best = 0
        if self._copies[0] < max(2, _MANY * self._total):
            supported = [self._supported(reading) for reading in self._readings]
            gains = [2 * int(np.count_nonzero(one)) - len(one) for one in supported]
            best = max(range(len(gains)), key=lambda n: (gains[n], -n))
        text, words = self._texts[best], words_of(self._texts[best])
        keep = self._supported(self._readings[best]).tolist()
        keep += [False] * (len(words) - len(keep))
        return _without(text, words, keep)

    def variants(self, template: str) -> tuple[str, ...]:
        held = np.sort(read(template).shingles)
        found: Counter[str] = Counter()
        for text in self._texts:
            for match in islice(_SENTENCE.finditer(text), _SENTENCES):
                sentence = match.group().strip()
                reading = read(sentence)
                if reading.length < _VARIANT_WORDS or not self._supported(reading).all():
                    continue
                if not runs(contains(held, reading.shingles), 2, reading.length).all():
                    found[sentence] += 1
        return tuple(sentence for sentence, _ in found.most_common(_VARIANTS))


def _without(text: str, words: Sequence[Word], keep: Sequence[bool]) -> str:
    """The text without the words that are not kept, tidied."""
    kept: list[str] = []
    at, n = 0, 0
    while n < len(words):
        if keep[n]:
            n += 1
            continue
        start = words[n].start
        while n < len(words) and not keep[n]:
            n += 1
        end = words[n].start if n < len(words) else len(text)
        kept.append(text[at:start])
        within = text[at:start].rstrip(" ")[-1:] not in ("", "\n", ".", "!", "?", "\u2026")
        gap = text[words[n - 1].end : end]
        kept.append("\u2026" if within and n < len(words) else "")
        kept.append(gap if within else gap.lstrip(" .,;:!?"))
        at = end
    kept.append(text[at:])
    lines = (line.strip() for line in "".join(kept).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(" \n,;:")
