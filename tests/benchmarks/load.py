"""Load by wrk: whole pages over kept connections, two servers in turn."""

import re
import shutil
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.processor import spent_by_servers
from tests.services.process import ServiceFailed, run

TOTALS = Path(__file__).with_name("files") / "totals.lua"
CONNECTIONS = 8
WARM_UP = 20
MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Load:
    """One stretch of load; latencies in milliseconds."""

    per_second: float
    bytes_each: float
    median_ms: float
    worst_ms: float
    """What 99 of 100 requests stayed under."""
    processor_ms: float
    """Processor time of the servers for each request."""


@dataclass(frozen=True)
class Loads:
    """The stretches of one server."""

    stretches: tuple[Load, ...]

    @property
    def rates(self) -> list[float]:
        return [stretch.per_second for stretch in self.stretches]

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def latency(self) -> float:
        return median(stretch.median_ms for stretch in self.stretches)

    @property
    def processor(self) -> float:
        return median(stretch.processor_ms for stretch in self.stretches)


def wrk() -> str:
    """The load generator; it is no part of what the tests need, so it may be missing."""
    found = shutil.which("wrk")
    if found is None:
        raise ServiceFailed("wrk is missing: apt-get install --no-install-recommends wrk")
    return found


def read_page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        page: bytes = answer.read()
    return page.decode()


def put_load(url: str, seconds: int, whole: int) -> Load:
    """Loads one address; fails when an answer is an error or shorter than the `whole` page."""
    command = [wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
    before = spent_by_servers()
    said = run([*command, "-s", TOTALS, url])
    spent = spent_by_servers() - before
    found = re.search(r"^TOTALS (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$", said, re.MULTILINE)
    if found is None:
        raise ServiceFailed(f"wrk gave no totals\n{said}")
    requests, took, received, errors, middle, worst = map(int, found.groups())
    if errors or not requests or received / requests < whole:
        raise ServiceFailed(f"not every answer was whole\n{said}")
    return Load(
        per_second=requests / (took / MICROSECONDS),
        bytes_each=received / requests,
        median_ms=middle / 1000,
        worst_ms=worst / 1000,
        processor_ms=spent * 1000 / requests,
    )


def in_turn(
    addresses: Mapping[str, str],
    whole: Mapping[str, int],
    seconds: int,
    rounds: int,
    tell: Callable[[str], None],
) -> dict[str, Loads]:
    """Loads each address, one after the other, `rounds` times over; warmed up first."""
    stretches: dict[str, list[Load]] = {name: [] for name in addresses}
    for url in addresses.values():
        for _ in range(WARM_UP):
            read_page(url)
    for n in range(rounds):
        for name, url in addresses.items():
            load = put_load(url, seconds, whole[name])
            stretches[name].append(load)
            tell(f"  round {n + 1}: {name} {load.per_second:,.1f}/s")
    return {name: Loads(tuple(loads)) for name, loads in stretches.items()}
