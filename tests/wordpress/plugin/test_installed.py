"""The plugin as WordPress switches and deletes it, and from where the platform may come."""

import subprocess
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from engage.wordpress.plugin_files import PLUGIN, write_plugin
from tests.services.wordpress import WordPressSite, run_wordpress
from tests.wordpress.plugin.conftest import Pushed, There, content, good, opened

FOLDER = "site/wp-content/plugins/engage"


@pytest.fixture(scope="module")
def site() -> Iterator[WordPressSite]:
    """The plugin is not there; one account is set that may come from two places."""
    constants = {"ENGAGE_SYNC_USER": "wpadmin", "ENGAGE_ADDRESSES": "::1, 127.0.0.1,127.0.2.0/23"}
    with run_wordpress(constants=constants) as found:
        yield found


@pytest.fixture
def there(site: WordPressSite) -> Iterator[There]:
    with opened(site) as found:
        yield found


@pytest.fixture
def installed(there: There) -> Iterator[There]:
    write_plugin(there.site.dir / FOLDER)
    switch(there, "active")
    yield there
    if (there.site.dir / FOLDER).is_dir():
        switch(there, "inactive")


def switch(there: There, status: str) -> None:
    good(there.sync.post("plugins/engage/engage", json={"status": status}))


@pytest.mark.parametrize(
    "path", sorted(PLUGIN.rglob("*.php")), ids=lambda path: path.relative_to(PLUGIN).as_posix()
)
def test_it_is_php(path: Path) -> None:
    subprocess.run(["php", "-l", path], check=True, capture_output=True)


def test_all_of_it_is_written_and_written_again(tmp_path: Path) -> None:
    target = tmp_path / "plugins" / "engage"
    for _ in range(2):
        written = write_plugin(target)
        assert {path.relative_to(target) for path in written} == {
            path.relative_to(PLUGIN) for path in PLUGIN.rglob("*.php")
        }
        assert all(path.read_text().startswith("<?php") for path in written)


def test_as_a_plugin_it_does_the_same_and_leaves_nothing(installed: There) -> None:
    closed = installed.post(content(comments_open=False), comment_status="closed")
    pushed = Pushed(closed)
    good(installed.sync.post("comments", json=pushed.body()))
    assert installed.sync.post("comments", json=pushed.body()).status_code == 409
    switch(installed, "inactive")
    assert installed.sync.post("comments", json=Pushed(closed).body()).status_code == 403
    assert good(installed.visitor.get("/wp-json/wp/v2/comments", params={"post": closed}))
    switch(installed, "active")
    assert metas(installed) > 0
    switch(installed, "inactive")
    with files_may_change(installed):
        good(installed.sync.delete("plugins/engage/engage"))
    assert metas(installed) == 0
    assert installed.visitor.get("/").status_code == 200


def test_twice_on_a_site_it_works_once(installed: There) -> None:
    must_use = installed.site.dir / "site/wp-content/mu-plugins"
    written = write_plugin(must_use)
    try:
        assert installed.visitor.get("/").status_code == 200
        told = good(installed.sync.get(f"{installed.site.rest}engage/v1/capabilities"))
        assert told["is_sync_user"]
    finally:
        for path in written:
            path.unlink()


@pytest.mark.parametrize(
    ("address", "may"),
    [("127.0.0.1", True), ("127.0.3.255", True), ("127.0.4.0", False), ("127.0.0.2", False)],
)
def test_the_account_may_come_from_its_addresses_only(
    installed: There, address: str, may: bool
) -> None:
    account = installed.site.administrator
    way = httpx.HTTPTransport(local_address=address)
    auth = (account.user, account.app_password)
    with httpx.Client(transport=way, auth=auth, timeout=30) as client:
        answer = client.get(f"{installed.site.rest}engage/v1/capabilities")
        assert answer.status_code == (200 if may else 401)
        for password in (account.app_password, account.password):
            asked = xmlrpc.client.dumps((1, account.user, password), "engage.capabilities")
            answer = client.post(installed.site.xmlrpc, content=asked.encode(), auth=None)
            assert ("is_sync_user" in answer.text) is may
            assert ("<fault>" in answer.text) is not may
        editor = (installed.site.editor.user, installed.site.editor.app_password)
        assert client.get(f"{installed.site.rest}wp/v2/users/me", auth=editor).is_success


@contextmanager
def files_may_change(there: There) -> Iterator[None]:
    """Otherwise nobody may delete a plugin of this site."""
    rule = there.site.dir / "site/wp-content/mu-plugins/files.php"
    rule.write_text("<?php add_filter('file_mod_allowed', '__return_true');")
    yield
    rule.unlink()


def metas(there: There) -> int:
    """How many rows of the plugin's own are in the site's database."""
    query = (
        "SELECT (SELECT COUNT(*) FROM wp_postmeta WHERE meta_key = '_engage_key')"
        " + (SELECT COUNT(*) FROM wp_commentmeta WHERE meta_key = 'engage_modified')"
    )
    return int(there.sql(query))
