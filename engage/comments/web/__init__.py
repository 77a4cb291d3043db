"""The citizen's pages: write a comment, and look after it by its receipt; and the staff's one page
on how the form is defended."""

from engage.comments.web import beginning, defences, proof, receipt, withdrawing, writing
from engage.comments.web.blueprint import blueprint

__all__ = ["beginning", "blueprint", "defences", "proof", "receipt", "withdrawing", "writing"]
