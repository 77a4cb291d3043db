"""Staff pages on WordPress, and the way in for its own calls."""

from engage.wordpress.web import choices, differences, hook, overview  # noqa: F401  its views are on the blueprint
from engage.wordpress.web.blueprint import blueprint

__all__ = ["blueprint"]
