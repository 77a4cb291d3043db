"""Staff pages of moderation: the queue, one comment, an engagement's comments."""

from engage.moderation.web import comments, queue
from engage.moderation.web.blueprint import blueprint

__all__ = ["blueprint", "comments", "queue"]
