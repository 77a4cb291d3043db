"""The pages of followers: ask, confirm or change, end; and how many follow, for the staff."""

from engage.following.web import asking, links, staff
from engage.following.web.blueprint import blueprint

__all__ = ["asking", "blueprint", "links", "staff"]
