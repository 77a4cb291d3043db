"""The use cases of accounts, by subject: people, signing in, sessions, and the demo's seed."""

from engage.accounts.service.confirming import ConfirmOutcome, confirm_by_code
from engage.accounts.service.entering import enter
from engage.accounts.service.people import (
    acting_person,
    create_person,
    disable_person,
    ensure_ministry,
    set_grants,
)
from engage.accounts.service.recovery import make_recovery_codes
from engage.accounts.service.secrets import (
    enrol_totp,
    prepare_password,
    refuse_unfit_password,
    set_password,
    store_password,
    totp_secret,
)
from engage.accounts.service.seed import ensure_person
from engage.accounts.service.sessions import (
    LiveSession,
    SessionToken,
    confirm_session,
    end_all_sessions,
    end_one_session,
    end_session,
    live_session,
    load_session,
    touch_session,
)
from engage.accounts.service.signing_in import (
    Attempt,
    SignInOutcome,
    sign_in,
)
from engage.accounts.service.throttling import forget_attempts

__all__ = [
    "Attempt",
    "ConfirmOutcome",
    "LiveSession",
    "SessionToken",
    "SignInOutcome",
    "acting_person",
    "confirm_by_code",
    "confirm_session",
    "create_person",
    "disable_person",
    "end_all_sessions",
    "end_one_session",
    "end_session",
    "enrol_totp",
    "ensure_ministry",
    "ensure_person",
    "enter",
    "forget_attempts",
    "live_session",
    "load_session",
    "make_recovery_codes",
    "prepare_password",
    "refuse_unfit_password",
    "set_grants",
    "set_password",
    "sign_in",
    "store_password",
    "totp_secret",
    "touch_session",
]
