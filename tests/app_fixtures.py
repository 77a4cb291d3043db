"""The application under test: a migrated database of its own, a clock that stands still."""

import base64
import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings

from engage.accounts import passwords
from engage.accounts.models import Person
from engage.accounts.service.people import ensure_ministry
from engage.accounts.service.seed import ensure_person
from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.development_keys import FILE_NAME
from engage.core.migrating import upgrade
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.settings import Settings, load_settings
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import (
    Avenue,
    AvenueKind,
    EngagementContent,
    Kind,
    TopicContent,
)
from engage.engagements.service import add_topic, create_engagement
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge
from engage.web.transaction import EngageFlask
from engage.wiring import make_units
from tests.approving import publish_stamped
from tests.built_once import COMMON, Asked, Built, built_once, copied, name_of
from tests.planning import plan
from tests.services.postgresql import PostgresqlServer

# No test asserts a duration, hypothesis neither: machines are shared and noisy.
hypothesis_settings.register_profile("engage", deadline=None)
hypothesis_settings.load_profile("engage")

NOON = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
KEYS = json.dumps(
    {
        "secret_key": "known-to-everybody-and-used-in-tests-alone-0123456789",
        "data_keys": "dev:" + base64.b64encode(bytes(range(32))).decode(),
    }
)
PASSWORD = "wide river stones at dusk"
MIGRATED = "migrated"
SLUG, TOPICS, MINISTRY = "night-buses", ("routes", "fares"), "TRAN"
MakeEngagement = Callable[..., Engagement]


def settings_for(database_url: str, var_dir: Path, **more: str) -> Settings:
    _same_keys(var_dir)
    values = {
        "ENGAGE_DATABASE_URL": database_url,
        "ENGAGE_VAR_DIR": str(var_dir),
        "ENGAGE_BASE_URL": "http://localhost",
        # A clock that stands still makes every form quick, and one address sends all there is.
        "ENGAGE_HOURLY_COMMENTS": "0",
        "ENGAGE_QUICK_SECONDS": "0",
    }
    return load_settings(values | more)


def _same_keys(var_dir: Path) -> None:
    """All installations of the tests have the same keys, so that rows can be copied: what is
    encrypted and sealed in one can be read and verified in another."""
    path = var_dir / FILE_NAME
    if var_dir.is_dir() and not path.exists():
        path.touch(mode=0o600)
        path.write_text(KEYS)


@pytest.fixture(scope="session")
def real_hasher() -> PasswordHasher:
    """What passwords are hashed with outside of tests."""
    return passwords.hasher


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords(real_hasher: PasswordHasher) -> Iterator[None]:
    """The same algorithm at its lowest cost, in this process; the real cost has a test of its own.

    Most tests make people, and each would take a quarter of a second for it.
    """
    with pytest.MonkeyPatch.context() as patch:
        lowest = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "hasher", lowest)
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated file, copied for each test: migrating each time would take most of the run."""
    folder = tmp_path_factory.mktemp("migrated")
    path = folder / "engage.db"
    units = make_units(settings_for(f"sqlite:///{path}", folder))
    upgrade(units.database)
    units.database.dispose()
    return path


@pytest.fixture(scope="session")
def built(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Engagements that many tests begin with, to be copied: see `tests.built_once`."""
    paths = {}
    folder = tmp_path_factory.mktemp("built")
    for number, (asked, more) in enumerate(COMMON):
        path = folder / f"{number}.db"
        shutil.copy(migrated_sqlite, path)
        paths[_build(f"sqlite:///{path}", folder, asked, more)] = path
    made = Built(settings_for("sqlite:///engage.db", folder), NOON)
    made.keep_files(migrated_sqlite, paths)
    yield from built_once(made)


