"""What the audit says about an account, in words; nothing that is kept there breaks the page."""

import pytest

from engage.accounts.history import history_words

NAMES = {3: "Ministry of Health"}


@pytest.mark.parametrize(
    ("action", "detail", "words"),
    [
        ("person.disabled", {}, "Account disabled"),
        (
            "person.roles_changed",
            {"before": "", "after": "moderator, privacy_officer@3"},
            "Roles changed from none to Moderator, all ministries;"
            " Privacy officer, Ministry of Health",
        ),
        (
            "person.role_given",
            {"role": "moderator", "ministry": 3, "source": "sso"},
            "Role given by IDIR: Moderator, Ministry of Health",
        ),
        ("staff.signed_in", {"method": "passkey"}, "Signed in by passkey"),
        ("staff.signed_in", {}, "Signed in"),
        ("staff.sessions_ended", {"sessions": 1}, "Signed out everywhere (1 session)"),
        ("person.became_a_bird", {"wings": 2}, "Person: became a bird"),
        ("person.roles_changed", {"before": "emperor", "after": "x@y"},
         "Roles changed from none to none"),
    ],
)  # fmt: skip
def test_each_entry_is_one_line(
    action: str, detail: dict[str, str | int | bool | None], words: str
) -> None:
    assert history_words(action, detail, NAMES) == words
