"""The state of the machine that a figure was measured on: without it a figure says little."""

import os
import platform
import re
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.services.process import program


def described() -> list[str]:
    """Lines for a person; nothing that names the machine."""
    libraries = ("flask", "sqlalchemy", "gunicorn", "cryptography")
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores ({_processor()}),"
        f" {_memory()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        + ", ".join(f"{name} {version(name)}" for name in libraries),
        ", ".join((_first_line("php", "-v"), _first_line("mariadbd", "--version"), _nginx())),
    ]


def load() -> str:
    """How many processes wanted a core over the last minute: above the cores, all figures drop."""
    return f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found[1].strip() if found else platform.machine()


def _memory() -> str:
    found = re.search(r"MemTotal:\s*(\d+) kB", Path("/proc/meminfo").read_text())
    return f"{int(found[1]) / 1024 / 1024:.0f} GiB" if found else "memory unknown"


def _first_line(name: str, option: str) -> str:
    done = subprocess.run([program(name), option], capture_output=True, text=True, check=True)
    found = re.search(r"\d+\.\d+\.\d+", done.stdout)
    return f"{'MariaDB' if name == 'mariadbd' else name.upper()} {found[0] if found else '?'}"


def _nginx() -> str:
    done = subprocess.run([program("nginx"), "-v"], capture_output=True, text=True, check=True)
    return done.stderr.strip().rpartition(": ")[2]
