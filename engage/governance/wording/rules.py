"""The rules of the check, each a search of one kind. Pure, and linear in the text."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from engage.governance.wording.concerns import Concern, Context, Rule, Weight, is_within
from engage.governance.wording.links import find_links, link_fault
from engage.governance.wording.phrases import (
    Phrases,
    as_written,
    compiled,
    folded,
    lines,
    table,
)
from engage.governance.wording.reading import (
    GRADE,
    WORDS_IN_SENTENCE,
    grade_of,
    long_sentences,
)
from engage.governance.wording.shield import without_links
from engage.privacy.contacts import ContactKind, find_contacts

Check = Callable[[str, str, Context], Iterator[Concern]]
_TOLL_FREE: Final = ("800", "833", "844", "855", "866", "877", "888")
_ADDRESSES: Final = (ContactKind.POSTAL_CODE, ContactKind.STREET_ADDRESS)


def contacts(text: str, _shielded: str, context: Context) -> Iterator[Concern]:
    """R68: personal numbers and addresses never go out; those of the Province do."""
    known = " ".join(context.agency_words).casefold()
    for one in find_contacts(text):
        written = text[one.start : one.end]
        if written.casefold() in known or _is_official(one.kind, written, context):
            continue
        if any(link.start <= one.start < link.end for link in find_links(text)):
            continue
        if one.kind in _ADDRESSES:
            reason = f"{one.reason} Say why it is not somebody's home."
            yield Concern(Rule.ADDRESSES, Weight.ANSWER, one.start, one.end, reason)
        else:
            reason = f"{one.reason} Only addresses and lines of the Province can be given."
            yield Concern(Rule.CONTACTS, Weight.BLOCKS, one.start, one.end, reason)


def _is_official(kind: ContactKind, written: str, context: Context) -> bool:
    if kind is ContactKind.EMAIL:
        return is_within(written.rpartition("@")[2].lower(), context.staff_domains)
    if kind is not ContactKind.PHONE:
        return False
    digits = re.sub(r"\D", "", written)
    number = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    official = lines("agency_lines") | context.agency_lines
    return number in official or (len(number) == 10 and number.startswith(_TOLL_FREE))


def unsafe_links(text: str, _shielded: str, context: Context) -> Iterator[Concern]:
    for link in find_links(text):
        fault = link_fault(link.written, context.staff_domains)
        if fault:
            yield Concern(Rule.LINKS, Weight.BLOCKS, link.start, link.end, fault)


def courts(text: str, _shielded: str, _context: Context) -> Iterator[Concern]:
    return _questioned(Rule.COURTS, "courts", without_links(text))


def confidential(text: str, _shielded: str, _context: Context) -> Iterator[Concern]:
    return _questioned(Rule.CONFIDENTIAL, "confidential", without_links(text))


def third_parties(_text: str, _shielded: str, context: Context) -> Iterator[Concern]:
    """R16: about other people only by law; with the section written down it passes."""
    if not context.names_checked:
        reason = "The check for names could not run. Read the text for names yourself."
        yield Concern(Rule.NAMES_UNCHECKED, Weight.ANSWER, 0, 0, reason)
    weight = Weight.ADVICE if context.authority else Weight.ANSWER
    for spot in context.people:
        yield Concern(Rule.THIRD_PARTY, weight, spot.start, spot.end, spot.reason)


def spelling(_text: str, shielded: str, _context: Context) -> Iterator[Concern]:
    words = _spellings()
    return _advised(
        Rule.SPELLING, shielded, _search("spelling"), words, "In Canada this is spelled"
    )


def bias(_text: str, shielded: str, _context: Context) -> Iterator[Concern]:
    words = table("fair")["words"]
    return _advised(Rule.BIAS, shielded, _search("fair"), words, "Consider")


def plain_words(_text: str, shielded: str, _context: Context) -> Iterator[Concern]:
    words = table("plain")["words"]
    return _advised(Rule.PLAIN, shielded, _search("plain"), words, "A plainer word is")


def readability(_text: str, shielded: str, _context: Context) -> Iterator[Concern]:
    grade = grade_of(shielded)
    if grade > GRADE:
        reason = (
            f"This reads at about grade {grade}. Aim for grade {GRADE} or below: shorter sentences,"
            " shorter words."
        )
        yield Concern(Rule.SENTENCES, Weight.ADVICE, 0, 0, reason)
    for start, end, count in long_sentences(shielded):
        reason = f"This sentence has {count} words. Aim for {WORDS_IN_SENTENCE} or fewer."
        yield Concern(Rule.SENTENCES, Weight.ADVICE, start, end, reason)


_CAPITALS: Final = re.compile(
    r"(?<![\w-])(?:[^\W\d_a-z]{2,}(?:[ ,]{1,2}[^\W\d_a-z]{2,})+|[^\W\d_a-z]{9,})(?![\w-])"
)
# Two abbreviations side by side are shorter.
_LOUD: Final = 9
_SHOUTS: Final = re.compile(r"[!?]*![!?]*")


def tone(_text: str, shielded: str, _context: Context) -> Iterator[Concern]:
    for match in _CAPITALS.finditer(shielded):
        reason = "Words in capitals read as shouting."
        if match[0].isupper() and len(match[0]) >= _LOUD:
            yield Concern(Rule.TONE, Weight.ADVICE, *match.span(), reason)
    for match in _SHOUTS.finditer(shielded):
        reason = "An official text needs no exclamation mark."
        yield Concern(Rule.TONE, Weight.ADVICE, *match.span(), reason)


CHECKS: Final[Sequence[Check]] = (
    contacts,
    unsafe_links,
    courts,
    confidential,
    third_parties,
    spelling,
    bias,
    plain_words,
    readability,
    tone,
)


def _questioned(rule: Rule, name: str, read: str) -> Iterator[Concern]:
    for phrases, reason in _lists(name):
        for match in phrases.find(read):
            yield Concern(rule, Weight.ANSWER, *match.span(), reason)


@lru_cache(maxsize=4)
def _lists(name: str) -> tuple[tuple[Phrases, str], ...]:
    return tuple(
        (compiled(one["phrases"], one["except"]), one["reason"]) for one in table(name)["list"]
    )


def _advised(
    rule: Rule, shielded: str, search: Phrases, words: dict[str, str], lead: str
) -> Iterator[Concern]:
    for match in search.find(shielded):
        instead = as_written(match[0], words[folded(match[0])])
        yield Concern(rule, Weight.ADVICE, *match.span(), f"{lead} \u2018{instead}\u2019.", instead)


@lru_cache(maxsize=4)
def _search(name: str) -> Phrases:
    if name == "spelling":
        return compiled(_spellings(), within_hyphens=True)
    return compiled(table(name)["words"], table(name).get("except", ()))


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    read = table("spelling")
    words: dict[str, str] = {
        stem["from"] + ending: stem["to"] + ending
        for stem in read["stems"]
        for ending in stem["endings"]
    }
    words.update(read["words"])
    return words
