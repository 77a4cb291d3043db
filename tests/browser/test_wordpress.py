"""Both sites at once: published here and seen there; commented there, moderated here, seen there;
edited there, settled here; with WordPress stopped and started between.

The demo and a real WordPress with our plugin run beside each other. Its readers use its own pages
and its own form; our people use ours. Nothing is told to either side by the test itself.
"""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo, run_demo
from tests.browser.test_journey import Walk, page_text, sign_in
from tests.services.process import free_port
from tests.services.wordpress import WordPressSite, run_wordpress

pytestmark = pytest.mark.services

PATIENCE = 150.0
SECRET = "what both sides sign their calls with"
LEFT_THERE = "The last bus leaves before my shift ends.\nPlease let one run at eleven."
VISITOR = "Corner shop"
ADDRESS = "visitor@example.test"
LATER = "A second bus on Sundays as well."
DIFFERENCE = "main a[href*='/staff/wordpress/differences/']"
EDITED = "Free buses for everybody"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def wordpress(port: int) -> Iterator[WordPressSite]:
    calls = {
        "ENGAGE_HOOK_URL": f"http://127.0.0.1:{port}/wordpress/hook",
        "ENGAGE_HOOK_SECRET": SECRET,
    }
    with run_wordpress(plugin=True, constants=calls) as site:
        yield site


@pytest.fixture(scope="module")
def demo(
    sample: Path, tmp_path_factory: pytest.TempPathFactory, wordpress: WordPressSite, port: int
) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(sample, folder, dirs_exist_ok=True)
    settings = {
        "ENGAGE_WORDPRESS_URL": wordpress.url,
        "ENGAGE_WORDPRESS_USER": wordpress.user,
        "ENGAGE_WORDPRESS_PASSWORD": wordpress.app_password,
        "ENGAGE_WORDPRESS_HOOK_SECRET": SECRET,
    }
    with run_demo(folder, settings, port) as running:
        yield running


@pytest.fixture
def there(wordpress: WordPressSite) -> Iterator[httpx.Client]:
    """WordPress in the hands of somebody who works on that site, not of the account of ours."""
    auth = (wordpress.editor.user, wordpress.editor.app_password)
    with httpx.Client(base_url=wordpress.rest + "wp/v2/", auth=auth, timeout=60) as client:
        yield client


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Somebody on the corporate site."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def citizen(browser: Browser, demo: Demo) -> Iterator[Walk]:
    yield from _walk(browser, demo)


@pytest.fixture
def lead(browser: Browser, demo: Demo) -> Iterator[Walk]:
    yield from _walk(browser, demo)


@pytest.fixture
def moderator(browser: Browser, demo: Demo) -> Iterator[Walk]:
    yield from _walk(browser, demo)


def _walk(browser: Browser, demo: Demo) -> Iterator[Walk]:
    context = browser.new_context()
    walk = Walk(context, demo)
    yield walk
    assert walk.elsewhere == []
    context.close()


def test_both_sites_stay_in_step(  # noqa: PLR0917  as many people have a part in it
    reader: Page,
    citizen: Walk,
    lead: Walk,
    moderator: Walk,
    demo: Demo,
    wordpress: WordPressSite,
    there: httpx.Client,
) -> None:
    address = published_here_and_seen_there(reader, demo, there)
    sign_in(lead, demo, "administrator")
    sign_in(moderator, demo, "moderator")

    opened_for_comments_there(lead, reader, demo, address)
    commented_there(reader, address)
    moderated_here(moderator)
    seen_there(reader, address)
    assert VISITOR in page_text(citizen, f"/engagements/{demo.engagement}/{demo.topic}")
    assert the_address_has_left(there)

    title = edited_there(there, demo)
    settled_here(lead)
    until(lambda: post_of(there, demo)["title"]["rendered"] == title)

    wordpress.stop()
    published_while_it_is_down(citizen, moderator, demo)
    said_on_the_staff_page(lead)
    wordpress.start()
    until(lambda: LATER in page_there(reader, address))
    assert page_there(reader, address).count(LATER) == 1


def published_here_and_seen_there(reader: Page, demo: Demo, there: httpx.Client) -> str:
    """The address of the post, with the engagement's published comments under it."""
    until(lambda: bool(posts_of(there, demo)))
    post = post_of(there, demo)
    until(lambda: len(comments_of(there, post["id"])) > 1)
    words = page_there(reader, str(post["link"]))
    assert post["title"]["rendered"] in words
    assert "Freedom of Information and Protection of Privacy Act" in words
    assert reader.locator("#commentform").count() == 0
    return str(post["link"])


def opened_for_comments_there(lead: Walk, reader: Page, demo: Demo, address: str) -> None:
    lead.open(f"/staff/engagements/{demo.engagement}/wordpress")
    lead.page.get_by_label("Topic for these comments").select_option(index=1)
    lead.page.get_by_label("Visitors may comment on the post on WordPress").check()
    lead.press("Save")
    assert "Saved." in lead.page.locator("body").inner_text(), lead.page.locator(
        "main"
    ).inner_text()
    until(lambda: "commentform" in page_source(reader, address))
    notice = reader.locator(".engage-notice")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("Freedom of Information and Protection of Privacy Act")


