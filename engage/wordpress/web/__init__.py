"""Staff pages on WordPress, and the way in for its own calls."""

from engage.wordpress.web import (  # noqa: F401  their views are on the blueprint
    choices,
    differences,
    drift,
    hook,
    overview,
    sources,
)
from engage.wordpress.web.blueprint import blueprint

__all__ = ["blueprint"]