def _build(database_url: str, folder: Path, asked: Asked, more: Mapping[str, str]) -> str:
    """Goes every step, and gives the name of what comes of it."""
    units = make_units(settings_for(database_url, folder, **more), FixedClock(NOON))
    build_engagement(units, **asked)  # type: ignore[arg-type]
    units.database.dispose()
    return name_of(asked, units.settings)


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, built: Built, tmp_path: Path) -> str:
    path = tmp_path / "engage.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def migrated_postgresql(
    postgresql_server: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a migrated database that others are copied from: nobody is connected to it."""
    url = postgresql_server.create(MIGRATED)
    units = make_units(settings_for(url, tmp_path_factory.mktemp("postgresql")))
    upgrade(units.database)
    units.database.dispose()
    return MIGRATED


@pytest.fixture(scope="session")
def built_on_postgresql(
    postgresql_server: PostgresqlServer,
    migrated_postgresql: str,
    built: Built,
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    """The same on PostgreSQL, as rows."""
    folder, rows = tmp_path_factory.mktemp("built"), {}
    for number, (asked, more) in enumerate(COMMON):
        name = f"built_{number}"
        url = postgresql_server.create(name, migrated_postgresql)
        built_as = _build(url, folder, asked, more)
        rows[built_as] = postgresql_server.beyond(migrated_postgresql, name)
        postgresql_server.drop(name)
    built.keep_rows(postgresql_server, rows)
    return built


@pytest.fixture
def postgresql_url(
    postgresql_server: PostgresqlServer, migrated_postgresql: str, built_on_postgresql: Built
) -> Iterator[str]:
    """A migrated database of this test's own."""
    name = f"test_{uuid.uuid4().hex}"
    url = postgresql_server.create(name, migrated_postgresql)
    built_on_postgresql.watch(url)
    yield url
    postgresql_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database_url(request: pytest.FixtureRequest, built: Built) -> str:
    """A migrated database, on SQLite and on PostgreSQL in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    """Units on SQLite."""
    made = make_units(settings_for(sqlite_url, tmp_path), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def both_units(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    """Units on SQLite and on PostgreSQL in turn."""
    made = make_units(settings_for(database_url, tmp_path), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def app(units: Units) -> EngageFlask:
    return create_app(units.settings, units=units)


@pytest.fixture
def client(app: EngageFlask) -> FlaskClient:
    return app.test_client()


def make_person(
    units: Units,
    *roles: Role,
    email: str = "",
    ministry: str | None = None,
    acknowledged: bool = True,
) -> Actor:
    """A member of staff with these roles, and the actor that a use case takes.

    Who moderates has acknowledged the rules already, unless said otherwise.
    """
    email = email or f"{'.'.join(role.value for role in roles) or 'staff'}@gov.bc.ca"
    with units.writing(SYSTEM) as unit:
        ministry_id = ensure_ministry(unit, ministry, ministry).id if ministry else None
        grants = frozenset(Grant(role, ministry_id) for role in roles)
        person, _secret = ensure_person(unit, email, "Sam Staff", grants, PASSWORD)
    actor = Actor(ActorKind.PERSON, person.id, grants)
    if acknowledged and Role.MODERATOR in roles:
        with units.writing(actor) as unit:
            acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)
    return actor


@pytest.fixture
def sign_in(client: FlaskClient, units: Units, clock: FixedClock) -> Callable[..., Actor]:
    """Signs `client` in as a person with these roles, through the sign-in page."""

    def do(*roles: Role, ministry: str | None = None, acknowledged: bool = True) -> Actor:
        actor = make_person(units, *roles, ministry=ministry, acknowledged=acknowledged)
        with units.writing(SYSTEM) as unit:
            person = unit.session.get_one(Person, actor.person_id)
            _, secret = ensure_person(unit, person.email, person.name, actor.grants, PASSWORD)
            email = person.email
        answer = client.post(
            "/staff/sign-in",
            data={
                "email": email,
                "password": PASSWORD,
                "code": pyotp.TOTP(secret).at(clock.now()),
                "csrf_token": csrf_token(client, "/staff/sign-in"),
            },
        )
        assert answer.status_code in (302, 303), answer.status_code
        return actor

    return do


def csrf_token(client: FlaskClient, path: str) -> str:
    """The token of the first form on a staff page."""
    html = client.get(path).get_data(as_text=True)
    return html.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def sample_content(**changes: object) -> EngagementContent:
    values: dict[str, object] = {
        "title": "Should buses run at night?",
        "kind": Kind.TIME_LIMITED,
        "opens_at": NOON - timedelta(days=1),
        "closes_at": NOON + timedelta(days=28),
        "summary": "Tell us if and where buses should run at night.",
        "body": "## What we want to know\n\nWhere do you need a bus at night?",
        "avenues": (
            Avenue(AvenueKind.EMAIL, "citizenengagement@gov.bc.ca"),
            Avenue(AvenueKind.PHONE, "1 800 663-7867"),
        ),
        "notice_template": "engagement-comments",
        "contact": "Citizen Engagement team",
    }
    return EngagementContent(**(values | changes))  # type: ignore[arg-type]


def build_engagement(
    units: Units,
    slug: str = SLUG,
    *,
    topics: tuple[str, ...] = TOPICS,
    published: bool = True,
    ministry: str = MINISTRY,
    **changes: object,
) -> Engagement:
    """An engagement with its topics, published at the clock's now unless said otherwise."""
    if copied(units, _asked(slug, topics, published, ministry, changes)):
        with units.reading(SYSTEM) as unit:
            return engagement_by_slug(unit.session, slug)
    with units.writing(SYSTEM) as unit:
        ministry_id = ensure_ministry(unit, ministry, "Ministry of Transportation and Transit").id
        made = create_engagement(
            unit, ministry_id=ministry_id, slug=slug, content=sample_content(**changes)
        )
        for topic in topics:
            add_topic(
                unit,
                made,
                topic,
                TopicContent(
                    title=f"About {topic}",
                    body=f"Some words on {topic}.",
                    prompt=f"What do you think of {topic}?",
                    necessity="We plan the timetable with your answers.",
                ),
            )
        if published:
            publish_stamped(unit, made)
        else:
            plan(unit, made)
    with units.reading(SYSTEM) as unit:
        return engagement_by_slug(unit.session, slug)


def _asked(
    slug: str,
    topics: tuple[str, ...],
    published: bool,
    ministry: str,
    changes: dict[str, object],
) -> dict[str, object]:
    """What differs from what everybody gets."""
    usual = {"slug": SLUG, "topics": TOPICS, "published": True, "ministry": MINISTRY}
    given = {"slug": slug, "topics": topics, "published": published, "ministry": ministry}
    return {name: value for name, value in given.items() if value != usual[name]} | changes


@pytest.fixture
def make_engagement(units: Units) -> MakeEngagement:
    def make(slug: str = "night-buses", **changes: object) -> Engagement:
        return build_engagement(units, slug, **changes)  # type: ignore[arg-type]

    return make
