"""The servers of a private WordPress: MariaDB on a Unix socket, and PHP in one of two forms.

`builtin` is PHP's own server, enough for tests. `fpm` is PHP-FPM with opcache behind nginx, the
form that a corporate site runs in and that the benchmarks measure.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from tests.services.nginx import as_root_if_we_are, start_nginx
from tests.services.process import (
    Server,
    ServiceFailed,
    program,
    run,
    running,
    start,
)
from tests.services.web import answers
from tests.services.wordpress.place import FILES, Place, account

Mode = Literal["builtin", "fpm"]
WORKERS = 4


@contextmanager
def database(place: Place, *, durable: bool) -> Iterator[Server]:
    """`durable` flushes at every commit, as a site in earnest does: for fair benchmarks."""
    data = place.folder / "db"
    common = ["--no-defaults", f"--user={account()}", f"--datadir={data}"]
    run(
        [
            program("mariadb-install-db"),
            *common,
            "--auth-root-authentication-method=socket",
            f"--auth-root-socket-user={account()}",
            "--skip-test-db",
            "--innodb-log-file-size=16M",
        ]
    )
    command = [program("mariadbd"), *common, f"--socket={place.database_socket}"]
    command += ["--skip-networking", "--skip-log-bin", "--skip-name-resolve"]
    command += ["--performance-schema=OFF", f"--tmpdir={place.folder / 'tmp'}"]
    command += [f"--pid-file={place.folder / 'db.pid'}", "--character-set-server=utf8mb4"]
    command += [
        f"--innodb-flush-log-at-trx-commit={1 if durable else 2}",
        f"--innodb-buffer-pool-size={'1G' if durable else '64M'}",
    ]
    with running(start(command, place.folder / "db.log")) as server:
        server.wait_until(lambda: _accepts(place, "SELECT 1"))
        _query(place, "CREATE DATABASE wordpress CHARACTER SET utf8mb4")
        yield server


class WebServers:
    """What answers at the site's address; tests take it down and bring it up again."""

    def __init__(self, place: Place, mode: Mode) -> None:
        self._place, self._mode = place, mode
        self._running = ExitStack()

    def start(self) -> None:
        launch = self._start_builtin if self._mode == "builtin" else self._start_fpm
        with ExitStack() as starting:
            last = launch(starting)
            last.wait_until(lambda: answers(f"{self._place.url}/wp-json/"))
            self._running = starting.pop_all()

    def stop(self) -> None:
        self._running.close()

    def _start_builtin(self, starting: ExitStack) -> Server:
        place = self._place
        command = [program("php"), *php_settings(place), "-S", place.host]
        command += ["-t", str(place.site), str(FILES / "router.php")]
        environment = {"PHP_CLI_SERVER_WORKERS": str(WORKERS)}
        server = start(command, place.folder / "php.out", env=environment)
        return starting.enter_context(running(server))

    def _start_fpm(self, starting: ExitStack) -> Server:
        place, folder = self._place, self._place.folder
        pool = place.fill("fpm.conf", folder / "fpm.conf", WORKERS=str(WORKERS))
        fpm = [_php_fpm(), "-F", "-R", "-y", str(pool), *php_settings(place)]
        fpm += ["-d", "opcache.memory_consumption=192", "-d", "opcache.revalidate_freq=60"]
        server = starting.enter_context(running(start(fpm, folder / "fpm.out")))
        server.wait_until((folder / "fpm.sock").is_socket)
        front = place.fill("nginx.conf", folder / "nginx.conf", AS_USER=as_root_if_we_are())
        return starting.enter_context(running(start_nginx(front, folder)))


def php_settings(place: Place) -> list[str]:
    settings = {
        "sendmail_path": place.folder / "sendmail",
        "error_log": place.folder / "php.log",
        "log_errors": "1",
        "display_errors": "0",
        "date.timezone": "UTC",
        "memory_limit": "512M",
        "post_max_size": "40M",
        "upload_max_filesize": "32M",
        "opcache.enable": "1",
        "opcache.max_accelerated_files": "20000",
    }
    return [part for key, value in settings.items() for part in ("-d", f"{key}={value}")]


def _php_fpm() -> str:
    """The program's name carries PHP's version, and Debian has no name without it."""
    found = [path for path in Path("/usr/sbin").glob("php-fpm*") if re.search(r"\d$", path.name)]
    if not found:
        raise ServiceFailed("php-fpm is missing: `make services` installs what the tests need")
    return str(max(found, key=lambda path: [int(part) for part in re.findall(r"\d+", path.name)]))


def _accepts(place: Place, statement: str) -> bool:
    try:
        _query(place, statement)
    except ServiceFailed:
        return False
    return True


def _query(place: Place, statement: str) -> None:
    client = [program("mariadb"), "--no-defaults", f"--socket={place.database_socket}"]
    run([*client, f"--user={account()}", f"--execute={statement}"])
