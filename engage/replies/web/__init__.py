"""Staff pages of replies: write one, all of them, published questions, who speaks on what."""

from engage.replies.web import actions, compose, lists, questions, speakers, standing
from engage.replies.web.blueprint import blueprint

__all__ = ["actions", "blueprint", "compose", "lists", "questions", "speakers", "standing"]
