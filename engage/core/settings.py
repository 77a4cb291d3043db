"""Settings: read once from the environment, checked together, frozen.

Each is declared in `declared.py`. A fault never stops the reading: an operator sees all at once.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfoNotFoundError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from engage.core.dates import zone
from engage.core.declared import DECLARED
from engage.core.development_keys import DATA_KEY_BYTES, FILE_NAME, development_keys
from engage.core.mail_server import MailSettings, mail_address_fault, read_mail_server
from engage.core.mailbox import MailboxSettings, inbox_address_fault, read_mailbox
from engage.core.sso_settings import OidcSettings, client_faults, issuer_fault, read_roles
from engage.core.wordpress_settings import WordPressSettings, read_wordpress

ROOT: Final = Path(__file__).resolve().parents[2]
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
MINIMUM_SECRET: Final = 32
LOGO_ENDINGS: Final = (".svg", ".png")


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LocalSignIn(StrEnum):
    """Who may sign in without the identity provider."""

    EVERYONE = "everyone"
    BREAK_GLASS = "break_glass"


class SettingsError(Exception):
    """One or more broken settings; `faults` holds one line for each.

    `partial` is what could be read, for `engage check` to look further. Nothing may run on it.
    """

    def __init__(self, faults: list[str], partial: "Settings") -> None:
        super().__init__("; ".join(faults))
        self.faults = faults
        self.partial = partial


@dataclass(frozen=True)
class DataKey:
    """One AES-256 key with the name that stands before what it encrypted."""

    key_id: str
    material: bytes = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything configurable, typed; secrets never show in its repr."""

    environment: Environment
    database_url: str = field(repr=False)
    var_dir: Path
    secret_key: str = field(repr=False)
    data_keys: tuple[DataKey, ...] = field(repr=False)
    base_url: str
    trusted_proxies: int
    redis_url: str | None = field(repr=False)
    time_zone: str
    theme: str
    themes_dir: Path
    logo: Path | None
    logo_alt: str
    notices_dir: Path
    staff_domains: tuple[str, ...]
    local_sign_in: LocalSignIn
    password_days: int
    oidc: OidcSettings | None
    wordpress: WordPressSettings | None
    mail: MailSettings | None
    mailbox: MailboxSettings | None
    page_cache: int
    hourly_comments: int
    quick_seconds: int
    response_hours: int
    quarantine_days: int

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_secure(self) -> bool:
        """Whether people reach us by https, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """The settings of `env` (default: the process's); raises SettingsError with every fault."""
    return _Reader(os.environ if env is None else env).settings()


class _Reader:
    """Reads the environment once and gathers the faults."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.faults: list[str] = []
        self.defaults = {declared.name: declared.default for declared in DECLARED}
        for name in sorted(env):
            if name.startswith("ENGAGE_") and env[name] and name not in self.defaults:
                self.faults.append(f"{name}: no such setting")

    def text(self, name: str) -> str:
        return self.env.get(name, "").strip() or self.defaults[name]

    def settings(self) -> Settings:
        environment = self.environment()
        var_dir = self.path("ENGAGE_VAR_DIR")
        database_url = self.database_url(var_dir)
        settings = Settings(
            environment=environment,
            database_url=database_url,
            var_dir=var_dir,
            secret_key=self.secret_key(environment, var_dir),
            data_keys=self.data_keys(environment, var_dir),
            base_url=self.base_url(environment),
            trusted_proxies=self.number("ENGAGE_TRUSTED_PROXIES", 0, 10),
            redis_url=self.redis_url(database_url),
            time_zone=self.time_zone(),
            theme=self.theme(),
            themes_dir=self.directory("ENGAGE_THEMES_DIR"),
            logo=self.logo(),
            logo_alt=self.text("ENGAGE_LOGO_ALT"),
            notices_dir=self.directory("ENGAGE_NOTICES_DIR"),
            staff_domains=self.domains(),
            local_sign_in=self.local_sign_in(),
            password_days=self.number("ENGAGE_PASSWORD_DAYS", 0, 3_650),
            oidc=self.oidc(environment),
            wordpress=self.wordpress(),
            mail=self.mail(),
            mailbox=self.mailbox(),
            page_cache=self.number("ENGAGE_PAGE_CACHE", 0, 100_000),
            hourly_comments=self.number("ENGAGE_HOURLY_COMMENTS", 0, 100_000),
            quick_seconds=self.number("ENGAGE_QUICK_SECONDS", 0, 60),
            response_hours=self.number("ENGAGE_RESPONSE_HOURS", 1, 1_000),
            quarantine_days=self.number("ENGAGE_QUARANTINE_DAYS", 1, 3_650),
        )
        if self.faults:
            raise SettingsError(self.faults, settings)
        return settings

    def environment(self) -> Environment:
        text = self.text("ENGAGE_ENV")
        try:
            return Environment(text)
        except ValueError:
            self.faults.append("ENGAGE_ENV: must be development or production")
            return Environment.PRODUCTION

    def path(self, name: str) -> Path:
        path = Path(self.text(name)).expanduser()
        return path if path.is_absolute() else ROOT / path

    def directory(self, name: str) -> Path:
        path = self.path(name)
        if not path.is_dir():
            self.faults.append(f"{name}: no such directory: {self.text(name)}")
        return path

    def theme(self) -> str:
        name = self.text("ENGAGE_THEME")
        folder = self.path("ENGAGE_THEMES_DIR") / name
        if "/" in name or name.startswith(".") or not (folder / "theme.toml").is_file():
            self.faults.append(f"ENGAGE_THEME: no theme named {name!r} (no theme.toml there)")
        return name

    def logo(self) -> Path | None:
        if not self.text("ENGAGE_LOGO"):
            return None
        path = self.path("ENGAGE_LOGO")
        if not path.is_file() or path.suffix.lower() not in LOGO_ENDINGS:
            self.faults.append("ENGAGE_LOGO: must be a file that ends with .svg or .png")
            return None
        return path

    def number(self, name: str, least: int, most: int) -> int:
        text = self.text(name)
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
        if is_number and least <= int(text) <= most:
            return int(text)
        self.faults.append(f"{name}: must be a whole number from {least} to {most}")
        return least

    def database_url(self, var_dir: Path) -> str:
        url = self.text("ENGAGE_DATABASE_URL") or f"sqlite:///{var_dir / 'engage.db'}"
        if url.startswith("postgresql://"):
            url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            self.faults.append("ENGAGE_DATABASE_URL: must begin sqlite:/// or postgresql://")
        elif url in {"sqlite:///", "sqlite:///:memory:"}:
            self.faults.append("ENGAGE_DATABASE_URL: SQLite needs a file: web and worker share it")
        else:
            return self.whole_database_url(url)
        return url

    def whole_database_url(self, url: str) -> str:
        """A relative SQLite file lies in one place, wherever a command is started from."""
        try:
            parts = make_url(url)
        except (ArgumentError, ValueError):
            # The text of the fault must not carry the password in the address.
            self.faults.append("ENGAGE_DATABASE_URL: is not a readable address")
            return url
        if parts.drivername != "sqlite" or Path(str(parts.database)).is_absolute():
            return url
        return f"sqlite:///{ROOT / url.removeprefix('sqlite:///')}"

    def base_url(self, environment: Environment) -> str:
        url = self.text("ENGAGE_BASE_URL").rstrip("/")
        parts = _web_address(url)
        if parts is None or parts.path or parts.query or parts.fragment:
            self.faults.append("ENGAGE_BASE_URL: must be http(s)://host[:port] without a path")
        elif environment is Environment.PRODUCTION and parts.scheme != "https":
            self.faults.append("ENGAGE_BASE_URL: must be https outside development")
        return url

    def redis_url(self, database_url: str) -> str | None:
        url = self.text("ENGAGE_REDIS_URL")
        if not url:
            return None
        if not url.startswith(("redis://", "rediss://", "unix://")):
            self.faults.append("ENGAGE_REDIS_URL: must begin redis://, rediss:// or unix://")
        if database_url.startswith("sqlite"):
            self.faults.append(
                "ENGAGE_REDIS_URL: several machines need PostgreSQL; SQLite serves one machine"
            )
        return url

    def time_zone(self) -> str:
        name = self.text("ENGAGE_TIME_ZONE")
        try:
            zone(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.faults.append(f"ENGAGE_TIME_ZONE: unknown time zone {name!r}")
        return name

    def domains(self) -> tuple[str, ...]:
        parts = self.text("ENGAGE_STAFF_DOMAINS").lower().split(",")
        domains = tuple(part.strip().lstrip("@") for part in parts if part.strip())
        if not domains or any("." not in domain or "@" in domain for domain in domains):
            self.faults.append("ENGAGE_STAFF_DOMAINS: must be domains, comma separated")
        return domains

    def oidc(self, environment: Environment) -> OidcSettings | None:
        issuer = self.text("ENGAGE_OIDC_ISSUER")
        roles, role_faults = read_roles(self.text("ENGAGE_OIDC_ROLES"))
        self.faults += [f"ENGAGE_OIDC_ROLES: {fault}" for fault in role_faults]
        if not issuer:
            return None
        is_production = environment is Environment.PRODUCTION
        fault = issuer_fault(issuer, LOOPBACK, is_production=is_production)
        if fault:
            self.faults.append(f"ENGAGE_OIDC_ISSUER: {fault}")
        client_id = self.text("ENGAGE_OIDC_CLIENT_ID")
        secret = self.text("ENGAGE_OIDC_CLIENT_SECRET")
        self.faults += [f"{name}: {fault}" for name, fault in client_faults(client_id, secret)]
        return OidcSettings(issuer, client_id, secret, roles)

    def local_sign_in(self) -> LocalSignIn:
        try:
            who = LocalSignIn(self.text("ENGAGE_LOCAL_SIGN_IN"))
        except ValueError:
            self.faults.append("ENGAGE_LOCAL_SIGN_IN: must be everyone or break_glass")
            return LocalSignIn.BREAK_GLASS
        if who is LocalSignIn.BREAK_GLASS and not self.text("ENGAGE_OIDC_ISSUER"):
            self.faults.append("ENGAGE_LOCAL_SIGN_IN: break_glass needs ENGAGE_OIDC_ISSUER")
        return who

    def wordpress(self) -> WordPressSettings | None:
        url = self.text("ENGAGE_WORDPRESS_URL").rstrip("/")
        if not url:
            return None
        parts = _web_address(url)
        if parts is None:
            self.faults.append("ENGAGE_WORDPRESS_URL: must be http(s)://host without a sign-in")
        elif parts.scheme != "https" and parts.hostname not in LOOPBACK:
            self.faults.append("ENGAGE_WORDPRESS_URL: must be https: the password goes there")
        read, faults = read_wordpress(self.text)
        self.faults += faults
        return read

    def mail(self) -> MailSettings | None:
        url, sender = self.text("ENGAGE_SMTP_URL"), self.text("ENGAGE_MAIL_ADDRESS")
        if not url:
            return None
        read, fault = read_mail_server(url, sender, LOOPBACK)
        if fault:
            self.faults.append(f"ENGAGE_SMTP_URL: {fault}")
        if sender_fault := mail_address_fault(sender):
            self.faults.append(f"ENGAGE_MAIL_ADDRESS: {sender_fault}")
        return read

    def mailbox(self) -> MailboxSettings | None:
        url, pattern = self.text("ENGAGE_IMAP_URL"), self.text("ENGAGE_INBOX_ADDRESS")
        if not url:
            return None
        read, fault = read_mailbox(url, pattern, LOOPBACK)
        if fault:
            self.faults.append(f"ENGAGE_IMAP_URL: {fault}")
        if pattern_fault := inbox_address_fault(pattern):
            self.faults.append(f"ENGAGE_INBOX_ADDRESS: {pattern_fault}")
        if not self.text("ENGAGE_SMTP_URL"):
            # Who writes must get the notice and a receipt (R32).
            self.faults.append("ENGAGE_IMAP_URL: needs ENGAGE_SMTP_URL: who writes is answered")
        return read

    def secret_key(self, environment: Environment, var_dir: Path) -> str:
        key = self.text("ENGAGE_SECRET_KEY")
        if not key and environment is Environment.DEVELOPMENT:
            return self.development_key("secret_key", var_dir)
        if len(key) < MINIMUM_SECRET or len(set(key)) < 10:
            self.faults.append(
                f"ENGAGE_SECRET_KEY: must be at least {MINIMUM_SECRET} random characters"
            )
        return key

    def development_key(self, name: str, var_dir: Path) -> str:
        try:
            return development_keys(var_dir)[name]
        except OSError:
            fault = f"ENGAGE_VAR_DIR: cannot be used: {self.text('ENGAGE_VAR_DIR')}"
        except ValueError:
            fault = f"ENGAGE_VAR_DIR: its {FILE_NAME} is broken: put it back as it was"
        if fault not in self.faults:
            self.faults.append(fault)
        return ""

    def data_keys(self, environment: Environment, var_dir: Path) -> tuple[DataKey, ...]:
        text = self.text("ENGAGE_DATA_KEYS")
        if not text and environment is Environment.DEVELOPMENT:
            text = self.development_key("data_keys", var_dir)
            if not text:
                return ()
        keys = [self.data_key(part.strip()) for part in text.split(",") if part.strip()]
        if not keys:
            self.faults.append("ENGAGE_DATA_KEYS: at least one key `id:base64` is needed")
        whole = tuple(key for key in keys if key)
        if len({key.key_id for key in whole}) < len(whole):
            self.faults.append("ENGAGE_DATA_KEYS: each key needs a name of its own")
        return whole

    def data_key(self, part: str) -> DataKey | None:
        key_id, _, encoded = part.partition(":")
        try:
            material = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            material = b""
        if key_id.isalnum() and len(material) == DATA_KEY_BYTES and len(set(material)) > 1:
            return DataKey(key_id, material)
        # The text of the fault must not carry the key itself.
        self.faults.append("ENGAGE_DATA_KEYS: each key is `id:` and the base64 of 32 random bytes")
        return None


def _web_address(url: str) -> SplitResult | None:
    """The parts of http(s)://host[:port]...; None for anything else, or with a sign-in in it."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_one and parts.username is None else None
