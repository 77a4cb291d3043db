"""The demo as a newcomer starts it, in a folder and on a port of its own.

Its sample is loaded once for all who want no settings more; each then starts from a copy.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest

from engage.core.migrating import upgrade
from engage.core.settings import load_settings
from engage.demo.service import prepare_demo
from engage.serving import _web_command as web_command
from engage.serving import _worker_command as worker_command
from engage.wiring import make_units
from tests.services.forking import fork
from tests.services.process import free_port
from tests.services.web import answers

PATIENCE = 240.0


@dataclass
class Demo:
    """What `var/demo.json` says, and the environment in which commands see the same database."""

    base_url: str
    engagement: str
    topic: str
    accounts: list[dict[str, str]]
    environment: dict[str, str]
    log: Path

    @property
    def whole_environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def account(self, role: str) -> dict[str, str]:
        return next(one for one in self.accounts if one["role"] == role)

    def code(self, role: str) -> str:
        """The one-time code of this moment; each account signs in once in this module."""
        return pyotp.TOTP(self.account(role)["totp_secret"]).now()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's folder as a first run leaves it."""
    folder = tmp_path_factory.mktemp("sample")
    said = load_sample({"ENGAGE_VAR_DIR": str(folder)})
    assert any("Loading the sample" in line for line in said)
    return folder


@pytest.fixture(scope="module")
def demo(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(sample, folder, dirs_exist_ok=True)
    with run_demo(folder) as running_demo:
        yield running_demo


@contextmanager
def run_demo(
    folder: Path, settings: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[Demo]:
    """The demo with some settings more; what the folder lacks of the sample is loaded.

    Its web server and its worker are those of `engage demo`, from processes that have imported
    them already; how the command itself goes is looked at in tests/cli/test_demo.py.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    given = {"ENGAGE_VAR_DIR": str(folder), "ENGAGE_BASE_URL": url, **(settings or {})}
    unset = {name: "" for name in os.environ if name.startswith("ENGAGE_")}
    environment = unset | {"PORT": str(port)} | given
    load_sample(given)
    log = folder / "demo.log"
    whole = {**os.environ, **environment}
    with ExitStack() as running:
        for command in (web_command("127.0.0.1", port), worker_command()):
            process = fork(command, log, whole)
            running.callback(process.stop)
        deadline = time.monotonic() + PATIENCE
        while not answers(f"{url}/readyz"):
            assert process.is_alive, log.read_text(errors="replace")[-3000:]
            assert time.monotonic() < deadline, "the demo did not answer in time"
            time.sleep(0.05)
        said = json.loads((folder / "demo.json").read_text())
        yield Demo(**said, environment=environment, log=log)


def load_sample(settings: Mapping[str, str]) -> list[str]:
    """What the demo says while it loads what is missing."""
    units = make_units(load_settings(settings))
    upgrade(units.database)
    said = list(prepare_demo(units))
    units.database.dispose()
    return said
