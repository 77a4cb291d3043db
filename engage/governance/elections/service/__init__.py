"""Use cases of elections: set a period, hold, release, grant exceptions, show comments or not."""

from engage.governance.elections.service.asking import election_verdict
from engage.governance.elections.service.excepting import (
    Asked,
    ask_exception,
    grant_exception,
    revoke_exception,
)
from engage.governance.elections.service.holding import (
    hold_new_comments,
    hold_opening,
)
from engage.governance.elections.service.releasing import approve_again, drop_item
from engage.governance.elections.service.setting import (
    Dates,
    change_period,
    set_period,
    withdraw_period,
)
from engage.governance.elections.service.showing import show_comments_in_elections

__all__ = [
    "Asked",
    "Dates",
    "approve_again",
    "ask_exception",
    "change_period",
    "drop_item",
    "election_verdict",
    "grant_exception",
    "hold_new_comments",
    "hold_opening",
    "revoke_exception",
    "set_period",
    "show_comments_in_elections",
    "withdraw_period",
]
