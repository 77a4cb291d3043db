"""What the audit says about one account, in words for administrators. Pure."""

from collections.abc import Mapping
from typing import Final

from engage.accounts.administrators import grant_of
from engage.accounts.wording import grant_words, method_words

Detail = Mapping[str, str | int | bool | None]

_WORDS: Final = {
    "person.created": "Account made",
    "person.invited": "Link sent or handed over",
    "person.link_revoked": "Link taken back",
    "person.joined": "Password and app set by link",
    "person.disabled": "Account disabled",
    "person.enabled": "Account enabled again",
    "person.password_set": "Password set",
    "person.totp_enrolled": "Authenticator app set up",
    "person.recovery_codes_made": "Recovery codes made",
    "person.passkeys_removed": "Passkeys removed",
    "person.access_kept": "Access kept in the review",
    "person.name_changed": "Name changed by IDIR",
    "person.sso_linked": "Linked with IDIR",
    "person.passkey_added": "Passkey added",
    "person.calendar_link_made": "Address for a calendar program made",
    "person.calendar_link_ended": "Address for a calendar program ended",
    "person.passkey_removed": "Passkey removed",
    "staff.signed_out": "Signed out",
    "staff.sign_in_failed": "Sign-in refused",
    "staff.session_ended": "One session ended",
    "staff.break_glass_used": "Account for emergencies used",
    "staff.passkey_copied": "A copy of a passkey was used",
    "staff.confirmed": "Proved again to be there",
    "staff.recovery_code_used": "Recovery code used",
    "document.acknowledged": "Rules acknowledged",
}
_IDIR: Final = {
    "person.role_given": "Role given by IDIR",
    "person.role_taken": "Role taken away by IDIR",
    "person.role_refused": "Role of IDIR not given, as there are two administrators",
    "person.role_kept": "Role not taken away for IDIR, as nobody else is administrator",
}


def history_words(action: str, detail: Detail, ministries: Mapping[int, str]) -> str:
    """One line; an action that is not known here is named as it is kept."""
    if action == "person.roles_changed":
        before = _roles(detail.get("before"), ministries)
        after = _roles(detail.get("after"), ministries)
        return f"Roles changed from {before} to {after}"
    if action in _IDIR:
        ministry = f"@{detail['ministry']}" if detail.get("ministry") else ""
        key = f"{detail.get('role')}{ministry}"
        return f"{_IDIR[action]}: {_roles(key, ministries)}"
    if action == "staff.signed_in":
        method = detail.get("method")
        return f"Signed in by {method_words(str(method))}" if method else "Signed in"
    if action == "staff.sessions_ended":
        count = detail.get("sessions")
        return f"Signed out everywhere ({count} {'session' if count == 1 else 'sessions'})"
    return _WORDS.get(action) or action.replace(".", ": ").replace("_", " ").capitalize()


def _roles(keys: str | int | bool | None, ministries: Mapping[int, str]) -> str:
    grants = [grant_of(key) for key in str(keys or "").split(", ")]
    words = grant_words([one for one in grants if one is not None], ministries)
    return "; ".join(words) or "none"
