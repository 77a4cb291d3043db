"""Settings of single sign-on: read together, every fault told, no secret in any."""

from pathlib import Path

import pytest

from engage.core.permissions import Role
from engage.core.settings import SettingsError, load_settings
from engage.core.sso_settings import OidcSettings, RoleMapping

ISSUER = "https://loginproxy.gov.bc.ca/auth/realms/standard"


def env(tmp_path: Path, **more: str) -> dict[str, str]:
    values = {
        "ENGAGE_VAR_DIR": str(tmp_path),
        "ENGAGE_OIDC_ISSUER": ISSUER,
        "ENGAGE_OIDC_CLIENT_ID": "engage-4711",
        "ENGAGE_OIDC_CLIENT_SECRET": "not-to-be-seen",
        "ENGAGE_OIDC_ROLES": "engage-moderator=moderator, engage-tran-lead=engagement_lead:TRAN",
    }
    return values | more


def faults_of(values: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(values)
    return "\n".join(caught.value.faults)


def test_without_an_issuer_there_is_no_single_sign_on(tmp_path: Path) -> None:
    assert load_settings({"ENGAGE_VAR_DIR": str(tmp_path)}).oidc is None


def test_the_roles_of_the_provider_are_mapped(tmp_path: Path) -> None:
    assert load_settings(env(tmp_path)).oidc == OidcSettings(
        ISSUER,
        "engage-4711",
        "not-to-be-seen",
        (
            RoleMapping("engage-moderator", Role.MODERATOR),
            RoleMapping("engage-tran-lead", Role.ENGAGEMENT_LEAD, "TRAN"),
        ),
    )


def test_every_fault_is_told_at_once_and_no_secret(tmp_path: Path) -> None:
    told = faults_of(
        env(
            tmp_path,
            ENGAGE_OIDC_ISSUER="http://loginproxy.gov.bc.ca/auth",
            ENGAGE_OIDC_CLIENT_ID="",
            ENGAGE_OIDC_CLIENT_SECRET="hunter two",
            ENGAGE_OIDC_ROLES="moderator,a=emperor,b=moderator:,=moderator",
        )
    )
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        assert told.count(f"ENGAGE_OIDC_{name}:") == 1, told
    assert told.count("ENGAGE_OIDC_ROLES:") == 4
    assert "no role 'emperor' here" in told
    assert "hunter" not in told


@pytest.mark.parametrize(
    "issuer",
    [
        "loginproxy.gov.bc.ca",
        "https://",
        "https://user:word@sso.example/realm",
        "https://sso.example/realm?x=1",
        "https://sso.example/realm#x",
        "https://sso.example:0/realm",
        "https://[sso.example/realm",
        "ftp://sso.example",
        "http://sso.example",
    ],
)
def test_an_issuer_that_is_no_safe_address_is_refused(tmp_path: Path, issuer: str) -> None:
    assert "ENGAGE_OIDC_ISSUER" in faults_of(env(tmp_path, ENGAGE_OIDC_ISSUER=issuer))


def test_plain_http_is_for_the_developers_own_machine(tmp_path: Path) -> None:
    local = env(tmp_path, ENGAGE_OIDC_ISSUER="http://127.0.0.1:8081/realm")
    assert load_settings(local).oidc is not None
    assert "ENGAGE_OIDC_ISSUER" in faults_of(local | {"ENGAGE_ENV": "production"})


def test_the_secret_does_not_show(tmp_path: Path) -> None:
    assert "not-to-be-seen" not in repr(load_settings(env(tmp_path)))
