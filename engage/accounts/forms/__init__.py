"""The forms of staff accounts, a room for each page."""
