"""The check of typed text for contact details, before anything is stored (R89).

It is an offer to its author ('change it' or 'send as it is'), never a decision: it may err, and
should rather stay silent over a price or a year. It looks for the shapes of contacts and identity
numbers alone; names and stories need the detector.

The text is expected as `core.text.clean_plain` returns it. Every search is linear in its length.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from engage.privacy.addresses import find_addresses, find_postal_codes
from engage.privacy.finding import ContactKind, Finding
from engage.privacy.hints import PROVIDERS, Hints, hints_of
from engage.privacy.numbers import find_spoken_numbers, find_written_numbers

__all__ = ["ContactKind", "Finding", "describe", "find_contacts"]

_EMAIL: Final = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
    r"@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}"
)
_ENDINGS: Final = r"(?:com|ca|net|org|info|edu|gov|io|me|fr|uk|us|email|app|dev|coop|example)"
# 'jane at example dot com': a bare 'at' needs a spoken 'dot', or every 'look at this.ca' is one.
_DOT: Final = r" ?(?:\.|[(\[{<]? ?(?:dot|point) ?[)\]}>]?) ?"
_SPOKEN_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:"
    rf"[(\[{{<] ?(?:at|@|arobase) ?[)\]}}>] ?[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,2}}{_DOT}"
    r"| (?:at|arobase) [\w-]{1,63}(?: (?:dot|point) [\w-]{1,63}){0,2} (?:dot|point) "
    rf"){_ENDINGS}\b",
    re.IGNORECASE,
)
# 'bob at gmail.com': the provider's name tells it from 'look at this.ca'.
_PROVIDER_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} (?:at|arobase) "
    rf"(?:{'|'.join(PROVIDERS)})"
    r" ?(?:\.| dot ) ?(?:com|ca|net|me|org|co\.uk)\b",
    re.IGNORECASE,
)
_SPACED_EMAIL: Final = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?: @ ?|@ )(?:[\w-]{{1,63}}\.){{1,4}}{_ENDINGS}\b", re.IGNORECASE
)
_IP4: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)", re.ASCII)
_IP6: Final = re.compile(r"(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE)
_NOT_IP: Final = re.compile(
    r"\b(?:sections?|sec|paragraphs?|para|version|ver|clause|rule|part|article|chapter|schedule|item|"
    r"step|table|figure|appendix|policy|standard|guideline|release|build|firmware|update[ds]?|upgraded?|"
    r"app|browser|firefox|chrome|safari|edge|opera|windows|android|ios|macos|linux|software|driver|"
    r"s|ss|v)\.? ?(?:to |is |was |no\.? ?|number |from |# ?|my browser to |v)?$",
    re.I,
)


_SAYS_IP: Final = re.compile(
    r"\b(?:ip|ipv4|host|server|router|computer|network)\b[^.!?\n]{0,15}$", re.I
)


def find_contacts(text: str) -> tuple[Finding, ...]:
    """What looks like a contact or identity number, in the order of the text, never overlapping."""
    return search(text, hints_of(text))


def search(text: str, hints: Hints) -> tuple[Finding, ...]:
    """The same for what may be there at all; with `Hints()` for everything."""
    candidates = chain(
        _find_emails(text) if hints.email else (),
        _find_computers(text, hints),
        find_postal_codes(text) if hints.postal_code else (),
        find_spoken_numbers(text) if hints.spoken_number else (),
        find_written_numbers(text) if hints.written_number else (),
        find_addresses(text, hints),
    )
    return tuple(sorted(_first_come(text, candidates), key=lambda finding: finding.start))


def describe(findings: Iterable[Finding]) -> tuple[str, ...]:
    """One sentence for each kind found: 'This looks like a telephone number.'"""
    return tuple(dict.fromkeys(finding.reason for finding in findings))


def _first_come(text: str, candidates: Iterable[Finding]) -> Iterator[Finding]:
    taken = bytearray(len(text))
    for finding in candidates:
        span = slice(finding.start, finding.end)
        if not any(taken[span]):
            taken[span] = b"\x01" * (finding.end - finding.start)
            yield finding


def _find_emails(text: str) -> Iterator[Finding]:
    for pattern in (_EMAIL, _SPOKEN_EMAIL, _PROVIDER_EMAIL, _SPACED_EMAIL):
        for match in pattern.finditer(text):
            yield Finding.of(ContactKind.EMAIL, *match.span())


def _find_computers(text: str, hints: Hints) -> Iterator[Finding]:
    by_dots = _IP4.finditer(text) if hints.computer4 else ()
    by_colons = _IP6.finditer(text) if hints.computer6 else ()
    for match in chain(by_dots, by_colons):
        try:
            ipaddress.ip_address(match[0])
        except ValueError:
            continue
        if not _is_numbering(text, match) and not _is_too_short(match[0]):
            yield Finding.of(ContactKind.IP, *match.span())


def _is_too_short(written: str) -> bool:
    """'a::b' is code or a typing slip; 'fe80::1f' is an address."""
    return ":" in written and (
        len(written.replace(":", "")) < 5 or not any(sign.isdigit() for sign in written)
    )


def _is_numbering(text: str, match: re.Match[str]) -> bool:
    """Paragraphs and versions count '2.1.14.3' too, but seldom beyond a dozen."""
    before = text[max(0, match.start() - 30) : match.start()]
    if _NOT_IP.search(before):
        return True
    if _SAYS_IP.search(before):
        return False
    parts = match[0].split(".")
    return len(parts) == 4 and all(int(part) < 20 for part in parts)
