"""What one member wrote: the places in its text that the letter does not account for.

First whole runs of four words are found in the letter, wherever they stand there, so that moved
paragraphs are the letter's. Between two runs what is left of both is compared word by word; a word
or two that happen to be alike within somebody's own sentence do not cut it in pieces, and a slip of
the pen is no word of one's own. Work grows with the length of the text.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from engage.comments.campaigns.normal import Word, words_of
from engage.comments.campaigns.stock import FAVOURABLE, NEGATIONS, UNFAVOURABLE

_RUN: Final = 4
_LONGEST: Final = 20_000
_GAP: Final = 400
_NO_PLACE: Final = -1
_SLIP: Final = 80
_SHORTEST_SLIP: Final = 3
_TURNING: Final = NEGATIONS | FAVOURABLE | UNFAVOURABLE
_LINE: Final = re.compile("[.!?\\n\u2026;:]")
_BETWEEN: Final = "\x01"
_OPENING: Final = "\"'(\u201c\u2018\u00ab[\u00bf\u00a1"


class Span(NamedTuple):
    """A place in a text, in code points; `end` is the first that no longer belongs to it."""

    start: int
    end: int


def own_words(template: str, text: str, variants: Sequence[str] = ()) -> tuple[Span, ...]:
    """What the member added or changed, in order. `variants` are further passages of the letter
    (`letter.variants_of`), for letters that were mailed in several wordings."""
    words = words_of(text)
    letter: list[str] = []
    for part in (template, *variants):
        letter += [word.plain for word in words_of(part)[:_LONGEST]]
        letter.append(_BETWEEN)
    seen = words[:_LONGEST]
    is_letters = matched([word.plain for word in seen], letter) + [False] * (len(words) - len(seen))
    _mark_short_lines(text, seen, is_letters, _short_lines(template))
    return tuple(_spans(text, words, is_letters))


def _short_lines(template: str) -> set[tuple[str, ...]]:
    """Lines and sentences too short to be found as runs: 'Change it.' may have moved."""
    lines = (tuple(word.plain for word in words_of(line)) for line in _LINE.split(template))
    return {line for line in lines if 0 < len(line) < _RUN}


def _mark_short_lines(
    text: str, words: Sequence[Word], marks: list[bool], lines: set[tuple[str, ...]]
) -> None:
    start = 0
    for at in range(1, len(words) + 1):
        if at < len(words) and not _LINE.search(text, words[at - 1].end, words[at].start):
            continue
        if at - start < _RUN and tuple(word.plain for word in words[start:at]) in lines:
            marks[start:at] = [True] * (at - start)
        start = at


def matched(words: Sequence[str], letter: Sequence[str]) -> list[bool]:
    """For each word whether it is the letter's."""
    places = _places(words, letter)
    marks = [place != _NO_PLACE for place in places]
    start = 0
    while start < len(words):
        if marks[start]:
            start += 1
            continue
        end = start
        while end < len(words) and not marks[end]:
            end += 1
        _compare_gap(words, letter, places, (start, end), marks)
        start = end
    return marks


def _places(words: Sequence[str], letter: Sequence[str]) -> list[int]:
    """Where in the letter each word stands that is part of a common run of four."""
    runs: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(letter) - _RUN + 1):
        spots = runs.setdefault(tuple(letter[at : at + _RUN]), [])
        if len(spots) < 8:
            spots.append(at)
    places = [_NO_PLACE] * len(words)
    at, reached = 0, 0
    while at + _RUN <= len(words):
        found = runs.get(tuple(words[at : at + _RUN]))
        if found is None:
            at += 1
            continue
        spot = next((one for one in found if one >= reached), found[0])
        while at < len(words) and spot < len(letter) and words[at] == letter[spot]:
            places[at] = spot
            at, spot = at + 1, spot + 1
        reached = spot
    return places


def _compare_gap(
    words: Sequence[str],
    letter: Sequence[str],
    places: Sequence[int],
    gap: tuple[int, int],
    marks: list[bool],
) -> None:
    """Marks what a stretch without common runs has in common with what the letter has there."""
    start, end = gap
    low = places[start - 1] + 1 if start else 0
    high = places[end] if end < len(words) else len(letter)
    if end == len(words):
        high = _end_of_part(letter, low)
    if low >= high or end - start > _GAP or high - low > _GAP:
        if start == 0 and end < len(words):
            low = max(low, high - _GAP)
        high = min(high, low + _GAP)
    if low >= high or end - start > _GAP:
        return
    ours, theirs = words[start:end], letter[low:high]
    codes = [
        (code.tag, code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Indel.opcodes(theirs, ours)
    ]
    for n, (tag, _, _, there, until) in enumerate(codes):
        if tag == "equal" and not _is_chance(codes, n):
            marks[start + there : start + until] = [True] * (until - there)
    _excuse_slips(ours, theirs, marks, start)


def _end_of_part(letter: Sequence[str], low: int) -> int:
    return next((at for at in range(low, len(letter)) if letter[at] == _BETWEEN), len(letter))


def _is_chance(codes: Sequence[tuple[str, int, int, int, int]], n: int) -> bool:
    """Whether equal words stand within so much of the member's own that they mean nothing."""
    size = codes[n][4] - codes[n][3]
    before = _own_beside(codes, n, -1)
    after = _own_beside(codes, n, 1)
    if size >= _RUN:
        return False
    return (size <= max(before, after) and min(before, after) > 0) or size * 2 <= max(before, after)


def _own_beside(codes: Sequence[tuple[str, int, int, int, int]], n: int, step: int) -> int:
    """How many words of the member's own stand next to an equal stretch on one side."""
    total, at = 0, n + step
    while 0 <= at < len(codes) and codes[at][0] != "equal":
        total += codes[at][4] - codes[at][3]
        at += step
    return total


def _excuse_slips(
    ours: Sequence[str], theirs: Sequence[str], marks: list[bool], start: int
) -> None:
    """A word that is nearly one of the letter's words there is the letter's, misspelt."""
    if len(ours) > 12 or len(theirs) > 24:
        return
    for n, word in enumerate(ours):
        if not marks[start + n] and any(_is_slip(word, other) for other in theirs):
            marks[start + n] = True


def _is_slip(word: str, other: str) -> bool:
    if min(len(word), len(other)) < _SHORTEST_SLIP or word.isdigit() or word in _TURNING:
        return False
    return fuzz.ratio(word, other) >= _SLIP or Levenshtein.distance(word, other) <= 1


def _spans(text: str, words: Sequence[Word], is_letters: Sequence[bool]) -> Iterator[Span]:
    at = 0
    while at < len(words):
        if is_letters[at]:
            at += 1
            continue
        first = at
        while at < len(words) and not is_letters[at]:
            at += 1
        yield _with_marks(text, words, first, at)


def _with_marks(text: str, words: Sequence[Word], first: int, end: int) -> Span:
    """The words from `first` to `end` with the punctuation that is theirs."""
    start, stop = words[first].start, words[end - 1].end
    floor = words[first - 1].end if first else 0
    while start > floor and text[start - 1] in _OPENING:
        start -= 1
    before = text[floor:start]
    ceiling = words[end].start if end < len(words) else len(text)
    is_sentence = first == 0 or any(mark in before for mark in ".!?\n:;\u2026")
    if is_sentence or end == len(words):
        tail = text[stop:ceiling]
        stop += len(tail) if end == len(words) else len(tail) - len(tail.lstrip(_TRAILING))
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    while start < stop and text[start].isspace():
        start += 1
    return Span(start, stop)


_TRAILING: Final = ".,!?;:)\"'\u201d\u2019\u00bb\u2026]"
