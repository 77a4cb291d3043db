"""Every public page against strangers: each parameter, header and path from a hostile list gives a
page, a redirect inside the site or an error in the theme.

The pages are those of the running application, the parameters those that it asks for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from flask import request
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.settings import ROOT
from engage.site.cache import PageCache
from engage.web.access import access_of
from engage.web.language import is_one_language
from engage.web.requests import EngageRequest
from engage.web.transaction import EngageFlask
from engage.wiring import make_units
from tests.app_fixtures import NOON, settings_for
from tests.permissions.furnishing import made
from tests.permissions.matrix import plain
from tests.permissions.test_matrix import PLACEHOLDER
from tests.web.hostile import (
    EVIL,
    HEADERS,
    PATHS,
    VALUES,
    WHOLE,
    assert_no_evil,
    assert_sound,
)

ASKED: Final = re.compile(r'(?:args|asked|given)(?:\.get\(|\.getlist\(|\[)\s*"(\w+)"')
PUBLIC_ROOMS: Final = ("site", "sharing", "comments", "following", "moderation/reported", "search")
HIDDEN: Final = re.compile(
    r'value="[^"]*"|"(salt|nonce|signature|keySignature|challenge)": ?"[^"]*"'
)
POSTER: Final = re.compile(r"poster(-a4)?\.pdf$")
"""Making one takes a second, so it is asked for with queries alone, which never get that far."""
IN_PATHS: Final = ("nul", "surrogates", "huge", "digits of another script", "superscript")
FEW: Final = ("nul", "element", "attribute", "template")
"""Values for pages that ask for no parameter, and for French ones, which are the same code."""


@dataclass
class Site:
    """The application in a furnished world, and which parameters each page asked for."""

    app: EngageFlask
    another: EngageFlask
    client: FlaskClient
    ids: dict[str, object]
    asked: dict[str, set[str]] = field(default_factory=dict)

    def rules(self, method: str) -> set[str]:
        """Those of all public pages."""
        found = set()
        for rule in self.app.url_map.iter_rules():
            access = access_of(self.app.view_functions[rule.endpoint])
            if access is not None and not access.is_staff and method in (rule.methods or ()):
                found.add(plain(rule.rule))
        return found

    def paths(self, method: str) -> list[str]:
        """The addresses of all public pages, in both languages where they have two."""
        found = []
        for rule in self.rules(method):
            path = self.address(rule)
            found += [path] if is_one_language(path) else [path, f"/fr{path}"]
        return sorted(set(found))

    def address(self, rule: str, part_of_it: str | None = None) -> str:
        """With the ids of the world; of a part of the rule that part."""

        def part(match: re.Match[str]) -> str:
            name = match.group(1)
            return str(next(self.ids[key] for key in (f"{rule} {name}", name) if key in self.ids))

        return PLACEHOLDER.sub(part, rule if part_of_it is None else part_of_it)

    def elsewhere(self) -> FlaskClient:
        """The same site in another process, which keeps no page yet."""
        front = self.another.wsgi_app
        assert isinstance(front, PageCache)
        front._pages.clear()
        return self.another.test_client()


def site_on(url: str, folder: Path) -> Site:
    mailing = {"ENGAGE_SMTP_URL": "smtp://127.0.0.1:9", "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca"}
    units = make_units(settings_for(url, folder, **mailing), FixedClock(NOON))
    ids = made(units).ids
    app, another = (create_app(units.settings, units=units) for _ in range(2))
    theme = app.jinja_env.globals["theme"]
    ids |= {"digest": theme.digest, "path": "css/site.css", "page": "engagements/night-buses"}  # type: ignore[attr-defined]
    ids |= {"/sitemap-<number>.xml number": 1, "ending": "png"}
    site = Site(app, another, app.test_client(), ids)
    _note_what_is_asked(site)
    return site


def _note_what_is_asked(site: Site) -> None:
    class Noted(ImmutableMultiDict[str, str]):
        def get(self, key: str, *args: object, **more: object) -> object:  # type: ignore[override]
            note(key)
            return super().get(key, *args, **more)  # type: ignore[call-overload]

        def __getitem__(self, key: str) -> str:
            note(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            note(str(key))
            return super().__contains__(key)

    class Watched(EngageRequest):
        parameter_storage_class = Noted

    path = ""

    def note(name: str) -> None:
        site.asked.setdefault(path, set()).add(name)

    def remember() -> None:
        nonlocal path
        path = request.script_root + request.path

    site.app.request_class = Watched
    site.app.before_request_funcs.setdefault(None, []).insert(0, remember)


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "engage.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    made_site = site_on(f"sqlite:///{path}", folder)
    yield made_site
    made_site.app.units.database.dispose()


def known_names() -> list[str]:
    """Every parameter that the rooms of the public read."""
    rooms = [ROOT / "engage" / room for room in PUBLIC_ROOMS]
    sources = [path.read_text("utf-8") for room in rooms for path in room.rglob("*.py")]
    return sorted({name for source in sources for name in ASKED.findall(source)} | {"q", "zzq"})


NAMES: Final = known_names()


def test_every_page_takes_every_value_in_every_parameter(site: Site) -> None:
    assert {"q", "after", "sort", "page", "limit", "cursor", "url"} <= set(NAMES)
    for path in site.paths("GET"):
        for name in FEW:
            query = "&".join(f"{one}={VALUES[name]}" for one in NAMES)
            assert_sound(site.client.get(f"{path}?{query}"), (path, name), path)
    # One wrong parameter may be refused before another is read, so each is sent alone too.
    reading = {
        path: sorted(names) for path, names in site.asked.items() if not path.startswith("/fr/")
    }
    assert len(reading) > 10
    for path, names in reading.items():
        for name, value in VALUES.items():
            for one in names:
                assert_sound(site.client.get(f"{path}?{one}={value}"), (path, one, name), path)


@pytest.mark.parametrize("name", WHOLE)
def test_every_page_takes_a_query_that_is_no_form(site: Site, name: str) -> None:
    for path in site.paths("GET"):
        if not path.startswith("/fr/"):
            assert_sound(site.client.get(f"{path}?{WHOLE[name]}"), (path, name), path)


def test_every_path_is_a_page_or_an_error_in_the_theme(site: Site) -> None:
    for path in PATHS:
        for asked in (site.client.get, site.client.head, site.client.post):
            answer = asked(path, headers={"Host": EVIL})
            assert_sound(answer, path, path)
            if EVIL not in path:
                assert_no_evil(answer, path)


@pytest.mark.parametrize("name", IN_PATHS)
def test_every_part_of_an_address_takes_what_is_none(site: Site, name: str) -> None:
    """One part after another, with the others as they are."""
    value = VALUES[name].replace("/", "%2F")
    for rule in sorted(site.rules("GET")):
        parts = list(PLACEHOLDER.finditer(rule))
        for at, part in enumerate(parts):
            if (POSTER.search(rule) and at) or rule.startswith("/staff/"):
                continue
            before = site.address(rule, rule[: part.start()])
            path = f"{before}{value}{site.address(rule, rule[part.end() :])}"
            assert_sound(site.client.get(path), (rule, at), path)


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "ZZQ"])
def test_no_page_takes_what_nobody_should_ask(site: Site, method: str) -> None:
    for path in site.paths("GET"):
        answer = site.client.open(path, method=method, data=b"zzq")
        assert_sound(answer, path, path)
        assert answer.status_code in ((200, 204) if method == "OPTIONS" else (405,)), path


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_breaks_a_page_or_changes_it_for_the_next_reader(site: Site, name: str) -> None:
    """The same page for who comes after: `site.client` has asked for it before, as anybody does,
    and the other process hears of it from a stranger first."""
    another = site.elsewhere()
    for path in site.paths("GET"):
        if POSTER.search(path) or path.startswith("/staff/"):
            continue
        answer = another.get(path, headers=HEADERS[name])
        assert_sound(answer, (path, name), path)
        assert_no_evil(answer, (path, name))
        after, plain_one = another.get(path), site.client.get(path)
        assert after.status_code == plain_one.status_code, (path, name)
        assert alike(after.get_data()) == alike(plain_one.get_data()), (path, name)
        assert heads(after) == heads(plain_one), (path, name)


def alike(body: bytes) -> str:
    """Without what is made anew each time: tokens and riddles."""
    return HIDDEN.sub("", body.decode(errors="replace"))


def heads(answer: TestResponse) -> list[tuple[str, str]]:
    """Without the length, which tokens change, and the second at which it was asked for."""
    return sorted(pair for pair in answer.headers if pair[0] not in ("Content-Length", "Date"))
