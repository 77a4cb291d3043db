"""Pages of keying in and importing. Each module adds its views to the one blueprint."""

from engage.avenues.web import importing, keyed
from engage.avenues.web.blueprint import blueprint

__all__ = ["blueprint", "importing", "keyed"]
