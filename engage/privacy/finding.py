"""What a search of typed text brings back. Spans are code points, the end exclusive."""

from dataclasses import dataclass
from enum import StrEnum

from engage.core.language import marked


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
    ContactKind.EMAIL: marked("This looks like an e-mail address."),
    ContactKind.PHONE: marked("This looks like a telephone number."),
    ContactKind.SIN: marked("This looks like a social insurance number."),
    ContactKind.PHN: marked("This looks like a personal health number."),
    ContactKind.CREDIT_CARD: marked("This looks like the number of a payment card."),
    ContactKind.POSTAL_CODE: marked("This looks like a postal code."),
    ContactKind.STREET_ADDRESS: marked("This looks like a street or mailing address."),
    ContactKind.IP: marked("This looks like the internet address of a computer."),
    ContactKind.PERSON: marked("This seems to name another person."),
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
