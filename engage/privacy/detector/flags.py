"""What a scan brings back: stretches of text, whose they are, and why they were noticed (R27).

A flag holds no text, so it can be kept, sent and logged where the text must not be.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FlagKind(StrEnum):
    PERSON = "PERSON"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    SIN = "SIN"
    PHN = "PHN"
    POSTAL_CODE = "POSTAL_CODE"
    STREET_ADDRESS = "STREET_ADDRESS"
    HEALTH = "HEALTH"
    DOB = "DOB"
    LICENCE_PLATE = "LICENCE_PLATE"
    CASE_NUMBER = "CASE_NUMBER"
    CREDIT_CARD = "CREDIT_CARD"
    IP = "IP"
    URL_PROFILE = "URL_PROFILE"
    EMPLOYER_ROLE = "EMPLOYER_ROLE"


class Whose(StrEnum):
    SELF = "self"
    THIRD = "third"
    PUBLIC = "public"
    """Ministers, historical figures, agency lines: nothing that must be removed."""


class Label(StrEnum):
    NONE = "none"
    SELF = "self_pi"
    THIRD = "third_party_pi"
    BOTH = "both"

    @classmethod
    def of(cls, owners: Iterable[Whose]) -> "Label":
        found = set(owners)
        if Whose.THIRD in found:
            return cls.BOTH if Whose.SELF in found else cls.THIRD
        return cls.SELF if Whose.SELF in found else cls.NONE


@dataclass(frozen=True, slots=True)
class Flag:
    """A stretch of text in code points, the end exclusive; `reason` is said to moderators."""

    start: int
    end: int
    kind: FlagKind
    whose: Whose
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """All flags of one text in its order; `has_names` says whether the model took part."""

    label: Label
    flags: tuple[Flag, ...]
    has_names: bool
