"""Whether a question asks people for personal details: names, health, family and the like (R22).

For questions of the Province, not for what people answer: prompts of topics, structured questions,
fields of a form. It warns with the words that it means and why. Whoever asks changes the question
or writes down why it is needed; nothing is forbidden and nothing passes unseen.

What it knows is data, in `data/eliciting.toml`. It errs towards silence: a warning that comes with
every second question is read by nobody, so most phrases need a 'your' or the like beside them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from engage.governance.wording.phrases import Phrases, compiled, table

_SLOT: Final = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Elicits:
    """A stretch of a question (code points, the end exclusive), what it asks for, and why that
    matters."""

    kind: str
    start: int
    end: int
    reason: str


@lru_cache(maxsize=1024)
def eliciting(text: str) -> tuple[Elicits, ...]:
    """Every stretch that seems to ask for personal details, in the order of the text.

    Of stretches that overlap, the first and longest stands.
    """
    found = sorted(_found(text), key=lambda one: (one.start, -one.end))
    kept: list[Elicits] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _found(text: str) -> Iterator[Elicits]:
    for kind, reason, phrases in _lists():
        for match in phrases.find(text):
            yield Elicits(kind, *match.span(), reason)


@lru_cache(maxsize=1)
def _lists() -> tuple[tuple[str, str, Phrases], ...]:
    return tuple(
        (
            one["kind"],
            one["reason"],
            compiled(
                [phrase for written in one["phrases"] for phrase in spelled_out(written)],
                [phrase for written in one["except"] for phrase in spelled_out(written)],
            ),
        )
        for one in table("eliciting")["list"]
    )


def spelled_out(written: str) -> Iterator[str]:
    """'your [first|last] name' stands for two phrases, 'your [|full] name' for one without."""
    parts = _SLOT.split(written)
    choices = [part.split("|") if n % 2 else [part] for n, part in enumerate(parts)]
    for chosen in product(*choices):
        yield " ".join("".join(chosen).split())
