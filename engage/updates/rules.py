"""What an update needs before the public reads it, and its address. Pure."""

from collections.abc import Collection, Iterator
from typing import Final

from engage.core.text import is_blank
from engage.engagements.rules import SLUG_LENGTH, UpdateContent, slug_fault
from engage.engagements.slugs import suggested_slug

__all__ = ["RESERVED_SLUGS", "UpdateContent", "free_slug", "gaps", "update_slug_fault"]

RESERVED_SLUGS: Final = frozenset({"new", "feed"})
UNNAMED: Final = "update"


def update_slug_fault(slug: str) -> str | None:
    """Why an address cannot be used, as a sentence; None: it can."""
    if slug in RESERVED_SLUGS:
        return f"The address '{slug}' is kept for another page. Choose another."
    return slug_fault(slug, is_topic=False)


def free_slug(title: str, taken: Collection[str]) -> str:
    """An address made of the title that no other update of the engagement has."""
    wanted = suggested_slug(title) or UNNAMED
    refused = RESERVED_SLUGS | set(taken)
    if wanted not in refused:
        return wanted
    number = 2
    while (slug := f"{wanted[: SLUG_LENGTH - 8]}-{number}") in refused:
        number += 1
    return slug


def gaps(content: UpdateContent) -> Iterator[tuple[str, str]]:
    """What has to be written before anybody reads it, as (form field, sentence)."""
    if is_blank(content.title):
        yield "title", "Give the update a title."
    if is_blank(content.summary):
        yield "summary", "Say in one or two sentences what is new: lists show it."
    if is_blank(content.body):
        yield "body", "Write the text of the update."
