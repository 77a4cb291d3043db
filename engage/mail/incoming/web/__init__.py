"""Staff pages on mail that came in: to be placed, filed apart, or not read; correspondence."""

from engage.mail.incoming.web import correspondence, item, lists, settling  # noqa: F401  routes
from engage.mail.incoming.web.blueprint import blueprint

__all__ = ["blueprint"]
