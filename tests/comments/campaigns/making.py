"""Sets of comments with what is true of them: the campaign of each, and what its writer added.

The same seed gives the same set. A text is put together from pieces, each either the letter's or
the writer's, so that the characters that were really added are known exactly.
"""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from tests.comments.campaigns.letters import (
    HELD_OUT,
    HELD_OUT_MERGED,
    HELD_OUT_SLOGANS,
    LETTERS,
    MERGED,
    NOTICE,
    PAIRS,
    SLOGANS,
    VERSIONS,
)
from tests.comments.campaigns.strangers import TOPICS, french_sentence, sentence, stranger

PLACES: Final = (
    "Kelowna",
    "Prince George",
    "Nanaimo",
    "Fort St. John",
    "Salt Spring Island",
    "Smithers",
    "Nelson",
    "Bella Coola",
    "100 Mile House",
    "Langford",
    "Dawson Creek",
    "Tofino",
    "Osoyoos",
)
FIRST: Final = ("Ada", "Rowan", "Mei", "Luc", "Harjit", "Noor", "Tom", "Ines", "Olav", "Wren", "Jo")
LAST: Final = ("Fairweather", "Okafor", "Larocque", "Singh", "Bergstrom", "Chan", "Ellis", "Moody")
GREETINGS: Final = ("Hello,\n\n", "Dear Minister,\n\n", "To whom it may concern:\n\n", "Hi there\n")
LOOKALIKES: Final = str.maketrans("aeopc", "\u0430\u0435\u043e\u0440\u0441")
ARGUING: Final = (
    "I could not disagree more.",
    "That is nonsense and I refuse to sign it.",
    "This form letter does not speak for me.",
    "Whoever wrote this has never worked here.",
    "I disagree with nearly every line of it.",
    "It leaves out the other half of the story.",
)
REPORTING: Final = (
    "My neighbour wants me to send this:",
    "The form letter that is going around says:",
    "I was asked to copy and paste the following.",
    "People keep posting this online:",
    "You will get hundreds of these:",
)

Piece = tuple[str, bool]
"""Characters, and whether the writer added them."""


@dataclass(frozen=True)
class Made:
    """One comment. `own` are the places (code points) of what its writer added to the letter."""

    id: str
    text: str
    group: str | None
    kind: str
    own: tuple[tuple[int, int], ...] = ()


