"""The leak gate: opens finished files and refuses them if anything known of a person is there."""

from engage.reports.leaks.gate import Gate, Leak, Progress, find_leaks, readable_text
from engage.reports.leaks.held import Holder, place_of
from engage.reports.leaks.index import Index
from engage.reports.leaks.kinds import CONTACTS, Identifier, Kind
from engage.reports.leaks.readers import Source, UnreadableFile

__all__ = [
    "CONTACTS", "Gate", "Holder", "Identifier", "Index", "Kind", "Leak", "Progress", "Source",
    "UnreadableFile", "find_leaks", "place_of", "readable_text",
]  # fmt: skip
