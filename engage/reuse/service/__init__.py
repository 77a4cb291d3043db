"""Use cases of quotations, their second person, the register of reuse, and consents."""

from engage.reuse.service.choosing import (
    Marked,
    Place,
    bring,
    change,
    choose,
    move,
    propose,
    remove,
    restore,
)
from engage.reuse.service.consents import (
    name_of,
    readable_consent,
    record_consent,
    withdraw_consent,
)
from engage.reuse.service.deciding import decide, may_decide
from engage.reuse.service.looking import findings
from engage.reuse.service.registering import (
    note_export,
    readable_within,
    record_use,
    register_report_use,
    strike,
)

__all__ = [
    "Marked",
    "Place",
    "bring",
    "change",
    "choose",
    "decide",
    "findings",
    "may_decide",
    "move",
    "name_of",
    "note_export",
    "propose",
    "readable_consent",
    "readable_within",
    "record_consent",
    "record_use",
    "register_report_use",
    "remove",
    "restore",
    "strike",
    "withdraw_consent",
]
