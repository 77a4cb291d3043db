"""What forms answer is looked at as pages are: errors, conflicts, thanks, and pages of trouble.

Every template of a whole page is shown to a browser by an address or by an answer: one that neither
shows fails here. And each page has a title of its own, which says the page first.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final

import pytest
from jinja2 import Environment
from playwright.sync_api import Browser, Page

from engage.web.transaction import EngageFlask
from tests.browser import looks
from tests.browser.answers import Answer, answers_of, templates_of
from tests.browser.every_page import PAGES, STATES, Place, Site, served, sign_in, site_in
from tests.browser.test_accessibility import DESK, ZOOMED
from tests.permissions.people import ask

LAYOUTS: Final = ("layout.html", "staff.html")
PARENT: Final = re.compile(r"{%-?\s*extends\s+['\"]([^'\"]+)['\"]")
TITLE: Final = re.compile(r"<title>(.*?)</title>", re.S)
IN_A_LANGUAGE: Final = re.compile(r"/in/\w+(?=/)")
DASH: Final = " \N{EN DASH} "
PARTS: Final = 3
OF_FORMS: Final = (
    "label", "aria-valid-attr-value", "aria-allowed-attr", "aria-input-field-name",
    "duplicate-id-aria", "button-name", "link-name", "heading-order", "nested-interactive",
)  # fmt: skip
_ERRORS: Final = """() => {
  const faults = [], summary = document.querySelector('[data-error-summary]');
  if (!summary) return document.querySelector('.error, .message, h1') ? [] : ['says nothing'];
  if (!document.title.startsWith('Error')) faults.push(`is called ${document.title}`);
  for (const link of summary.querySelectorAll('a')) {
    const field = link.hash && document.querySelector(link.hash);
    if (!field) faults.push(`has an error that leads nowhere: ${link.textContent}`);
  }
  for (const one of document.querySelectorAll('main p.error[id]')) {
    if (!document.querySelector(`[aria-describedby~="${one.id}"]`)) {
      faults.push(`has an error that no field names: ${one.textContent.trim()}`);
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def site(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("answers"), migrated_sqlite) as made:
        yield made


@pytest.fixture(scope="module")
def answers(site: Site) -> list[Answer]:
    return answers_of(site)


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[Place, tuple[str, str]]:
    """Every page by its address: its template and its HTML."""
    client = site.app.test_client(use_cookies=False)
    found = {}
    for place in [*(site.place(row) for row in PAGES), *STATES]:
        with templates_of(site.app) as names:
            answer = ask(client, "GET", place.path, site.person(place.letter))
        if answer.status_code == 200 and answer.mimetype == "text/html" and names:
            found[place] = (names[-1], answer.text)
    return found


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    with served(site.app) as url:
        page = context.new_page()
        page.goto(f"{url}/terms")
        yield page
    context.close()


def show(page: Page, site: Site, answer: Answer) -> None:
    """The answer at its address, as the server sent it, its policy with it."""
    base = "/".join(page.url.split("/")[:3])
    sign_in(page.context, base, site.person(answer.place.letter))
    url = f"{base}/answer{answer.place.path}"
    page.route(
        url,
        lambda route: route.fulfill(
            status=answer.status,
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": answer.policy},
            body=answer.html,
        ),
    )
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(url)
    page.unroute(url)


def faults_of(page: Page, answer: Answer, *rules: str) -> list[str]:
    found = [*looks.axe(page, *rules, within="main"), *looks.whole(page), *page.evaluate(_ERRORS)]
    page.emulate_media(forced_colors="active", color_scheme="dark")
    found += [*looks.forced(page), *looks.focus(page)]
    page.emulate_media(forced_colors="none", color_scheme="light")
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    found += looks.narrow(page)
    return [f"{answer.template} ({answer.status}, {answer.place.path}): {one}" for one in found]


@pytest.mark.parametrize("part", range(PARTS))
def test_what_forms_answer_reads_well(
    site: Site, page: Page, answers: list[Answer], pages: dict[Place, tuple[str, str]], part: int
) -> None:
    """A template that an address shows too has been looked at whole there."""
    known = {template for template, _html in pages.values()}
    faults = []
    for answer in answers[part::PARTS]:
        show(page, site, answer)
        faults += faults_of(page, answer, *(OF_FORMS if answer.template in known else ()))
    assert not faults, "\n".join(faults)


def whole_pages(templates: Environment) -> set[str]:
    """The templates that stand in a layout of the theme, by however many steps."""
    assert templates.loader is not None
    parents: dict[str, str] = {}
    for name in templates.list_templates(["html"]):
        if not name.startswith("themes/"):
            found = PARENT.search(templates.loader.get_source(templates, name)[0])
            parents[name] = found[1] if found else ""
    whole = set()
    for name in parents:
        above = name
        while parents.get(above):
            above = parents[above]
        if above in LAYOUTS and name not in LAYOUTS:
            whole.add(name)
    return whole


def test_every_template_of_a_page_is_looked_at(
    site: Site, answers: list[Answer], pages: dict[Place, tuple[str, str]]
) -> None:
    app: EngageFlask = site.app
    seen = {template for template, _html in pages.values()} | {one.template for one in answers}
    wanted = whole_pages(app.jinja_env)
    assert len(wanted) > 150
    assert wanted - seen == set()


def title_of(html: str) -> str:
    found = TITLE.search(html)
    assert found is not None
    return " ".join(unescape(found[1]).split())


def test_each_page_has_a_title_of_its_own_that_says_the_page_first(
    site: Site, pages: dict[Place, tuple[str, str]]
) -> None:
    """Two addresses of one page may share a title: a month that is this one, and a page in another
    language whose words nobody translated."""
    by_title = defaultdict(set)
    for place, (_template, html) in pages.items():
        title = title_of(html)
        if place.is_whole:
            before, dash, after = title.rpartition(DASH)
            assert dash, title
            assert before.strip(), title
            assert after in ("Engage staff", "Government of British Columbia"), title
            by_title[title].add(IN_A_LANGUAGE.sub("", place.path))
    shared = {title: sorted(paths) for title, paths in by_title.items()}
    assert {title: paths for title, paths in shared.items() if len(paths) > 1} == SAME_PAGE


SAME_PAGE: Final = {
    f"Calendar: March 2026{DASH}Engage staff": ["/staff/calendar", "/staff/calendar?month=2026-03"],
}


def test_a_form_with_errors_says_so_in_its_title(answers: list[Answer]) -> None:
    refused = [one for one in answers if "data-error-summary" in one.html]
    assert len(refused) > 50
    wrong = {one.template for one in refused if not title_of(one.html).startswith("Error")}
    assert wrong == set()


BAD: Final = """<!doctype html><html lang="en"><title>Bad</title><body><main>
<style>.card { background: red } .seen { forced-color-adjust: none; color: red; background: red }
  button { border: 0 }</style>
<p class="card">A card</p><button>Press</button><p class="seen">Read me</p>
<p><svg width="9" height="9"><path fill="#123456" d="M0 0h9v9z"/></svg> drawn</p></main>"""


def test_these_looks_see_what_is_lost_in_forced_colours(browser: Browser) -> None:
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.set_content(BAD)
    assert looks.forced(page) == [
        'has no outline of its own: p.card "A card"',
        'has no outline of its own: button "Press"',
        'is written in the colour of its ground: p.seen "Read me"',
        'keeps its own colour: p "drawn"',
    ]
    context.close()
