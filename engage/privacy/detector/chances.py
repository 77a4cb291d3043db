"""What the model thinks of each word, and which words are never a name whatever it thinks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engage.privacy.detector.model import Piece
from engage.privacy.lists import is_given, is_ordinary, keys
from engage.privacy.surroundings import Surroundings
from engage.privacy.words import Words

# fmt: off
NEVER: Final = frozenset((
    "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "my", "our",
    "your", "his", "their", "its", "the", "a", "an", "and", "or", "but", "if", "so", "as", "at",
    "by", "for", "from", "in", "of", "on", "to", "with", "not", "no", "yes", "this", "that",
    "these", "those", "there", "here", "what", "who", "when", "where", "why", "how", "is", "are",
    "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "can", "could",
    "should", "would", "shall", "might", "must", "i'm", "i've", "i'd", "i'll", "it's", "that's",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "july", "september", "october", "november", "december", "hwy", "bc",
    "b.c.", "canada", "mr", "mrs", "ms", "dr", "mx", "cst", "god", "lord", "phn", "sin", "msp",
    "er", "icu", "rcmp", "mla", "mp", "ceo", "ndp", "please", "thanks", "thank", "hello", "dear",
    "english", "french", "chinese", "punjabi", "indigenous", "farsi", "mandarin", "cantonese",
    "tagalog", "ministry", "minister", "premier", "government", "province", "provincial",
    "federal", "je", "tu", "il", "elle", "nous", "vous", "ils", "les", "des", "un", "une", "et",
    "ou", "mon", "ma", "mes", "son", "sa", "ses", "notre", "votre", "leur", "est", "sont", "ce",
    "cette", "que", "qui", "dans", "pour", "sur", "avec", "pas", "ne", "aux", "au", "en", "on",
    "covid", "lol", "etc", "ok", "okay", "am", "pm", "ft", "km", "re", "vs", "ps", "p.s.", "ie",
    "april", "june", "august", "may", "general", "auditor", "hon", "honourable", "sir", "madam",
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "hundred", "thousand", "million", "billion", "first", "second", "third", "half", "dozen",
    "tell", "ask", "call", "contact", "meet", "email", "write", "regarding", "hire", "phone",
    "eg", "thx", "pls", "plz", "u", "ur", "dont", "wont", "cant", "im", "ive", "ok", "hey", "hi",
    "cheers", "sincerely", "regards", "signed", "mme", "mlle", "status", "card", "plate", "file",
))
# fmt: on


def is_never_name(low: str) -> bool:
    head, _, tail = low.partition("'")
    if (
        low in NEVER
        or low in keys("no_names")
        or tail in ("s", "re", "ve", "d", "ll", "m", "t", "est", "ai", "a")
    ):
        return True
    return bool(tail) and head in ("c", "j", "qu") and not is_given(tail)


@dataclass(frozen=True, slots=True)
class Chances:
    """What the model thinks of each word; nothing of any word where there is no model."""

    name: tuple[float, ...]
    place: tuple[float, ...]
    is_known: bool = True

    @classmethod
    def unknown(cls, words: Words) -> "Chances":
        return cls((0.0,) * len(words), (0.0,) * len(words), is_known=False)

    @classmethod
    def of(cls, words: Words, pieces: Sequence[Piece]) -> "Chances":
        name, place = [0.0] * len(words), [0.0] * len(words)
        position = 0
        for word in words.items:
            while position < len(pieces) and pieces[position].end <= word.start:
                position += 1
            ahead, total, names, places_ = position, 0, 0.0, 0.0
            while ahead < len(pieces) and pieces[ahead].start < word.end:
                size = pieces[ahead].end - pieces[ahead].start
                total += size
                names += size * (pieces[ahead].given + pieces[ahead].surname)
                places_ += size * pieces[ahead].place
                ahead += 1
            if total:
                name[word.index], place[word.index] = names / total, places_ / total
        return cls(tuple(name), tuple(place))

    def is_in_doubt(self, words: Words, around: Surroundings, index: int) -> bool:
        """An unknown word that may be a name and of which the model is not sure."""
        low = words.low(index)
        if self.name[index] >= 0.9 or len(low) < 3 or is_never_name(low):
            return False
        if not words.is_marked(index) and words.tells_case:
            return False
        is_known = around.is_place(index) or around.is_organisation(index)
        return not is_known and (is_given(low) or not is_ordinary(low))

    def raised(self, other: "Chances", first: int) -> "Chances":
        """With what a second look at the words from `first` on found beyond it."""
        name = list(self.name)
        for index, chance in enumerate(other.name, first):
            name[index] = max(name[index], chance)
        return Chances(tuple(name), self.place)