def joined(pieces: Iterable[Piece]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text, and the places of own pieces without the spaces around them."""
    text, own = "", []
    for part, is_own in pieces:
        start = len(text)
        text += part
        if is_own and part.strip():
            start += len(part) - len(part.lstrip())
            own.append((start, start + len(part.strip())))
    return text, tuple(own)


def filled(chosen: random.Random, letter: str) -> list[Piece]:
    """The letter with a name and a place, which are the writer's."""
    name = f"{chosen.choice(FIRST)} {chosen.choice(LAST)}"
    values = {"{name}": name, "{place}": chosen.choice(PLACES)}
    parts = re.split(r"(\{name\}|\{place\})", letter)
    return [(values.get(part, part), part in values) for part in parts if part]


def own_sentence(chosen: random.Random, letter: str) -> str:
    is_french = letter.count("é") > 3
    return french_sentence(chosen) if is_french else sentence(chosen)


# --- ways of making a letter one's own ------------------------------------------------------------


def exact(chosen: random.Random, letter: str) -> list[Piece]:
    return filled(chosen, letter)


def disguised(chosen: random.Random, letter: str) -> list[Piece]:
    """Small edits that nobody would call words of one's own."""
    kind = chosen.choice(("caps", "bare", "typos", "unseen", "lookalike", "spaces"))
    return [
        (part if own else _disguise(chosen, kind, part), own)
        for part, own in filled(chosen, letter)
    ]


def _disguise(chosen: random.Random, kind: str, text: str) -> str:
    if kind == "caps":
        return text.upper()
    if kind == "bare":
        return re.sub(r"[.,;:!?]", "", text)
    if kind == "unseen":
        return re.sub(r"(?<=\w)(?=\w)", lambda _: "\u200b" if chosen.random() < 0.05 else "", text)
    if kind == "lookalike":
        return "".join(c.translate(LOOKALIKES) if chosen.random() < 0.2 else c for c in text)
    if kind == "spaces":
        return re.sub(r" ", lambda _: chosen.choice((" ", "  ", "\n")), text)
    return re.sub(r"\b\w{4,}\b", lambda word: _typo(chosen, word[0]), text)


def _typo(chosen: random.Random, word: str) -> str:
    if chosen.random() > 0.06:
        return word
    at = chosen.randrange(1, len(word) - 1)
    return chosen.choice((word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))


def signed(chosen: random.Random, letter: str) -> list[Piece]:
    """Another greeting and a signature."""
    name = f"{chosen.choice(FIRST)} {chosen.choice(LAST)}"
    end = f"\n\n{chosen.choice(('Regards', 'Sincerely', 'Thanks'))},\n{name}"
    return [(chosen.choice(GREETINGS), True), *filled(chosen, letter), (end, True)]


def with_sentences(chosen: random.Random, letter: str) -> list[Piece]:
    """The whole letter, with one to three sentences of one's own somewhere."""
    pieces = filled(chosen, letter)
    for _ in range(chosen.randint(1, 3)):
        pieces = _inserted(chosen, pieces, own_sentence(chosen, letter))
    return pieces


def _inserted(chosen: random.Random, pieces: list[Piece], own: str) -> list[Piece]:
    """Between two sentences of the letter, or at its beginning."""
    spots = [
        (n, m.end())
        for n, (part, is_own) in enumerate(pieces)
        if not is_own
        for m in re.finditer(r"[.!?:,] |\n\n", part)
        if part[m.start()] not in ":,"
    ]
    if not spots or chosen.random() < 0.2:
        return [(own, True), (" ", False), *pieces]
    n, at = chosen.choice(spots)
    part = pieces[n][0]
    middle: list[Piece] = [(part[:at], False), (own, True), (" ", False), (part[at:], False)]
    return [*pieces[:n], *middle, *pieces[n + 1 :]]


def half_kept(chosen: random.Random, letter: str) -> list[Piece]:
    """40 to 60% of the sentences, some in another order, with own paragraphs around."""
    sentences = [s for s in re.split(r"(?<=[.!?]) |\n\n", letter) if len(s.split()) > 3]
    kept = _kept(chosen, sentences)
    pieces: list[Piece] = []
    if chosen.random() < 0.8:
        pieces += [(_paragraph(chosen, letter), True), ("\n\n", False)]
    for n, index in enumerate(kept):
        if n and chosen.random() < 0.25:
            pieces += [(own_sentence(chosen, letter), True), (" ", False)]
        pieces += [*filled(chosen, sentences[index]), (" ", False)]
    if chosen.random() < 0.8:
        pieces += [("\n\n", False), (_paragraph(chosen, letter), True)]
    return pieces


def _kept(chosen: random.Random, sentences: list[str]) -> list[int]:
    """Indices of sentences that hold 40 to 60% of the words, or nearly so in a short letter."""
    lengths = [len(one.split()) for one in sentences]
    tries = [
        sorted(chosen.sample(range(len(sentences)), chosen.randint(1, len(sentences))))
        for _ in range(40)
    ]
    aim = chosen.uniform(0.4, 0.6) * sum(lengths)
    return min(tries, key=lambda kept: abs(sum(lengths[n] for n in kept) - aim))


def _paragraph(chosen: random.Random, letter: str) -> str:
    return " ".join(own_sentence(chosen, letter) for _ in range(chosen.randint(1, 4)))


def reordered(chosen: random.Random, letter: str) -> list[Piece]:
    parts = re.split(r"\n\n", letter)
    if len(parts) < 3:
        parts = re.split(r"(?<=[.!?]) ", letter)
    chosen.shuffle(parts)
    pieces: list[Piece] = []
    for part in parts:
        pieces += [*filled(chosen, part), ("\n\n", False)]
    return pieces[:-1]


WAYS: Final[tuple[tuple[Callable[[random.Random, str], list[Piece]], int], ...]] = (
    (exact, 4),
    (disguised, 3),
    (signed, 3),
    (with_sentences, 4),
    (half_kept, 5),
    (reordered, 2),
)


def member(chosen: random.Random, letter: str) -> tuple[str, list[Piece]]:
    ways, weights = zip(*WAYS, strict=True)
    (way,) = chosen.choices(ways, weights)
    return way.__name__, way(chosen, letter)


def slogan_member(chosen: random.Random, slogan: str) -> tuple[str, list[Piece]]:
    own = chosen.choice(
        (
            "",
            "",
            "",
            "My kids deserve better.",
            f"{chosen.choice(FIRST)}, {chosen.choice(PLACES)}",
            "Please!!!",
            "We are watching.",
            "Enough is enough.",
            f"From {chosen.choice(PLACES)}.",
        )
    )
    said = chosen.choice(
        (slogan, slogan, slogan.upper(), slogan.rstrip("!.") + "!!!", slogan.lower())
    )
    pieces: list[Piece] = [(said, False)]
    if own:
        pieces = (
            [(own + " ", True), *pieces] if chosen.random() < 0.3 else [*pieces, (" " + own, True)]
        )
    return "slogan", pieces


def merged_member(
    chosen: random.Random, slots: tuple[tuple[str, ...], ...]
) -> tuple[str, list[Piece]]:
    pieces: list[Piece] = [(f"Dear {chosen.choice(('Minister', 'Premier', 'Sir'))},\n", True)]
    for slot in slots:
        if chosen.random() < 0.93:
            pieces += [(chosen.choice(slot), False), (" ", False)]
    if chosen.random() < 0.3:
        pieces.append((sentence(chosen), True))
    pieces.append(
        (f"\n{chosen.choice(FIRST)} {chosen.choice(LAST)}, {chosen.choice(PLACES)}", True)
    )
    return "merged", pieces


def quoting(chosen: random.Random, letter: str) -> str:
    """A stranger who quotes a part of the letter, or all of it, to disagree."""
    sentences = [s for s in re.split(r"(?<=[.!?]) |\n+", letter) if len(s.split()) > 3]
    start = chosen.randrange(len(sentences))
    count = chosen.randint(1, len(sentences))
    quoted = " ".join(
        p for s in sentences[start : start + count] for p, _ in [*filled(chosen, s), (" ", False)]
    )
    quoted = re.sub(r" +", " ", quoted).strip()
    against = " ".join(
        [chosen.choice(ARGUING), *(sentence(chosen) for _ in range(chosen.randint(1, 4)))]
    )
    report = chosen.choice(REPORTING)
    way = chosen.randrange(5)
    if way == 0:
        return f"{report} \u201c{quoted}\u201d {against}"
    if way == 1:
        return f'{report} "{quoted}"\n\n{against}'
    if way == 2:
        return f"> {quoted}\n\n{against}"
    if way == 3:
        lines = re.sub(r"(?<=[.!?]) ", "\n> ", quoted)
        return f"{against}\n\n> {lines}\n\n{sentence(chosen)}"
    return f"{report}\n\n{quoted}\n\n{against} I disagree."


def asked_back(chosen: random.Random) -> str:
    """A stranger who repeats the question of the engagement first."""
    marks = chosen.choice((('"', '"'), ("", ""), ("\u201c", "\u201d"), ("Question 1: ", "")))
    own = " ".join(sentence(chosen) for _ in range(chosen.randint(2, 5)))
    return f"{marks[0]}{NOTICE}{marks[1]} {own}"


@dataclass(frozen=True)
class Families:
    """The campaigns that a set is made of."""

    letters: dict[str, str]
    merged: dict[str, tuple[tuple[str, ...], ...]]
    slogans: tuple[str, ...]
    pairs: dict[str, tuple[str, str]]
    versions: dict[str, tuple[str, str]]


TUNED: Final = Families(LETTERS, MERGED, SLOGANS, PAIRS, VERSIONS)
UNSEEN: Final = Families(HELD_OUT, HELD_OUT_MERGED, HELD_OUT_SLOGANS, {}, {})
BOTH: Final = Families(
    {**TUNED.letters, **UNSEEN.letters},
    {**MERGED, **HELD_OUT_MERGED},
    SLOGANS + HELD_OUT_SLOGANS,
    PAIRS,
    VERSIONS,
)


def made_set(seed: int, count: int, families: Families, campaign_share: float = 0.5) -> list[Made]:
    """So many comments in any order, about a third of whose strangers are hard ones."""
    chosen = random.Random(seed)
    makers = _makers(families)
    sizes = [chosen.uniform(0.1, 1) ** 2 for _ in makers]
    comments: list[Made] = []
    letters = [
        *families.letters.values(),
        *(one for pair in families.pairs.values() for one in pair),
    ]
    for n in range(count):
        if chosen.random() < campaign_share:
            ((group, make),) = chosen.choices(makers, sizes)
            kind, pieces = make(chosen)
            text, own = joined(pieces)
            comments.append(Made(f"c{n}", text, group, kind, own))
            continue
        draw = chosen.random()
        if draw < 0.08:
            comments.append(Made(f"c{n}", quoting(chosen, chosen.choice(letters)), None, "quoting"))
        elif draw < 0.14:
            comments.append(Made(f"c{n}", asked_back(chosen), None, "asked back"))
        else:
            comments.append(Made(f"c{n}", stranger(chosen), None, "stranger"))
    return comments


Maker = Callable[[random.Random], tuple[str, list[Piece]]]


def _makers(families: Families) -> list[tuple[str, Maker]]:
    makers: list[tuple[str, Maker]] = []
    for name, letter in families.letters.items():
        makers.append((name, lambda c, letter=letter: member(c, letter)))
    for name, slots in families.merged.items():
        makers.append((name, lambda c, slots=slots: merged_member(c, slots)))
    for slogan in families.slogans:
        makers.append((slogan, lambda c, slogan=slogan: slogan_member(c, slogan)))
    for name, (first, second) in families.pairs.items():
        makers.append((f"{name} for", lambda c, one=first: member(c, one)))
        makers.append((f"{name} against", lambda c, one=second: member(c, one)))
    for name, versions in families.versions.items():
        makers.append((name, lambda c, versions=versions: member(c, c.choice(versions))))
    return makers


__all__ = ["BOTH", "TOPICS", "TUNED", "UNSEEN", "Families", "Made", "made_set"]
