"""Staff pages of updates: list, draft, approvals, publishing, planning, withdrawing."""

from engage.updates.web import approvals, drafting, planning, publishing
from engage.updates.web.blueprint import blueprint

__all__ = ["approvals", "blueprint", "drafting", "planning", "publishing"]
