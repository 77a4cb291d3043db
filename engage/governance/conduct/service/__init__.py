"""Use cases of conduct: conflicts of interest, and approvals that stand for a while."""

from engage.governance.conduct.service.conflicts import (
    InConflict,
    conflicts_held,
    end_conflict,
    may_end,
    may_read_reason,
    record_conflict,
    refuse_in_conflict,
    see_conflict,
    words_of,
)
from engage.governance.conduct.service.signing import Signature, signature_of
from engage.governance.conduct.service.standing import (
    countersign,
    end_approval,
    give_approval,
    may_countersign,
    may_end_approval,
)

__all__ = [
    "InConflict",
    "Signature",
    "conflicts_held",
    "countersign",
    "end_approval",
    "end_conflict",
    "give_approval",
    "may_countersign",
    "may_end",
    "may_end_approval",
    "may_read_reason",
    "record_conflict",
    "refuse_in_conflict",
    "see_conflict",
    "signature_of",
    "words_of",
]
