"""Words for what accounts keep as codes: browsers, roles, ways of signing in. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from engage.accounts.rules import AlarmKind, SignInMethod
from engage.core.permissions import Grant, Role

# The first that a user agent names: most of them claim to be several.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Chromium", "Chromium"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)

_METHODS: Final[Mapping[str, str]] = {
    SignInMethod.PASSWORD: "password and code",
    SignInMethod.PASSKEY: "passkey",
    SignInMethod.SSO: "identity provider",
    SignInMethod.RECOVERY: "password and recovery code",
}

ROLE_WORDS: Final[Mapping[Role, str]] = {
    Role.ADMINISTRATOR: "Administrator",
    Role.ENGAGEMENT_LEAD: "Engagement lead",
    Role.MODERATOR: "Moderator",
    Role.PRIVACY_OFFICER: "Privacy officer",
    Role.SECURITY_OFFICER: "Information security officer",
    Role.COMMUNICATIONS_DIRECTOR: "Communications director",
    Role.EXECUTIVE_DIRECTOR_ENGAGEMENT: "Executive Director, Citizen Engagement",
    Role.EXECUTIVE_DIRECTOR_DIGITAL: "Executive Director, Digital Communications",
    Role.DEPUTY_MINISTER: "Deputy minister",
    Role.APPROVER: "Approver",
    Role.MINISTRY_VIEWER: "Ministry viewer",
}


def browser_words(user_agent: str) -> str:
    """'Firefox, Windows': enough to know one's own browser again, too little to follow anybody.

    Words of ours only, so nothing that a client sends is kept or shown.
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system)))


def method_words(method: str) -> str:
    """'password and code', 'passkey'."""
    return _METHODS.get(method, "another way")


def alarm_words(kind: str, failures: int, name: str) -> tuple[str, str]:
    """What happened, and what to do about it."""
    if kind == AlarmKind.BREAK_GLASS:
        return (
            f"The account for emergencies of {name} was used to sign in.",
            "Ask why. When the emergency is over, set its password and authenticator app anew.",
        )
    if kind == AlarmKind.COPIED_PASSKEY:
        return (
            f"A passkey of {name} was refused: it seems that there is a copy of it.",
            "Ask its owner to remove it, and to look where they are signed in.",
        )
    return (
        f"{failures:,} sign-ins failed within 15 minutes, from all addresses together.",
        "Look in the audit which accounts were tried. Nobody is locked out.",
    )


def alarms_words(count: int) -> str:
    """'1 alarm about signing in', '3 alarms about signing in'"""
    return f"{count:,} alarm{'' if count == 1 else 's'} about signing in"


def grant_words(grants: Iterable[Grant], ministries: Mapping[int, str]) -> tuple[str, ...]:
    """'Moderator, Ministry of Health'; 'Administrator, all ministries'; sorted."""
    return tuple(
        sorted(
            f"{ROLE_WORDS[grant.role]}, {_where(grant.ministry_id, ministries)}" for grant in grants
        )
    )


def _where(ministry_id: int | None, ministries: Mapping[int, str]) -> str:
    return "all ministries" if ministry_id is None else ministries.get(ministry_id, "a ministry")
