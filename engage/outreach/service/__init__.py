"""Keeping the registers: every change asks who may, and leaves its before and after."""

from engage.outreach.service.entries import (
    add_entry,
    change_entry,
    confirm_entry,
    list_entry,
    retire_entry,
    undo_entry,
)
from engage.outreach.service.tools import add_tool, change_tool, confirm_tool, undo_tool

__all__ = [
    "add_entry", "add_tool", "change_entry", "change_tool", "confirm_entry", "confirm_tool",
    "list_entry", "retire_entry", "undo_entry", "undo_tool",
]  # fmt: skip
