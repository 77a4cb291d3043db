"""The settings of signing in."""

from pathlib import Path

import pytest

from engage.core.settings import LocalSignIn, SettingsError, load_settings


def test_by_default_everybody_signs_in_and_passwords_last(tmp_path: Path) -> None:
    settings = load_settings({"ENGAGE_VAR_DIR": str(tmp_path)})
    assert (settings.local_sign_in, settings.password_days) == (LocalSignIn.EVERYONE, 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENGAGE_LOCAL_SIGN_IN", "nobody"),
        ("ENGAGE_LOCAL_SIGN_IN", "break_glass"),  # nobody else could come in at all
        ("ENGAGE_PASSWORD_DAYS", "-1"),
        ("ENGAGE_PASSWORD_DAYS", "ninety"),
    ],
)
def test_a_slip_is_told_and_opens_nothing(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as told:
        load_settings({"ENGAGE_VAR_DIR": str(tmp_path), name: value})
    assert [fault.partition(":")[0] for fault in told.value.faults] == [name]
    assert told.value.partial.local_sign_in in (LocalSignIn.EVERYONE, LocalSignIn.BREAK_GLASS)
    if name == "ENGAGE_LOCAL_SIGN_IN":
        assert told.value.partial.local_sign_in is LocalSignIn.BREAK_GLASS
