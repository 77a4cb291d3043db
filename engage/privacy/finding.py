"""What a search of typed text brings back. Spans are code points, the end exclusive."""

from dataclasses import dataclass
from enum import StrEnum


class ContactKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    SIN = "sin"
    PHN = "phn"
    CREDIT_CARD = "credit_card"
    POSTAL_CODE = "postal_code"
    STREET_ADDRESS = "street_address"
    IP = "ip"
    PERSON = "person"
    """Never by `find_contacts`: see `people.find_people_quickly`."""


_REASONS = {
    ContactKind.EMAIL: "This looks like an e-mail address.",
    ContactKind.PHONE: "This looks like a telephone number.",
    ContactKind.SIN: "This looks like a social insurance number.",
    ContactKind.PHN: "This looks like a personal health number.",
    ContactKind.CREDIT_CARD: "This looks like the number of a payment card.",
    ContactKind.POSTAL_CODE: "This looks like a postal code.",
    ContactKind.STREET_ADDRESS: "This looks like a street or mailing address.",
    ContactKind.IP: "This looks like the internet address of a computer.",
    ContactKind.PERSON: "This seems to name another person.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text and, in words for its author, why it was noticed. It holds no text."""

    kind: ContactKind
    start: int
    end: int
    reason: str

    @classmethod
    def of(cls, kind: ContactKind, start: int, end: int) -> "Finding":
        return cls(kind, start, end, _REASONS[kind])
