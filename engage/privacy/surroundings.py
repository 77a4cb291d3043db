"""What in a text is a place, an organisation or a public figure, and what is called after somebody.

'Nelson' after 'in', 'Smith Street', 'the Hughes report' and 'Queen of Alberni' are nobody; 'Premier
Horgan' is somebody whom a comment may name.
"""

from functools import cache
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from engage.privacy.cues import Cue, has_public_title
from engage.privacy.lists import (
    entries,
    famous_surnames,
    is_given,
    is_ordinary,
    is_surname,
    keys,
    organisations,
    places,
    public_figures,
)
from engage.privacy.things import is_behind_article, is_corner, is_creature, is_stretch, is_thing
from engage.privacy.words import Words, read_words
from engage.privacy.works import is_author

# fmt: off
_WHERE: Final = frozenset((
    "in", "at", "from", "to", "near", "outside", "around", "between", "via", "toward", "towards",
    "through", "across", "off", "into", "within", "beyond", "downtown", "leaving", "past", "à", "a",
    "vers", "de", "north", "south", "east", "west", "old", "greater", "upper",
))
_NO_PLACE: Final = frozenset((
    "he", "she", "i", "we", "they", "it", "the", "my", "his", "her", "is", "was", "you", "our",
    "their", "nobody", "there", "who", "then", "now", "has", "had", "a", "not",
))
# fmt: on


