"""What may give somebody away in a quotation: recall first. `docs/reuse.md` has the figures."""

from engage.reuse.finding.finder import Found, find

__all__ = ["Found", "find"]
