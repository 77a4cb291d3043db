"""Use cases of the moderator: decide, undo, take from view, note, tell the author; and of those who
look after what was taken out of texts.
"""

from engage.moderation.service.campaigns import decide_campaign
from engage.moderation.service.deciding import decide, unpublish
from engage.moderation.service.messages import draft_message
from engage.moderation.service.notes import add_note
from engage.moderation.service.purging import purge_due
from engage.moderation.service.quarantine import reveal
from engage.moderation.service.standing import count_reason
from engage.moderation.service.undoing import undo, undoable

__all__ = [
    "add_note",
    "count_reason",
    "decide",
    "decide_campaign",
    "draft_message",
    "purge_due",
    "reveal",
    "undo",
    "undoable",
    "unpublish",
]
