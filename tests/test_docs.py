"""Documentation and joints that cannot rot: what is not documented or not joined fails here."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

import click
import pytest
from flask.testing import FlaskClient

from engage.cli import main
from engage.core import events
from engage.core.events import Event
from engage.wiring import jobs
from tests.app_fixtures import MakeEngagement

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text("utf-8")
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
LICENCE_ROW = re.compile(r"^\| ([a-z0-9-]+) \| (.+?) \|$", re.MULTILINE)
LICENCE_HEAD = 2_000
FAMILIES = ("Apache", "BSD", "LGPL", "MIT", "PSF", "Unlicense", "MPL", "ISC")
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error")

# The pages of docs/architecture.md that stand; a page that is added there is added here.
PUBLIC_PAGES = [
    "/",
    "/engagements",
    "/engagements?status=open",
    "/search?q=buses",
    "/engagements/night-buses",
    "/engagements/night-buses/routes",
    "/engagements/night-buses/routes/comment",
    "/engagements/night-buses/results",
    "/engagements/night-buses/updates",
    "/engagements/night-buses/notice",
    "/engagements/night-buses/moderation",
    "/receipt",
    "/terms",
    "/moderation-policy",
    "/privacy",
    "/accessibility",
    "/healthz",
    "/readyz",
]


def final_commands(group: click.Group, before: str = "engage") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from final_commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}"


def documented_commands() -> str:
    """The README's table, with `a b` / `c` read as `a b` and `a c`."""
    table = "\n".join(line for line in README.splitlines() if line.startswith("| `engage"))
    return re.sub(r"`(engage \w+) (\w+)` / `(\w+)`", r"`\1 \2` `\1 \3`", table)


def test_every_command_stands_in_the_readme() -> None:
    table = documented_commands()
    assert [name for name in final_commands(main) if not re.search(rf"`{name}\b", table)] == []


def test_every_command_of_the_readme_exists() -> None:
    known = set(final_commands(main))
    named = re.findall(r"`(engage [a-z ]+)", documented_commands())
    assert named
    assert [name for name in named if not any(name.startswith(one) for one in known)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    links = [link.split("#")[0] for link in LINK.findall(page.read_text("utf-8"))]
    own = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in own if not (page.parent / link).exists()] == []


def test_nothing_is_left_to_be_done_later() -> None:
    found = [
        f"{path.relative_to(TOP)}: {word}"
        for folder in ("engage", "themes", "migrations", "notices")
        for path in sorted((TOP / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".md", ".css", ".js", ".toml"}
        for word in UNFINISHED
        if re.search(rf"\b{word}\b", path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_every_public_page_answers_without_a_cookie(
    path: str, client: FlaskClient, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def listening() -> dict[type[Event], tuple[str, ...]]:
    joined = dict(jobs.SUBSCRIPTIONS)
    for event, kinds in jobs.WORDPRESS_SUBSCRIPTIONS.items():
        joined[event] = (*joined.get(event, ()), *kinds)
    return joined


def test_every_job_that_an_event_or_the_clock_causes_has_a_handler() -> None:
    caused = {kind for kinds in listening().values() for kind in kinds}
    caused |= {each.kind for each in (*jobs.RECURRING, *jobs.WORDPRESS_RECURRING)}
    assert caused
    assert caused - jobs.HANDLERS.keys() == set()


def test_what_is_listened_to_is_an_event() -> None:
    known = {value for value in vars(events).values() if isinstance(value, type)}
    assert [event for event in listening() if event not in known] == []
    assert all(issubclass(event, Event) for event in listening())


def test_no_kind_of_job_recurs_twice() -> None:
    kinds = [each.kind for each in (*jobs.RECURRING, *jobs.WORDPRESS_RECURRING)]
    assert len(set(kinds)) == len(kinds)


def direct_dependencies() -> list[str]:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    return [re.split(r"[^A-Za-z0-9-]", entry)[0] for entry in project["dependencies"]]


def stated_licence(package: str) -> str:
    """What a package says of itself, in whichever of three fields it does."""
    said = metadata(package)
    classifiers = [line for line in said.get_all("Classifier", []) if line.startswith("License")]
    # A field that holds whole texts goes on with those of libraries that a wheel carries along.
    own = [text[:LICENCE_HEAD] for text in said.get_all("License", [])]
    fields = said.get_all("License-Expression", []) + classifiers + own
    return " / ".join(fields).replace("Lesser General", "LGPL")


def test_every_dependency_stands_with_the_licence_that_it_states() -> None:
    table = dict(LICENCE_ROW.findall((TOP / "docs/licences.md").read_text("utf-8")))
    assert sorted(table) == sorted(direct_dependencies())
    for package, written in table.items():
        stated = stated_licence(package).replace("Python Software Foundation", "PSF")
        agreed = [one for one in FAMILIES if re.search(rf"\b{one}", written.split(" (")[0])]
        assert agreed, package
        assert all(re.search(rf"\b{one}", stated) for one in agreed), (package, stated)


def test_no_dependency_is_under_a_licence_that_would_reach_ours() -> None:
    for package in direct_dependencies():
        stated = stated_licence(package)
        assert not re.search(r"\bA?GPL|(?<!LGPL )\bGeneral Public", stated), (package, stated)


def test_every_file_of_the_theme_stands_under_a_licence() -> None:
    written = (TOP / "docs/licences.md").read_text("utf-8")
    patterns = []
    for pattern in re.findall(r"`(themes/[^`]+)`", written):
        match = re.fullmatch(r"(.*)\{(.*)\}(.*)", pattern)
        choices = match[2].split(",") if match else [""]
        patterns += [f"{match[1]}{each}{match[3]}" if match else pattern for each in choices]
    named = {path for pattern in patterns for path in TOP.glob(pattern)}
    shipped = {path for path in (TOP / "themes").glob("*/static/**/*") if path.is_file()}
    licences = {path for path in shipped if path.suffix == ".txt"}
    assert [str(path.relative_to(TOP)) for path in sorted(shipped - licences - named)] == []
