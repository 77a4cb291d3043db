"""Staff pages of translations: languages, texts, approvals, publishing."""

from engage.multilingual.web import approvals, publishing, writing
from engage.multilingual.web.blueprint import blueprint

__all__ = ["approvals", "blueprint", "publishing", "writing"]
