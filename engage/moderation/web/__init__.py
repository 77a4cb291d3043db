"""Staff pages of moderation: the queue and what is decided there, one comment, an engagement's."""

from engage.moderation.web import (
    campaign,
    claims,
    comments,
    decided,
    deciding,
    keys,
    language,
    moving,
    quarantine,
    queue,
    sought,
    words,
)
from engage.moderation.web.blueprint import blueprint

__all__ = [
    "blueprint",
    "campaign",
    "claims",
    "comments",
    "decided",
    "deciding",
    "keys",
    "language",
    "moving",
    "quarantine",
    "queue",
    "sought",
    "words",
]
