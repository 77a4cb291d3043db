"""What is asked about quotations, their register and consents."""

from engage.reuse.queries.told import KnownRemoved, ToldQuotation, known_removed, told_quotations

__all__ = ["KnownRemoved", "ToldQuotation", "known_removed", "told_quotations"]
