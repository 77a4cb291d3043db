"""The registers' staff pages."""

from engage.outreach.web import entries, tools
from engage.outreach.web.blueprint import blueprint

__all__ = ["blueprint", "entries", "tools"]
