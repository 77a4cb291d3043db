"""Staff pages of updates: list, draft, approvals, publishing and taking one from view."""

from engage.updates.web import approvals, drafting, publishing
from engage.updates.web.blueprint import blueprint

__all__ = ["approvals", "blueprint", "drafting", "publishing"]
