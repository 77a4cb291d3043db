"""The real servers as fixtures: each started once, at its first use, and ended with the run."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.services.browser import run_browser
from tests.services.dovecot import MailboxServer, run_dovecot
from tests.services.postgresql import PostgresqlServer, run_postgresql
from tests.services.redis import run_redis
from tests.services.wordpress import WordPressSite, run_wordpress

SERVICES = {
    "mailbox_server",
    "postgresql_server",
    "redis_url",
    "wordpress",
    "wordpress_with_plugin",
}
REPOSITORY = Path(__file__).parents[2]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks by what a test asks for, so that `make unit` needs nobody to remember."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & SERVICES:
            item.add_marker(pytest.mark.services)
        if "browser" in asked:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real consultations and planted personal information, which are not part of the project.

    SHARED_DATA names the folder; without it, shared/data beside the checkout.
    """
    beside = REPOSITORY.parent / "shared" / "data"
    folder = Path(os.environ.get("SHARED_DATA") or beside)
    if not folder.is_dir():
        pytest.skip("no shared/data beside the checkout")
    return folder


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    with run_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(postgresql_server: PostgresqlServer) -> str:
    """The URL of the administrative database."""
    return postgresql_server.url()


@pytest.fixture
def postgresql_database(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    name = f"test_{uuid.uuid4().hex}"
    yield postgresql_server.create(name)
    postgresql_server.drop(name)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with run_redis() as url:
        yield url


@pytest.fixture(scope="session")
def mailbox_server() -> Iterator[MailboxServer]:
    with run_dovecot() as server:
        yield server


@pytest.fixture
def mailbox(mailbox_server: MailboxServer) -> MailboxServer:
    """An empty mailbox of this test's own."""
    return mailbox_server.of_another()


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPressSite]:
    """One site for the whole run: a test that takes it down brings it up again."""
    with run_wordpress() as site:
        yield site


@pytest.fixture(scope="session")
def wordpress_with_plugin() -> Iterator[WordPressSite]:
    """Another, with our plugin; its administrator is the account that the platform uses."""
    with run_wordpress(plugin=True) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with run_browser() as browser:
        yield browser
