"""Keeping people from being singled out: what may be said of them, and what may be counted."""
