"""Addresses that other sites and programs read."""

from engage.sharing.web import feeds
from engage.sharing.web.blueprint import blueprint

__all__ = ["blueprint", "feeds"]
