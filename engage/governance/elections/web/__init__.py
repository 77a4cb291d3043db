"""The staff pages of elections, and the notice that public pages wear meanwhile."""

from engage.governance.elections.web import banner, exceptions, held, overview, periods
from engage.governance.elections.web.blueprint import blueprint

__all__ = ["banner", "blueprint", "exceptions", "held", "overview", "periods"]
