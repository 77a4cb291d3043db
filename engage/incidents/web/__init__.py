"""Staff pages of incidents."""

from engage.incidents.web import contacts, export, handling, opening
from engage.incidents.web.blueprint import blueprint

__all__ = ["blueprint", "contacts", "export", "handling", "opening"]
