"""The citizen's pages: write a comment, and look after it by its receipt."""

from engage.comments.web import proof, receipt, writing
from engage.comments.web.blueprint import blueprint

__all__ = ["blueprint", "proof", "receipt", "writing"]
