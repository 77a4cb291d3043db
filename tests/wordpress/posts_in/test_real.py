"""Posts of a real WordPress, through both transports: what its readers read is what we say."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.text import render_markdown
from engage.engagements.queries import engagement_to_change
from engage.jobs.service import enqueue
from engage.jobs.worker import run_due
from engage.media.models import Media
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.blocks import shown
from engage.wordpress.blocks.tree import parse
from engage.wordpress.models import WordPressCategory, WordPressPostIn
from engage.wordpress.service.kinds import LOOK_AT_CATEGORIES, PULL_POSTS
from engage.wordpress.service.sources import add_source
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.services.wordpress import WordPressSite
from tests.wordpress.posts_in.conftest import Pair, published
from tests.wordpress.posts_in.content import BLOCKS, CLASSIC
from tests.wordpress.posts_in.there import There, png
from tests.wordpress.synced import wordpress_settings

Row = dict[str, Any]


@dataclass
class Both(Pair):
    """Ours, and the administrator of a real WordPress with a category of this test's own."""

    admin: httpx.Client = None  # type: ignore[assignment]
    category: int = 0
    picture: str = ""

    def write_there(self, content: str, **more: Any) -> Row:
        body = {"title": "A title", "content": content, "status": "publish"}
        body |= {"categories": [self.category]} | more
        row: Row = self.admin.post("posts", json=body).raise_for_status().json()
        return row

    def change_there(self, number: int, **more: Any) -> None:
        # WordPress counts whole seconds: a change within one is none to it.
        self.admin.post(f"posts/{number}", json=more).raise_for_status()

    def work(self) -> None:
        """The job, as a worker does it."""
        with self.units.writing(SYSTEM) as unit:
            enqueue(unit, PULL_POSTS, {})
        for _ in range(3):
            run_due(self.units, HANDLERS)
            self.clock.advance(seconds=20)


@pytest.fixture(scope="module")
def uploaded(wordpress: WordPressSite) -> str:
    """The address of a picture in WordPress's library."""
    auth = (wordpress.user, wordpress.app_password)
    headers = {"Content-Disposition": "attachment; filename=bus.png", "Content-Type": "image/png"}
    with httpx.Client(base_url=wordpress.rest + "wp/v2/", auth=auth, timeout=60) as client:
        row: Row = client.post("media", content=png(), headers=headers).raise_for_status().json()
    return str(row["source_url"])


@pytest.fixture(params=["rest", "xmlrpc"])
def both(
    request: pytest.FixtureRequest,
    wordpress: WordPressSite,
    uploaded: str,
    sqlite_url: str,
    tmp_path: Path,
) -> Iterator[Both]:
    clock = FixedClock(NOON)
    given = wordpress_settings(wordpress) | {"ENGAGE_WORDPRESS_TRANSPORT": request.param}
    units = make_units(settings_for(sqlite_url, tmp_path, **given), clock)
    build_engagement(units)
    auth = (wordpress.user, wordpress.app_password)
    with httpx.Client(base_url=wordpress.rest + "wp/v2/", auth=auth, timeout=60) as client:
        name = f"News {uuid.uuid4().hex[:8]}"
        row: Row = client.post("categories", json={"name": name}).raise_for_status().json()
        with units.writing(SYSTEM) as unit:
            enqueue(unit, LOOK_AT_CATEGORIES, {})
        run_due(units, HANDLERS)
        pair = Both(units, clock, There(), admin=client, category=row["id"], picture=uploaded)
        with units.writing(SYSTEM) as unit:
            engagement = engagement_to_change(unit.session, pair.slug)
            add_source(unit, engagement, row["id"], "update")
        yield pair
    units.database.dispose()


def letters(html: str) -> str:
    """Letters and digits that a reader sees; a player's and a frame's own words are no text."""
    return "".join(letter for letter in parse(html).text() if letter.isalnum())


def ours(markdown: str) -> str:
    text = unescape(re.sub("<[^<>]*>", "", render_markdown(markdown)))
    return "".join(letter for letter in text if letter.isalnum())


def body_of(both: Both) -> str:
    (update,) = both.updates()
    return both.update_says(update).body


@pytest.mark.parametrize("kind", [*BLOCKS, *(f"classic {kind}" for kind in CLASSIC)])
def test_every_word_of_every_kind_of_content_is_read_here(both: Both, kind: str) -> None:
    raw = CLASSIC[kind.removeprefix("classic ")] if kind.startswith("classic ") else BLOCKS[kind]
    row = both.write_there(raw.replace("PICTURE", both.picture))
    both.work()
    body = body_of(both)
    read, said = letters(row["content"]["rendered"]), ours(body)
    if kind == "reused" and both.units.settings.wordpress.transport == "xmlrpc":  # type: ignore[union-attr]
        assert said == "Before"
        (note,) = both.rows(WordPressPostIn)
        assert "latest-posts" in note.notes
        return
    for words in ("Shownonyoutubecom", "Audiowpinvalid"):
        said = said.replace(words, "")
    assert said == read or said == letters(shown(row["content"]["raw"]))
    assert "alert" not in body and "evil" not in body and "javascript" not in body
    assert "simplified" not in "".join(one.notes for one in both.rows(WordPressPostIn))


def test_pictures_come_from_the_site_itself(both: Both) -> None:
    both.write_there(BLOCKS["picture"].replace("PICTURE", both.picture))
    both.work()
    (media,) = both.rows(Media)
    assert media.source == both.picture
    html = render_markdown(body_of(both))
    assert f'src="/media/{media.name}.' in html and 'alt="A bus"' in html
    assert "<figcaption>Taken there</figcaption>" in html


def test_what_is_kept_from_the_public_there_does_not_come_in(both: Both) -> None:
    both.write_there("<p>Secret</p>", password="open sesame")
    both.write_there("<p>Later</p>", status="future", date_gmt="2036-01-01T00:00:00")
    both.write_there("<p>Own</p>", status="private")
    both.write_there("<p>Draft</p>", status="draft")
    both.write_there("<p>Sticky</p>", sticky=True, title="")
    both.work()
    (update,) = both.updates()
    assert both.update_says(update).body == "Sticky"
    assert update.title.startswith("Untitled update of ")


@pytest.mark.parametrize("how", ["password", "draft", "trash", "deleted", "moved"])
def test_what_is_withdrawn_there_goes_from_view_here(both: Both, how: str) -> None:
    number = both.write_there("<p>News</p>")["id"]
    both.work()
    both.do(published)
    assert both.updates()[0].is_public
    if how == "password":
        both.change_there(number, password="open sesame")
    elif how == "draft":
        both.change_there(number, status="draft")
    elif how == "moved":
        both.change_there(number, categories=[1])
    else:
        force = {"force": "true"} if how == "deleted" else {}
        both.admin.delete(f"posts/{number}", params=force).raise_for_status()
    both.work()
    assert not both.updates()[0].is_public


def test_categories_are_those_that_there_are(both: Both) -> None:
    with both.units.reading(SYSTEM) as unit:
        row = unit.session.get(WordPressCategory, both.category)
    assert row is not None and row.name.startswith("News ")
