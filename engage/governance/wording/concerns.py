"""What the check says of a text: which rule, how heavily it weighs, where, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Weight(StrEnum):
    """`BLOCKS`: it must leave the text. `ANSWER`: somebody says why it may stay. `ADVICE`: read."""

    BLOCKS = "blocks"
    ANSWER = "answer"
    ADVICE = "advice"


class Rule(StrEnum):
    """In the order in which they are told."""

    CONTACTS = "contacts"
    LINKS = "links"
    COURTS = "courts"
    CONFIDENTIAL = "confidential"
    THIRD_PARTY = "third_party"
    ADDRESSES = "addresses"
    NAMES_UNCHECKED = "names_unchecked"
    SPELLING = "spelling"
    BIAS = "bias"
    PLAIN = "plain"
    SENTENCES = "sentences"
    TONE = "tone"


TITLES: Final = {
    Rule.CONTACTS: "Personal contact details",
    Rule.LINKS: "Links",
    Rule.COURTS: "Matters before the courts",
    Rule.CONFIDENTIAL: "Confidential advice and law in preparation",
    Rule.THIRD_PARTY: "Other people",
    Rule.ADDRESSES: "Addresses",
    Rule.NAMES_UNCHECKED: "Names were not checked",
    Rule.SPELLING: "Canadian spelling",
    Rule.BIAS: "Words that leave people out",
    Rule.PLAIN: "Plain words",
    Rule.SENTENCES: "How hard it is to read",
    Rule.TONE: "Tone",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the text (code points, the end exclusive), and why somebody noticed it."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Concern:
    """One finding. `start == end` when it is about the text as a whole; `instead` may be ''."""

    rule: Rule
    weight: Weight
    start: int
    end: int
    reason: str
    instead: str = ""


@dataclass(frozen=True)
class Context:
    """What the check must know beside the text.

    `staff_domains`: whose addresses and links pass. `agency_lines`: telephone numbers, digits only,
    that the Province gives out. `agency_words`: addresses and other lines that were published
    already. `people`: where the detector saw other people, `names_checked` whether it could look
    for names. `authority`: the law that lets the text speak of them, '' for none.
    """

    staff_domains: tuple[str, ...] = ("gov.bc.ca",)
    agency_lines: frozenset[str] = frozenset()
    agency_words: tuple[str, ...] = ()
    people: tuple[Spot, ...] = ()
    names_checked: bool = True
    authority: str = ""


def by_rule(concerns: Sequence[Concern]) -> tuple[tuple[Rule, tuple[Concern, ...]], ...]:
    """The concerns of each rule together, in the order of the rules."""
    grouped = {rule: tuple(one for one in concerns if one.rule is rule) for rule in Rule}
    return tuple((rule, found) for rule, found in grouped.items() if found)


def is_within(host: str, domains: Sequence[str]) -> bool:
    """Whether a host is one of the domains or lies below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
