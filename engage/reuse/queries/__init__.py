"""What is asked about quotations, their register and consents."""

from engage.reuse.queries.told import (
    KnownKept,
    KnownRemoved,
    ToldQuotation,
    known_kept,
    known_removed,
    told_quotations,
)

__all__ = [
    "KnownKept",
    "KnownRemoved",
    "ToldQuotation",
    "known_kept",
    "known_removed",
    "told_quotations",
]
