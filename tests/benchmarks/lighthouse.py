"""Lighthouse 12 on the pages of the demo that citizens meet, as on a slow telephone (its default).

It is a program of npm's and no part of what the project needs: the first run installs it into
`var/lighthouse`. It drives the system's Chromium. Of performance, which is measured, the median of
the rounds is judged; of everything else the lowest. Each point that a page lost is told of.

The page of a report lies in a sandbox, in which nothing runs, not even Lighthouse's own questions:
its bytes are served once more beside the demo, with the same policy but that one word, and with
leave for Lighthouse to ask for the robots file, which is the demo's.
"""

import json
import os
import re
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.load import read_page
from tests.benchmarks.results import Benchmark, Figure
from tests.browser.conftest import Demo, run_demo
from tests.services.process import ServiceFailed, program, scratch

VERSION = "12"
FOLDER = Path(__file__).parents[2] / "var" / "lighthouse"
ROUNDS, TRIES, GOAL = 5, 3, 98
PATIENCE = 240
MEASURED = "performance"
CATEGORIES = {
    MEASURED: "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
CHROMIUM = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Judged:
    """One run: points by category, and the audits that cost some."""

    points: dict[str, int]
    lost: tuple[str, ...]


def measure(tell: Tell) -> list[Figure]:
    command = _lighthouse(tell)
    with (
        scratch("lighthouse") as folder,
        run_demo(folder) as demo,
        _out_of_sandbox(demo.base_url, _report(demo.base_url)) as report,
    ):
        return [
            figure
            for words, url in {**_pages(demo), "Report": report}.items()
            for figure in _figures(words, _runs(command, words, url, folder, tell))
        ]


def _figures(words: str, runs: Sequence[Judged]) -> Iterator[Figure]:
    for key, category in CATEGORIES.items():
        points = [run.points[key] for run in runs]
        judged = median(points) if key == MEASURED else min(points)
        shown = f"{judged:.0f} ({min(points)} to {max(points)})" if key == MEASURED else str(judged)
        yield Figure(f"{words}: {category}", shown, f"at least {GOAL}", judged >= GOAL)


def _pages(demo: Demo) -> dict[str, str]:
    engagement = f"{demo.base_url}/engagements/{demo.engagement}"
    return {
        "Home": f"{demo.base_url}/",
        "Engagement": engagement,
        "Topic": f"{engagement}/{demo.topic}",
        "Form": f"{engagement}/{demo.topic}/comment",
    }


def _report(base_url: str) -> str:
    """The page of the released report, by the links that lead to it."""
    for slug in sorted(set(re.findall(r'href="/engagements/([a-z0-9-]+)"', read_page(base_url)))):
        page = read_page(f"{base_url}/engagements/{slug}")
        if f"/engagements/{slug}/results" not in page:
            continue
        results = read_page(f"{base_url}/engagements/{slug}/results")
        if found := re.search(r'href="(/engagements/[^"]+/report/\d+/[^"]+\.html)"', results):
            return base_url + found[1]
    raise ServiceFailed("the demo shows no report")


@contextmanager
def _out_of_sandbox(base_url: str, url: str) -> Iterator[str]:
    """The address of the same page, with its headers, where programs may look at it."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        body, given = answer.read(), dict(answer.headers)
    policy = given["Content-Security-Policy"]
    if not policy.startswith("sandbox; "):
        raise ServiceFailed("the report's page is in no sandbox")
    policy = f"{policy.removeprefix('sandbox; ')}; connect-src 'self'"
    files = {
        "/report.html": (body, given["Content-Type"]),
        "/robots.txt": (read_page(f"{base_url}/robots.txt").encode(), "text/plain"),
    }

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content, kind = files.get(self.path, (b"", "text/plain"))
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/report.html"
    finally:
        server.shutdown()
        server.server_close()


def _lighthouse(tell: Tell) -> list[str]:
    found = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if not found.exists():
        tell(f"installing Lighthouse {VERSION} into {FOLDER.name}")
        FOLDER.mkdir(parents=True, exist_ok=True)
        options = ["--no-save", "--no-audit", "--no-fund"]
        subprocess.run(
            [program("npm"), "install", *options, f"lighthouse@{VERSION}"],
            cwd=FOLDER,
            check=True,
            capture_output=True,
        )
    return [str(found)]


def _runs(
    command: Sequence[str], words: str, url: str, folder: Path, tell: Tell
) -> tuple[Judged, ...]:
    read_page(url)  # Readers get what the cache keeps.
    runs = tuple(_run(command, url, folder / "lighthouse.json", tell) for _ in range(ROUNDS))
    for run in runs:
        tell(f"  {words}: {', '.join(f'{key} {value}' for key, value in run.points.items())}")
    for lost in sorted({one for run in runs for one in run.lost}):
        tell(f"    {lost}")
    return runs


def _run(command: Sequence[str], url: str, into: Path, tell: Tell) -> Judged:
    """Chromium now and then misses the beginning of its own record on a busy machine: such a run
    judges nothing, and is made again."""
    options = [
        "--quiet",
        "--output=json",
        f"--output-path={into}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={CHROMIUM}",
    ]
    said = ""
    for _ in range(TRIES):
        done = subprocess.run(
            [*command, url, *options],
            env={**os.environ, "CHROME_PATH": program("chromium")},
            timeout=PATIENCE,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return _judged(json.loads(into.read_text("utf-8")))
        said = done.stderr[-1500:]
        tell("  a run failed and is made again")
    raise ServiceFailed(f"Lighthouse failed on {url}\n{said}")


def _judged(said: dict[str, Any]) -> Judged:
    if error := said.get("runtimeError"):
        raise ServiceFailed(f"Lighthouse could not read the page: {error['message']}")
    points, lost = {}, []
    for key in CATEGORIES:
        category = said["categories"][key]
        if category["score"] is None:
            raise ServiceFailed(f"Lighthouse could not judge {key}")
        points[key] = round(category["score"] * 100)
        for ref in category["auditRefs"]:
            audit = said["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
                shown = audit.get("displayValue", "")
                lost.append(f"{key}: {ref['id']} {audit['score']:.2f} {shown}".rstrip())
    return Judged(points, tuple(lost))


BENCHMARK = Benchmark("lighthouse", "Public pages, as Lighthouse 12 judges them", measure)