def commented_there(reader: Page, address: str) -> None:
    reader.goto(address)
    reader.locator("#comment").fill(LEFT_THERE)
    reader.locator("#author").fill(VISITOR)
    reader.locator("#email").fill(ADDRESS)
    reader.locator("#commentform input[type=submit]").click()
    reader.wait_for_load_state()
    reader.context.clear_cookies()
    assert VISITOR not in page_there(reader, address)


def moderated_here(moderator: Walk) -> None:
    page = moderator.page
    until(lambda: VISITOR in queue_of_wordpress(moderator))
    text = page.locator(".item-text").first
    expect(text).to_contain_text("my shift ends")
    moderator.press("Publish")


def queue_of_wordpress(moderator: Walk) -> str:
    moderator.page.goto(f"{moderator.demo.base_url}/staff/queue?channel=wordpress")
    return moderator.page.locator("main").inner_text()


def seen_there(reader: Page, address: str) -> None:
    until(lambda: VISITOR in page_there(reader, address))
    assert ADDRESS not in page_source(reader, address)


def the_address_has_left(there: httpx.Client) -> bool:
    found = there.get("comments", params={"search": "my shift ends", "context": "edit"}).json()
    return [one["author_email"].partition("@")[2] for one in found] == ["sync.invalid"]


def edited_there(there: httpx.Client, demo: Demo) -> str:
    """Somebody changes the title there; what it was before."""
    post = post_of(there, demo)
    changed = there.post(f"posts/{post['id']}", json={"title": EDITED})
    assert changed.status_code == 200, changed.text
    return str(post["title"]["rendered"])


def settled_here(lead: Walk) -> None:
    until(lambda: found_differing(lead))
    lead.page.locator(DIFFERENCE).first.click()
    lead.look()
    theirs = lead.page.get_by_role("group", name="On WordPress").first.inner_text()
    assert set(EDITED.split()) <= set(re.findall(r"\w+", theirs)), theirs
    lead.press("Put our text back")


def found_differing(lead: Walk) -> bool:
    lead.page.goto(f"{lead.demo.base_url}/staff/wordpress/differences")
    return lead.page.locator(DIFFERENCE).count() > 0


def published_while_it_is_down(citizen: Walk, moderator: Walk, demo: Demo) -> None:
    topic = f"/engagements/{demo.engagement}/{demo.topic}"
    citizen.open(f"{topic}/comment")
    citizen.page.get_by_label("Your comment").fill(LATER)
    citizen.page.get_by_label(re.compile("my own words")).check()
    citizen.press("Send comment")
    expect(citizen.page.locator(".code")).to_be_visible()
    moderator.open("/staff/queue")
    until(lambda: decided_when_met(moderator))
    assert LATER in page_text(citizen, topic)


def decided_when_met(moderator: Walk) -> bool:
    page = moderator.page
    page.goto(f"{moderator.demo.base_url}/staff/queue")
    if LATER in page.locator(".item-text").first.inner_text():
        moderator.press("Publish")
        return True
    page.get_by_label("Off topic").check()
    page.get_by_role("button", name="Do not publish").click()
    page.wait_for_load_state()
    return False


def said_on_the_staff_page(lead: Walk) -> None:
    def is_said() -> bool:
        lead.page.goto(f"{lead.demo.base_url}/staff/wordpress")
        return "cannot be reached" in lead.page.locator("main").inner_text()

    until(is_said)
    lead.look()


def posts_of(there: httpx.Client, demo: Demo) -> list[dict[str, dict[str, str]]]:
    query = {"slug": f"engage-{demo.engagement}"}
    return list(there.get("posts", params=query).json())


def post_of(there: httpx.Client, demo: Demo) -> dict[str, dict[str, str]]:
    (post,) = posts_of(there, demo)
    return post


def comments_of(there: httpx.Client, post_id: object) -> list[object]:
    return list(there.get("comments", params={"post": str(post_id)}).json())


def page_there(reader: Page, address: str) -> str:
    reader.goto(address)
    return reader.locator("body").inner_text()


def page_source(reader: Page, address: str) -> str:
    reader.goto(address)
    return reader.content()


def until(happened: Callable[[], bool]) -> None:
    """Waits for what the two sites do by themselves."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.5)


def test_the_page_there_names_nobody_else(demo: Demo, there: httpx.Client) -> None:
    """What our plugin adds fetches nothing from another site."""
    post = post_of(there, demo)
    html = httpx.get(str(post["link"]), timeout=60).text
    hosts = {urlsplit(found).netloc for found in re.findall(r'<img[^>]+src=["\']([^"\']+)', html)}
    assert hosts <= {urlsplit(str(post["link"])).netloc}
