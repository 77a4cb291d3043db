"""A private real WordPress on loopback: Debian's package on its own database, in a temporary
folder, ready in a few seconds and gone afterwards.

`python -m tests.services.wordpress` serves one until Enter is pressed, and prints its addresses
and passwords as JSON.
"""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tests.services.process import free_port, program, run, scratch
from tests.services.wordpress.place import FILES, Place, add_plugin, lay_out
from tests.services.wordpress.servers import Mode, WebServers, database, php_settings

__all__ = ["Login", "WordPressSite", "run_wordpress"]

ADMINISTRATOR: Final = "wpadmin"
NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Login:
    id: int
    user: str
    password: str
    app_password: str


@dataclass(frozen=True)
class WordPressSite:
    url: str
    xmlrpc: str
    rest: str
    administrator: Login
    editor: Login
    version: str
    theme: str
    dir: Path
    mail: Path
    """Each message that WordPress sent, one .eml file."""
    _web: WebServers

    @property
    def user(self) -> str:
        return self.administrator.user

    @property
    def password(self) -> str:
        return self.administrator.password

    @property
    def app_password(self) -> str:
        return self.administrator.app_password

    def stop(self) -> None:
        """Refuses connections from here on; what it holds stays."""
        self._web.stop()

    def start(self) -> None:
        """At the same address, with what it held."""
        self._web.start()


@contextmanager
def run_wordpress(
    mode: Mode | None = None,
    *,
    timezone: str = "UTC",
    plugin: bool = False,
    constants: Mapping[str, str] = NONE,
) -> Iterator[WordPressSite]:
    """`mode` is `builtin` unless the variable WP_MODE says `fpm`, which also commits durably.

    With `plugin`, ours is there and the administrator is the account that we use. `constants` are
    more lines of wp-config.php.
    """
    form: Mode = mode or ("fpm" if os.environ.get("WP_MODE") == "fpm" else "builtin")
    with scratch("wp") as folder:
        place = Place(folder, free_port())
        ours = {"ENGAGE_SYNC_USER": ADMINISTRATOR} if plugin else {}
        lay_out(place, secrets.token_hex(32), {**ours, **constants})
        if plugin:
            add_plugin(place)
        with database(place, durable=form == "fpm"):
            web = WebServers(place, form)
            site = _install(place, web, timezone)
            web.start()
            try:
                yield site
            finally:
                web.stop()


def _install(place: Place, web: WebServers, timezone: str) -> WordPressSite:
    password, editor_password = secrets.token_hex(12), secrets.token_hex(12)
    result = place.folder / "installed.json"
    wishes = {
        "host": place.host,
        "password": password,
        "editor_password": editor_password,
        "timezone": timezone,
        "result": str(result),
    }
    installer = [str(FILES / "install.php"), str(place.site), json.dumps(wishes)]
    run([program("php"), *php_settings(place), *installer])
    made: dict[str, Any] = json.loads(result.read_text())
    return WordPressSite(
        url=place.url,
        xmlrpc=f"{place.url}/xmlrpc.php",
        rest=f"{place.url}/wp-json/",
        administrator=Login(password=password, **made["administrator"]),
        editor=Login(password=editor_password, **made["editor"]),
        version=made["version"],
        theme=made["theme"],
        dir=place.folder,
        mail=place.mail,
        _web=web,
    )
