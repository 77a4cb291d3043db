"""Posts written on WordPress that become topics or updates here: what is chosen, what came."""

from engage.wordpress.service.sources.choosing import (
    CHOOSING_ROLES,
    add_source,
    end_source,
    keep_categories,
    look_at_categories,
    look_now,
)
from engage.wordpress.service.sources.settling import ours_of_draft, settle_draft
from engage.wordpress.service.sources.taking import (
    Seen,
    kept_pictures,
    note_read,
    note_seen,
    record_post_in,
    record_withdrawn,
)

__all__ = [
    "CHOOSING_ROLES",
    "Seen",
    "add_source",
    "end_source",
    "keep_categories",
    "kept_pictures",
    "look_at_categories",
    "look_now",
    "note_read",
    "note_seen",
    "ours_of_draft",
    "record_post_in",
    "record_withdrawn",
    "settle_draft",
]
