"""The staff pages of elections, and the notice that public pages wear meanwhile."""

from engage.governance.elections.web import banner
from engage.governance.elections.web.blueprint import blueprint

__all__ = ["banner", "blueprint"]
