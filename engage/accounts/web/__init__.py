"""Pages of staff accounts; importing a room adds its views to the blueprint."""

from engage.accounts.web import (  # noqa: F401  add their views
    account,
    alarms,
    calendar_link,
    changing,
    inviting,
    joining,
    ministries,
    passkeys,
    people,
    review,
    signing_in,
    sso,
)
from engage.accounts.web.browser import blueprint, init_accounts, signed_in
from engage.accounts.web.confirming import confirmed

__all__ = ["blueprint", "confirmed", "init_accounts", "signed_in"]
