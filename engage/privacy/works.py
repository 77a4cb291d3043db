"""People who are spoken of for what they wrote or made: authors are public, not private people.

'books by X', 'as X once wrote', 'in X's novel'.
"""

from typing import Final

from engage.privacy.words import Words

# fmt: off
_WORKS: Final = frozenset((
    "book", "books", "novel", "novels", "poem", "poems", "song", "songs", "play", "plays", "film",
    "films", "movie", "movies", "album", "albums", "painting", "paintings", "essay", "essays",
    "documentary", "documentaries", "biography", "memoir", "memoirs", "quote", "quotation",
    "sculpture", "symphony", "theory", "cartoon", "cartoons", "mural", "series", "textbook",
    "classic", "masterpiece", "bestseller", "livre", "livres", "roman", "romans", "chanson",
))
# fmt: on
_WROTE: Final = frozenset(("wrote", "writes", "argued", "observed", "quipped", "famously"))


def is_author(words: Words, first: int, last: int) -> bool:
    """Whether words `first` to `last` (inclusive) name the maker of a work."""
    before = words.before(first, 2)
    if before[:1] in (("by",), ("of",), ("de",)) and len(before) > 1 and before[1] in _WORKS:
        return before[0] != "of" and last > first
    after = words.after(last, 3)
    if words[last].is_owner and any(word in _WORKS for word in after[:2]) and last > first:
        return True
    is_quoted = before[:1] == ("as",) or words[first].opens
    once = after[1:] if after[:1] in (("once",), ("famously",)) else after
    has_once = once != after or before[:1] == ("as",)
    return is_quoted and has_once and once[:1] != () and once[0] in _WROTE
