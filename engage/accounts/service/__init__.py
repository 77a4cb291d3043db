"""The use cases of accounts, by subject: people, signing in, sessions, and the demo's seed."""

from engage.accounts.service.people import (
    acting_person,
    create_person,
    disable_person,
    ensure_ministry,
    set_grants,
)
from engage.accounts.service.secrets import (
    enrol_totp,
    refuse_unfit_password,
    set_password,
    totp_secret,
)
from engage.accounts.service.seed import ensure_person
from engage.accounts.service.sessions import (
    LiveSession,
    SessionToken,
    end_all_sessions,
    end_session,
    live_session,
    load_session,
    touch_session,
)
from engage.accounts.service.signing_in import (
    Attempt,
    SignInOutcome,
    forget_attempts,
    sign_in,
)

__all__ = [
    "Attempt",
    "LiveSession",
    "SessionToken",
    "SignInOutcome",
    "acting_person",
    "create_person",
    "disable_person",
    "end_all_sessions",
    "end_session",
    "enrol_totp",
    "ensure_ministry",
    "ensure_person",
    "forget_attempts",
    "live_session",
    "load_session",
    "refuse_unfit_password",
    "set_grants",
    "set_password",
    "sign_in",
    "totp_secret",
    "touch_session",
]
