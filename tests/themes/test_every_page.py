"""Every page, public and of the staff, in every theme that lies in `themes/`.

The pages are those of the permission matrix and so is the world they show: a page that is added
there is dressed here. A page that a theme breaks answers 500 or lacks what R7 wants on it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from jinja2 import nodes

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.web.theme import Theme, load_theme
from engage.web.transaction import EngageFlask
from engage.wiring import make_units
from tests.app_fixtures import NOON, settings_for
from tests.permissions.furnishing import made
from tests.permissions.matrix import Row, rows
from tests.permissions.people import LETTERS, Member, ask, member
from tests.permissions.test_matrix import PLACEHOLDER, QUERIES
from tests.permissions.world import World, owned_by

THEMES: Final = Path(__file__).parents[2] / "themes"
NAMES: Final = sorted(path.parent.name for path in THEMES.glob("*/theme.toml"))
PAGES: Final = [row for row in rows() if row.method == "GET"]
FILES: Final = ("/assets/", "/media/", "/sitemap")
POLICIES: Final = ("/terms", "/moderation-policy", "/privacy", "/accessibility")


class Place:
    """One world for all themes; nobody changes anything in it."""

    def __init__(self, units: Units, world: World) -> None:
        self.units, self.world = units, world
        self.people: dict[str, Member] = {}
        self.owned: dict[str, object] = {}

    def person(self, app: EngageFlask, letter: str) -> Member:
        if letter not in self.people:
            self.people[letter] = member(app, LETTERS[letter])
            self.owned |= owned_by(self.world, self.people[letter])
        return self.people[letter]


@pytest.fixture(scope="module")
def place(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("themes")
    path = folder / "engage.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    mailing = {"ENGAGE_SMTP_URL": "smtp://127.0.0.1:9", "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca"}
    settings = settings_for(f"sqlite:///{path}", folder, **mailing, ENGAGE_PAGE_CACHE="0")
    units = make_units(settings, FixedClock(NOON))
    yield Place(units, made(units))
    units.database.dispose()


def dressed(place: Place, name: str) -> EngageFlask:
    return create_app(replace(place.units.settings, theme=name), units=place.units)


def address(place: Place, row: Row, letter: str) -> str:
    ids = place.world.ids | place.owned | {"digest": "0", "path": "css/site.css"}

    def part(found: re.Match[str]) -> str:
        name = found.group(1)
        keys = (f"{row.rule} {name} {letter}", f"{row.rule} {name}", name)
        return str(next(ids[key] for key in keys if key in ids))

    return PLACEHOLDER.sub(part, row.rule) + QUERIES.get(row.rule, "")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_whole_in_every_theme(place: Place, name: str) -> None:
    app = dressed(place, name)
    client = app.test_client(use_cookies=False)
    theme = app.jinja_env.globals["theme"]
    assert isinstance(theme, Theme)
    wrong, whole = [], 0
    for row in PAGES:
        if row.rule.startswith(FILES):
            continue
        letter = "" if row.is_public else next(iter(row.letters or "A"))
        who = place.person(app, letter) if letter else None
        answer = ask(client, "GET", address(place, row, letter), who)
        if answer.status_code >= 500:
            wrong.append(f"{row.rule}: {answer.status_code}")
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        if "<header" not in answer.text:
            continue  # cards in frames, reports, slips: pages of their own
        whole += 1
        wrong += [f"{row.rule}: {what}" for what in lacking(answer.text, theme)]
    assert wrong == []
    assert whole > 100


def lacking(html: str, theme: Theme) -> list[str]:
    """What a page of this theme must have and has not (R7)."""
    wanted = [f"/assets/{theme.digest}/css/", 'id="main"', theme.title]
    if '<body class="staff' not in html:
        wanted.append(f"/assets/{theme.digest}/css/public.css")
        wanted += ["site-header", "site-footer", theme.acknowledgement.split(".")[0]]
        wanted += [f'href="{path}"' for path in POLICIES]
    return [text for text in wanted if text not in html]


@pytest.mark.parametrize("name", NAMES)
def test_refusals_wear_the_theme_too(place: Place, name: str) -> None:
    app = dressed(place, name)
    for path in ("/nowhere", "/fr/nowhere"):
        answer = app.test_client().get(path)
        assert answer.status_code == 404
        assert "site-footer" in answer.text
        assert ("ministry-line" in answer.text) == (name == "forests")


# --- blocks ---------------------------------------------------------------------------------------


def blocks_of(app: EngageFlask, name: str) -> set[str]:
    """The blocks of a template and of those that it extends."""
    loader = app.jinja_env.loader
    assert loader is not None
    tree = app.jinja_env.parse(loader.get_source(app.jinja_env, name)[0])
    found = {block.name for block in tree.find_all(nodes.Block)}
    for extends in tree.find_all(nodes.Extends):
        if isinstance(extends.template, nodes.Const):
            found |= blocks_of(app, extends.template.value)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_template_of_a_theme_misses_a_block(place: Place, name: str) -> None:
    """A block that a page fills and its layout has not would be lost without a word."""
    app = dressed(place, name)
    loader, layouts = app.jinja_env.loader, {"layout.html", "staff.html"}
    assert loader is not None
    known = {layout: blocks_of(app, layout) for layout in layouts}
    for page in app.jinja_env.list_templates(extensions=["html"]):
        tree = app.jinja_env.parse(loader.get_source(app.jinja_env, page)[0])
        for extends in tree.find_all(nodes.Extends):
            base = getattr(extends.template, "value", "")
            if base in layouts:
                own = {one.name for one in tree.find_all(nodes.Block)}
                nested = {
                    inner.name
                    for one in tree.find_all(nodes.Block)
                    for inner in one.find_all(nodes.Block)
                }
                assert own - nested - known[base] == set(), page


@pytest.mark.parametrize("name", [name for name in NAMES if name != "corporate"])
def test_what_a_theme_overrides_has_the_blocks_of_its_parent(place: Place, name: str) -> None:
    app = dressed(place, name)
    parent = load_theme(THEMES, name).layers[1].name
    overridden = [path.name for path in (THEMES / name / "templates").glob("*.html")]
    assert overridden
    for template in overridden:
        assert blocks_of(app, template) >= blocks_of(app, f"themes/{parent}/{template}")
