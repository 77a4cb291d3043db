"""Staff pages of themes: the codebook, coding, agreement, comments by theme, suggestions."""

from engage.coding.web import changing, codebook, coding, searching, settling, suggesting
from engage.coding.web.blueprint import blueprint

__all__ = ["blueprint", "changing", "codebook", "coding", "searching", "settling", "suggesting"]
