"""The pass over a quotation: the detector of comments, and everything more that may tell who it is.

What the detector knows (names, numbers, health beside a person) is asked of the whole text, because
a name may be introduced far from the stretch. The patterns read the stretch alone. Findings that
overlap become one stretch, so that each word is decided once. French text is read with the patterns
of both languages, as people of B.C. mix them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from engage.privacy.detector import Detector, FlagKind, Whose, detector
from engage.privacy.detector.ailments import find_ailments
from engage.privacy.lists import entries, is_ordinary, keys, places
from engage.privacy.redaction import everywhere
from engage.privacy.words import read_words
from engage.reuse.finding.settling import Found, Raw, merged
from engage.reuse.finding.shapes import Pattern, one_of, patterns, phrases_of, words_of
from engage.reuse.finding.telling import tells_of_somebody
from engage.reuse.kinds import Kind
from engage.reuse.sentences import Span, sentences_of

__all__ = ["Found", "find"]

_OF_FLAGS: Final = {
    FlagKind.PERSON: Kind.NAME,
    FlagKind.STREET_ADDRESS: Kind.PLACE,
    FlagKind.HEALTH: Kind.HEALTH,
    FlagKind.DOB: Kind.DATE,
    FlagKind.LICENCE_PLATE: Kind.NUMBER,
    FlagKind.CASE_NUMBER: Kind.NUMBER,
    FlagKind.URL_PROFILE: Kind.LINK,
    FlagKind.EMPLOYER_ROLE: Kind.ROLE,
}
_PERSONAL: Final = re.compile(
    r"\b(?:i|i'm|i've|me|my|mine|we|us|our|he|she|his|her|him|who|wife|husband|son|daughter|"
    r"mother|father|mom|dad|brother|sister|partner|neighbour|friend|je|j'\w+|moi|mon|ma|mes|nous|"
    r"notre|nos|il|elle|son|sa|ses)\b|\bj'",
    re.IGNORECASE,
)
_NAMED: Final = frozenset({Kind.PLACE, Kind.SCHOOL, Kind.EMPLOYER})
_TITLE: Final = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|miss|dr|doctor|constable|sergeant|officer|chief|elder|pastor|father|sister|"
    r"reverend|coach|nurse|judge|captain|uncle|auntie|aunt|grandma|grandpa|principal|"
    r"m|mme|mlle|(?:le |la )?docteure?|(?:l')?agente?|(?:le |la )?juge|(?:le |la )?maire(?:sse)?)"
    r"\.? $",
    re.IGNORECASE,
)
_ELISION_OR_ORDER: Final = re.compile(
    r"(?:[CDJLMNST]|Qu)'[a-zà-ÿ]|[A-ZÀ-Þ][a-zà-ÿ]+ez$|"
    r"[A-ZÀ-Þ][a-zà-ÿ]+-(?:le|la|les|moi|nous|vous|y|en)$"
)
_CUE_OF_PLACE: Final = frozenset(
    ("in", "from", "near", "to", "at", "around", "outside", "of", "à", "de", "vers", "dans")
)  # fmt: skip
_SHORTEST_NAME: Final = 3
MOST: Final = 60


def find(
    body: str,
    span: Span,
    language: str,
    *,
    known: Iterable[str] = (),
    scanner: Detector | None = None,
) -> tuple[Found, ...]:
    """What a person has to decide, in the order of the text, without overlaps.

    `known` are words that were taken out of other quotations, and the name that the author chose.
    """
    start, end = span
    stretch = body[start:end].replace("\u2019", "'").replace("\u02bc", "'")
    found = [
        *_of_detector(body, span, scanner or detector()),
        *_of_patterns(stretch, start, language),
        *_places(stretch, start),
        *_health(stretch, start),
        *_proper(stretch, start),
        *_known(stretch, start, known),
    ]
    return merged(body, span, found, language)[:MOST]


def _of_detector(body: str, span: Span, scanner: Detector) -> Iterator[Raw]:
    for flag in scanner.scan(body).flags:
        start, end = max(flag.start, span[0]), min(flag.end, span[1])
        if start >= end or flag.whose is Whose.PUBLIC:
            continue
        kind = _OF_FLAGS.get(flag.kind, Kind.CONTACT)
        if kind is Kind.NAME and (title := _TITLE.search(body, max(span[0], start - 30), start)):
            start = title.start()
        yield Raw(start, end, kind)


def _of_patterns(stretch: str, offset: int, language: str) -> Iterator[Raw]:
    telling = [span for span in sentences_of(stretch) if tells_of_somebody(stretch, span)]
    for one in _patterns_for(language):
        for match in one.search.finditer(stretch):
            start, end = match.span("it")
            if one.kind in _NAMED and _is_no_place(stretch[start:end], one.is_personal):
                continue
            if one.is_personal and not any(a < end and start < b for a, b in telling):
                continue
            yield Raw(start + offset, end + offset, one.kind, one.words)


@cache
def _patterns_for(language: str) -> tuple[Pattern, ...]:
    """Of French text the shapes of English that need no word of it are looked for as well."""
    if language != "fr":
        return patterns("english")
    shared = (
        one
        for one in patterns("english")
        if one.kind in (Kind.LINK, Kind.HANDLE, Kind.CONTACT)
        or (one.kind is Kind.DATE and r"\d\d" in one.search.pattern)
        or (one.kind is Kind.NUMBER and "{5,16}" in one.search.pattern)
    )
    return (*patterns("french"), *shared)


def _is_no_place(words: str, is_phrase: bool = False) -> bool:
    """What a capital makes look like a place and is none: a broad region, a weekday, an 'I'.

    Of a phrase ('the French school behind the church') the first word does not say so.
    """
    low = words.casefold().removeprefix("the ").strip(" .'")
    first = low.split()[0].strip(".,") if low else ""
    if is_phrase and " " in low:
        return low in phrases_of("broad")
    return low in phrases_of("broad") or first in words_of("no_places")


def _places(stretch: str, offset: int) -> Iterator[Raw]:
    """Places of the kept list; one that is also a word only with a capital inside a sentence."""
    words = read_words(stretch)
    for hit in places().find(words):
        first, last = words[hit.start], words[hit.end - 1]
        written = stretch[first.start : last.end]
        if _is_no_place(written):
            continue
        if not first.is_capital:
            before = words.low(hit.start - 1)
            is_lower = words.tells_case and not words.is_careless
            if is_lower or before not in _CUE_OF_PLACE or is_ordinary(first.low):
                continue
        elif first.opens and hit.end - hit.start == 1 and is_ordinary(first.low):
            continue
        yield Raw(first.start + offset, last.end + offset, Kind.PLACE)


def _proper(stretch: str, offset: int) -> Iterator[Raw]:
    """Whatever has a capital inside a sentence, or is no word that begins one: shops, teams, roads.

    Peoples, languages and abbreviations tell of nobody by themselves.
    """
    words = read_words(stretch)
    if not words.tells_case:
        return
    for index, word in enumerate(words.items):
        is_shouted = word.text.isupper() or index in words.shouted
        if (
            not word.is_capital
            or is_shouted
            or _is_no_place(word.low)
            or len(word.text) < _SHORTEST_NAME
        ):
            continue
        if word.low in keys("no_names"):
            continue
        if word.opens and _opens_as_a_word(word.text, word.low):
            continue
        yield Raw(word.start + offset, word.end + offset, Kind.PROPER)


def _opens_as_a_word(written: str, low: str) -> bool:
    """Whether a sentence begins with it as with any word: 'Cut', 'L'ancien', 'Demandez'."""
    return (
        is_ordinary(low)
        or low in words_of("openers")
        or low.isdigit()
        or _ELISION_OR_ORDER.match(written) is not None
    )


def _health(stretch: str, offset: int) -> Iterator[Raw]:
    """Words of illness, and phrases that tell of one, in sentences about somebody."""
    for start, end in sentences_of(stretch):
        sentence = stretch[start:end]
        if _PERSONAL.search(sentence) is None:
            continue
        low = sentence.casefold()
        if len(low) != len(sentence):
            low = sentence.lower()[: len(sentence)]
        for match in _health_words().finditer(low):
            yield Raw(start + offset + match.start(), start + offset + match.end(), Kind.HEALTH)
        for first, last in find_ailments(low):
            yield Raw(start + offset + first, start + offset + last, Kind.HEALTH)


@cache
def _health_words() -> re.Pattern[str]:
    both = (*entries("health"), *entries("medicines"))
    return re.compile(rf"(?<!\w){one_of(both)}(?!\w)")


def _known(stretch: str, offset: int, known: Iterable[str]) -> Iterator[Raw]:
    for one in everywhere(stretch, [(words, "other") for words in known]):
        yield Raw(one.start + offset, one.end + offset, Kind.EARLIER)
