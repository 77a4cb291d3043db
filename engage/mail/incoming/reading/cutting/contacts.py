"""Where the block with name, title and telephone begins at the end of what somebody wrote."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from engage.mail.incoming.reading.cutting.lines import Kind, Line

MOST_LINES: Final = 14
LINE_LENGTH: Final = 90
LONGEST: Final = 200
"""Of a line in which names and numbers are divided by bars."""

_CLOSING: Final = re.compile(
    r"(?:(?:with |my |our )?(?:best|kind|kindest|warm|warmest|many|sincere|very best)?\s?"
    r"(?:regards|wishes|thanks|appreciation|respect|gratitude)(?: again| so much| in advance)?|"
    r"(?:yours |very )?(?:sincerely|truly|faithfully|respectfully|gratefully|cordially)"
    r"(?: yours| submitted)?|thanks?(?: you)?(?: (?:again|so much|very much|kindly|in advance|"
    r"for your (?:time|consideration|attention)(?: and (?:time|consideration|attention))?))?|"
    r"all the best|best|cheers|take care|"
    r"(?:bien |très )?(?:cordialement|sincèrement|respectueusement|amicalement|à vous|à toi)|"
    r"(?:mes |nos |avec mes |avec nos )?(?:meilleures |sincères |cordiales |respectueuses )?"
    r"salutations(?: distinguées| les meilleures| respectueuses| cordiales)?|"
    r"merci(?: beaucoup| d'avance| encore| à l'avance| bien)?|bonne (?:journée|soirée)|"
    r"(?:je vous prie d'|veuillez )(?:agréer|recevoir|accepter).{0,160})\s?[,.!\u2013-]{0,2}",
    re.IGNORECASE,
)
_CLOSING_AND_NAME: Final = re.compile(
    r"(?i:thanks?(?: you)?|(?:best |kind |warm )?regards|best|cheers|sincerely|respectfully|"
    r"cordialement|merci|salutations),? [A-ZÀ-Ü][\w.'-]{1,25}(?: [A-ZÀ-Ü][\w.'-]{0,25}){0,3}[,.]?"
)
_PHONE: Final = re.compile(
    r"(?:\+?1[-. ]?)?\(?\b[2-9]\d\d\)?[-. ]{1,2}\d{3}[-. ]\d{4}\b"
    r"|\b(?:tel|phone|cell|mobile|office|fax|direct|toll[- ]free|tél|téléc|bureau|[tpcmfwo])"
    r"\s?[.:)]{1,2}\s?\+?[(\d][\d\s().-]{6,}",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}\.[\w.-]{2,100}")
_SITE: Final = re.compile(r"\b(?:www\.|https?://)\S{3,}|\A[\w-]{2,40}\.(?:ca|com|org|bc\.ca)\Z")
_POSTAL: Final = re.compile(r"\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b")
_STREET: Final = re.compile(
    r"\d+\S* .{0,40}\b(?:street|st|avenue|ave|road|rd|drive|dr|blvd|boulevard|way|crescent|cres|"
    r"highway|hwy|lane|place|court|rue|chemin|route)\b|\bp\.?\s?o\.? box\b|"
    r"\bc\.p\. \d|\A\d+,? rue ",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"\b(?:director|manager|president|co-?ordinator|officer|chair(?:person|man|woman)?|secretary|"
    r"treasurer|councillor|mayor|professor|ph\.?d|p\.?\s?eng|analyst|advisor|adviser|consultant|"
    r"owner|ceo|cfo|executive|representative|planner|biologist|engineer|principal|teacher|"
    r"ministry|department|university|college|association|society|foundation|ltd|inc|"
    r"first nation|chief|lawyer|mla|mp|rn|md|"
    r"directeur|directrice|présidente?|gestionnaire|coordonnat(?:eur|rice)|conseill(?:er|ère)|"
    r"ministère|université|agente?|propriétaire|enseignante?|ingénieure?|she/her|he/him|"
    r"they/them|elle|pronouns)\b",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"(?:(?:mr|mrs|ms|dr|prof|m|mme)\.? )?(?:[A-ZÀ-Ü][\w.'-]{0,25}|de|la|van|von|der|le)"
    r"(?: (?:\(?[A-ZÀ-Ü][\w.'-]{0,25}\)?|de|la|van|von|der|le)){0,4}"
    r"(?:,? (?:\(?(?:she|he|they|elle|il)\b.{0,20}|"
    r"[A-Z][A-Za-z.]{1,8}(?:, [A-Z][A-Za-z.]{1,8}){0,4}))?,?"
)
_DRAWN: Final = re.compile(r"[_\-=~*\u2014\u2013]{3,200}")
"""A line above a name parts as an empty one does."""
_LIST: Final = re.compile(r"[-*\u2022\u00b7] |\(?\d{1,2}[.)] |\w+\) ")
_SENTENCE: Final = re.compile(
    r"(?:\S+\s+){6,}\S*[.!?;]|(?:\S+\s+){2,}\S*[^\W\d_]{3}(?<!ltd)(?<!inc)(?<!eng)(?<!ave)[.!;]"
    r"|.*\?|p\.?\s?s\.?\b.*",
    re.IGNORECASE,
)
_LAND: Final = re.compile(
    r"(?=.*\b(?:acknowledg|grateful|reconna|respect))(?=.*\b(?:territor|unceded|traditional lands|"
    r"first nations?|peoples|premières nations)).{20,600}",
    re.IGNORECASE,
)


def contact_start(lines: list[Line], start: int, end: int) -> int | None:
    """The first line of the block that ends the stretch; None where there is none for certain.

    Paragraph by paragraph upwards. With a closing above it, an address or a telephone is enough;
    without one it takes two signs, and a name at the top.
    """
    found: int | None = None
    signs: list[_Signs] = []
    for first, last in _paragraphs_upwards(lines, start, end):
        above = len(signs)
        for index in range(last - 1, first - 1, -1):
            text = _plain(lines[index])
            if (_CLOSING.fullmatch(text) and signs) or _CLOSING_AND_NAME.fullmatch(text):
                return index if any(sign.strong for sign in signs) else found
            signs.append(_signs(text))
            if len(signs) > MOST_LINES or not _belongs(text):
                return found
        strong, weak = sum(sign.strong for sign in signs), sum(sign.weak for sign in signs)
        is_part = any(sign.strong or sign.weak for sign in signs[above:])
        name = re.split(r"\s*[|\u2022]\s*", _plain(lines[first]))[0]
        if strong and strong + weak >= 2 and is_part and _NAME.fullmatch(name):
            if _leads_on(lines, start, first):
                return found
            found = first
    return found


class _Signs(NamedTuple):
    """How much in a line only stands in signatures."""

    strong: int
    weak: int


def _plain(line: Line) -> str:
    """Without the marks of bold type."""
    return line.short.strip("*_ ")


def _paragraphs_upwards(lines: list[Line], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Of lines that are still the author's."""
    last = end
    while last > start:
        if _is_gap(lines[last - 1]):
            last -= 1
            continue
        first = last
        while first > start and not _is_gap(lines[first - 1]):
            first -= 1
        yield first, last
        last = first


def _is_gap(line: Line) -> bool:
    return line.is_blank or line.kind is not Kind.OWN or bool(_DRAWN.fullmatch(line.short))


def _belongs(text: str) -> bool:
    if not text or _LIST.match(text):
        return False
    if _LAND.fullmatch(text):
        return True
    if _SENTENCE.fullmatch(text):
        return False
    return len(text) <= (LONGEST if "|" in text or "\u2022" in text else LINE_LENGTH)


def _signs(text: str) -> _Signs:
    strong = sum(bool(sign.search(text)) for sign in (_PHONE, _MAIL, _SITE, _POSTAL))
    return _Signs(strong, int(bool(_STREET.search(text) or _TITLE.search(text))))


def _leads_on(lines: list[Line], start: int, index: int) -> bool:
    """'Please speak to:' above it: no signature."""
    for line in reversed(lines[start:index]):
        if not line.is_blank:
            return line.short.endswith((":", ",")) and not _CLOSING.fullmatch(line.short)
    return False
