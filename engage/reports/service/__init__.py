"""Use cases of reports: ask for one, build and keep it or its refusal, approve and release it, hand
out its files and take them back.

Nothing is handed out before the leak gate has read the very bytes (`making.make`). What a build
keeps is written in short transactions, however large it is.
"""

from engage.reports.service.asking import (
    NOTHING_TO_CANCEL,
    UNDER_WAY,
    cancel,
    first_week_for,
    hangs,
    opened_at,
    order_of,
    request_report,
    usual_for,
)
from engage.reports.service.building import (
    TAKEN,
    TRIES,
    Abandoned,
    Attempt,
    Leaking,
    OutOfDate,
    begin,
    build,
    made_and_stored,
)
from engage.reports.service.differing import Compared, compared
from engage.reports.service.ending import SWEEP, clear, give_up
from engage.reports.service.handing_out import (
    Handed,
    download,
    is_stale,
    may_read,
    parts_of,
    public_file,
    take_back,
)
from engage.reports.service.reach import (
    RELEASE_ROLES,
    ROLES,
    WITHDRAWING_ROLES,
    engagement_with_releases,
    may_build,
    readable_engagement,
    readable_within,
    released_within,
)
from engage.reports.service.releasing import (
    Unapproved,
    ask_for_approval,
    ask_no_more,
    draft_of,
    hold_still,
    lacking,
    name_correction,
    release,
    seen_hash,
    unapproved_steps,
    withdraw,
)
from engage.reports.service.signing_off import (
    end_sign_off,
    may_sign,
    sign_off,
    sign_off_in_force,
)
from engage.reports.states import UNDER_WAY_STATES, State

__all__ = [
    "NOTHING_TO_CANCEL",
    "RELEASE_ROLES",
    "ROLES",
    "SWEEP",
    "TAKEN",
    "TRIES",
    "UNDER_WAY",
    "UNDER_WAY_STATES",
    "WITHDRAWING_ROLES",
    "Abandoned",
    "Attempt",
    "Compared",
    "Handed",
    "Leaking",
    "OutOfDate",
    "State",
    "Unapproved",
    "ask_for_approval",
    "ask_no_more",
    "begin",
    "build",
    "cancel",
    "clear",
    "compared",
    "download",
    "draft_of",
    "end_sign_off",
    "engagement_with_releases",
    "first_week_for",
    "give_up",
    "hangs",
    "hold_still",
    "is_stale",
    "lacking",
    "made_and_stored",
    "may_build",
    "may_read",
    "may_sign",
    "name_correction",
    "opened_at",
    "order_of",
    "parts_of",
    "public_file",
    "readable_engagement",
    "readable_within",
    "release",
    "released_within",
    "request_report",
    "seen_hash",
    "sign_off",
    "sign_off_in_force",
    "take_back",
    "unapproved_steps",
    "usual_for",
    "withdraw",
]