class Surroundings:
    """Looked up once for a text; indices are those of its words."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._places: dict[int, tuple[int, int]] = {}
        self._organisations: dict[int, tuple[int, int]] = {}
        self._figures: dict[int, int] = {}
        self._named_in_full: set[str] = set()
        for hit in public_figures().find(words):
            if self._may_be_figure(hit.start, hit.end):
                self._figures[hit.start] = hit.end
                self._named_in_full.add(words.low(hit.end - 1))
        for book, found in ((places(), self._places), (organisations(), self._organisations)):
            for hit in book.find(words):
                found.update(dict.fromkeys(range(hit.start, hit.end), (hit.start, hit.end)))

    def figure_at(self, index: int) -> int | None:
        """The end (exclusive) of the public figure's full name that begins here."""
        return self._figures.get(index)

    def is_plain_place(self, index: int) -> bool:
        """A place whose name is nobody's: 'Abbotsford'."""
        low = self._words.low(index)
        return index in self._places and not is_given(low) and not is_surname(low)

    def phrase_at(self, index: int) -> bool:
        """Part of a place's or an organisation's name of several words."""
        spans = (self._places.get(index), self._organisations.get(index))
        return any(span is not None and span[1] - span[0] > 1 for span in spans)

    def is_place(self, index: int) -> bool:
        return index in self._places or self._is_among_places(index)

    def is_somewhere(self, index: int) -> bool:
        """A place behind 'in' or 'at'."""
        words = self._words
        return index in self._places and words[index].is_joined and words.low(index - 1) in _WHERE

    def is_organisation(self, index: int) -> bool:
        return index in self._organisations

    def is_misspelt(self, index: int) -> bool:
        """One slip away from a town or an ordinary word: 'Cresotn', 'tennant'."""
        low = self._words.low(index)
        if len(low) < 5 or is_given(low) or is_surname(low):
            return False
        return _is_slip_of_place(low) or (
            not self._words.is_marked(index) and _is_slip_of_word(low)
        )

    def is_public(self, first: int, last: int) -> bool:
        """A minister by title, or a figure whom the surname alone names here."""
        words = self._words
        if has_public_title(words, first) or is_author(words, first, last):
            return True
        is_one = last == first + 1 and (
            words.low(first) in keys("private_titles") or self.is_misspelt(first)
        )
        if first == last or is_one:
            surname = words.low(last)
            if surname in self._named_in_full:
                return True
            return surname in famous_surnames() and not is_given(surname)
        return False

    def is_called_after(self, first: int, last: int, before: Cue) -> bool:
        """Whether these words are (part of) a thing's name, whatever the model thinks."""
        if is_thing(self._words, first, last) or self._is_brand_with_title(first):
            return True
        if is_creature(self._words, first, last) or (
            before is Cue.NONE and self._stands_as_thing(first, last)
        ):
            return True
        if before in (Cue.RELATIVE, Cue.TITLE, Cue.SELF, Cue.NAMED):
            return self._covers(self._places, first, last) and last - first > 0
        if self._covers(self._organisations, first, last):
            return True
        if self._covers(self._places, first, last):
            return last > first or (before is Cue.NONE and self._stands_as_place(first))
        return False

    def _is_brand_with_title(self, first: int) -> bool:
        """'Dr. Pepper', 'Mr. Lube': the form of address belongs to the name of the firm."""
        span = self._organisations.get(first)
        return span is not None and span[0] < first

    def _stands_as_thing(self, first: int, last: int) -> bool:
        is_street = first == last and (
            is_corner(self._words, first) or is_stretch(self._words, first)
        )
        return is_street or is_behind_article(self._words, first, last)

    def _covers(self, spans: dict[int, tuple[int, int]], first: int, last: int) -> bool:
        span = spans.get(first)
        return span is not None and span[0] <= first and last < span[1]

    def _stands_as_place(self, index: int) -> bool:
        words = self._words
        if not is_given(words.low(index)):
            return True
        before = words.low(index - 1)
        if before in _WHERE and words[index].is_joined:
            return True
        return self._is_among_places(index) or is_corner(self._words, index)

    def _is_among_places(self, index: int) -> bool:
        """In a list with a place: 'Hope, Chase and Merritt'."""
        if self._words.low(index) in _NO_PLACE:
            return False
        return any(self._is_listed_place(index, step) for step in (-1, 1))

    def _is_listed_place(self, index: int, step: int) -> bool:
        words = self._words
        position, seen = index, 0
        for _ in range(4):
            ahead = position + step
            if not 0 <= ahead < len(words):
                return False
            if words.low(ahead) in ("and", "or", "et", "to"):
                ahead += step
            elif words.gap(max(position, ahead)).strip() not in (",", "/"):
                return False
            if not 0 <= ahead < len(words):
                return False
            if ahead in self._organisations:
                seen += 2
            elif ahead in self._places:
                seen += 1 if is_given(words.low(ahead)) and index not in self._places else 2
            if seen >= 2:
                return True
            position = ahead
        return False

    def _may_be_figure(self, start: int, end: int) -> bool:
        """One-word figures ('Drake') need a capital; none is a part of a longer private name."""
        words = self._words
        if end - start > 1:
            return True
        if words.low(start) in _ONE_WORD_FIGURES():
            return words[start].is_capital or not words.tells_case
        return False


@cache
def _ONE_WORD_FIGURES() -> frozenset[str]:  # noqa: N802
    lines = (line.lstrip("+") for line in entries("public_figures"))
    return frozenset(
        read.items[0].low for read in (read_words(line) for line in lines) if len(read) == 1
    )


def _is_slip_of_place(low: str) -> bool:
    return extractOne(low, _towns(), scorer=OSA.distance, score_cutoff=1) is not None


def _is_slip_of_word(low: str) -> bool:
    """Two letters exchanged, one dropped or doubled, in an ordinary word."""
    swaps = (low[:n] + low[n + 1] + low[n] + low[n + 2 :] for n in range(len(low) - 1))
    return any(is_ordinary(word) for word in swaps) or any(
        is_ordinary(low[:n] + low[n + 1 :]) for n in range(len(low))
    )


@cache
def _towns() -> tuple[str, ...]:
    lines = (read_words(line) for line in entries("places"))
    return tuple(line.items[0].low for line in lines if len(line) == 1 and len(line[0].low) > 5)
