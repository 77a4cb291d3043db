"""What the project stands on: its lock, its commands, and what it says on a bare machine."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
LOCKS = ["requirements.txt", "requirements-dev.txt", ".ci/uv.txt"]

# Written in two halves, so that this file does not find itself.
REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "deb.debian" + ".org",
    "/opt/" + "pypi",
]
PLACES_ON_ONE_MACHINE = ["/wo" + "rk/", "/ro" + "ot/"]
LOADS = """
import sys
import engage.cli, engage.operating, engage.reports.commands, engage.reports.renderers.docx
import engage.reports.build_command, engage.reports.verify_commands
for module in list(sys.modules.values()):
    path = getattr(module, "__file__", None) or ""
    if path.endswith(".py"):
        print(path)
"""


def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **options
    )


def files_of_the_project() -> Iterator[Path]:
    listed = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP)
    assert listed.returncode == 0, listed.stderr
    paths = (TOP / name for name in listed.stdout.split("\0") if name)
    return (path for path in paths if path.is_file())


def requirements(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Package name to version and hashes."""
    joined = (TOP / lock).read_text().replace("\\\n", " ")
    found = {}
    for line in joined.splitlines():
        match = re.match(r"([a-z0-9-]+)==(\S+)", line)
        assert match, f"{lock}: not a pinned requirement: {line[:80]}"
        found[match[1]] = (match[2], re.findall(r"--hash=sha256:[0-9a-f]{64}", line))
    return found


@pytest.mark.parametrize("needle", REGISTRIES + PLACES_ON_ONE_MACHINE)
def test_no_file_names_a_registry_or_a_place_on_one_machine(needle: str) -> None:
    found = [
        str(path.relative_to(TOP))
        for path in files_of_the_project()
        if needle.encode() in path.read_bytes()
    ]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_hashes(lock: str) -> None:
    without = [name for name, (_, hashes) in requirements(lock).items() if not hashes]
    assert without == []
    assert requirements(lock)


def test_the_lock_holds_every_dependency_that_the_project_names() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    run_time = project["project"]["dependencies"] + groups["build"]
    for lock, wanted in (
        ("requirements.txt", run_time),
        ("requirements-dev.txt", run_time + groups["dev"]),
    ):
        names = {re.match(r"[A-Za-z0-9-]+", entry)[0].lower() for entry in wanted}  # type: ignore[index]
        assert names - requirements(lock).keys() == set(), f"{lock}: run `make lock`"


def test_what_a_command_loads_was_compiled_when_it_was_installed() -> None:
    """Who may not write beside it compiles it with each command: a third of a report's time."""
    said = run([sys.executable, "-B", "-c", LOADS])
    assert said.returncode == 0, said.stderr
    ending = f".{sys.implementation.cache_tag}.pyc"
    loaded = [Path(line) for line in said.stdout.splitlines() if "site-packages" in line]
    assert loaded
    compiled = {one: one.parent / "__pycache__" / (one.stem + ending) for one in loaded}
    assert [str(one) for one, beside in compiled.items() if not beside.is_file()] == []


def test_tests_run_on_the_versions_that_are_deployed() -> None:
    deployed, tested = requirements(LOCKS[0]), requirements(LOCKS[1])
    assert {name: tested.get(name) for name in deployed} == deployed


def test_help_names_every_command() -> None:
    shown = run(["make", "help"], cwd=TOP).stdout
    commands = {line.split()[1] for line in shown.splitlines() if line.startswith("  make ")}
    wanted = {"bench", "clean", "demo", "format", "help", "lint", "lock", "soak", "test", "unit"}
    assert wanted <= commands


def test_ci_runs_what_a_person_runs(tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "$PWD: make $*"\n')
    make.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    shown = run(["bash", str(TOP / ".ci/run")], cwd=tmp_path, env={"PATH": path}).stdout
    assert shown == f"{TOP}: make test\n"


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A machine with little on it, and no rights: no Python, no servers, no sudo."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "cat", "dirname", "grep", "sed", "sort", "tr"):
        (tools / name).symlink_to(str(shutil.which(name)))
    (tools / "id").write_text("#!/bin/bash\necho 1000\n")
    (tools / "id").chmod(0o755)
    return str(tools)


def test_a_missing_python_is_named_with_its_package(bare_path: str, tmp_path: Path) -> None:
    shutil.copytree(TOP / ".ci", tmp_path / ".ci")
    done = run(["/bin/bash", str(tmp_path / ".ci/bootstrap")], env={"PATH": bare_path})
    assert done.returncode == 1
    assert "apt-get install --no-install-recommends python3 python3-venv" in done.stderr


def test_missing_servers_are_named_with_reason_and_packages(bare_path: str) -> None:
    done = run(["/bin/bash", str(TOP / ".ci/system-packages")], env={"PATH": bare_path})
    assert done.returncode == 1
    assert "    redis-server: jobs carried by Celery\n" in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "apt-get install" in line]
    assert {"redis-server", "chromium", "php-cli"} <= set(line.split())
