"""Pages of staff accounts; importing a room adds its views to the blueprint."""

from engage.accounts.web import signing_in  # noqa: F401  adds its views
from engage.accounts.web.browser import blueprint, init_accounts, signed_in

__all__ = ["blueprint", "init_accounts", "signed_in"]
