"""On a real WordPress the marks survive every way of saving, and no reader sees them."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from xmlrpc.client import ServerProxy

import httpx
import pytest

from engage.wordpress.marks import engage_mark, notice_shown
from engage.wordpress.rules import post_fields
from tests.services.wordpress import WordPressSite
from tests.wordpress.posts.test_marks import HASH, POST

KEY = f"engage-marked-{uuid.uuid4().hex[:8]}"
FIELDS = post_fields(
    replace(POST, key=KEY, summary="Which — forests?\n\nC:\\0 & [gallery] --> <!-- x -->")
)


def _body() -> dict[str, Any]:
    return {"title": FIELDS.title, "content": FIELDS.content, "status": "publish"}


def _by_rest(_site: WordPressSite, there: httpx.Client) -> int:
    return int(there.post("posts", json=_body()).json()["id"])


def _by_xmlrpc(site: WordPressSite, _there: httpx.Client) -> int:
    values = {f"post_{name}": value for name, value in _body().items()}
    with ServerProxy(site.xmlrpc) as server:
        return int(str(server.wp.newPost(0, site.user, site.app_password, values)))


@pytest.fixture
def author(wordpress: WordPressSite, administrator: httpx.Client) -> Iterator[httpx.Client]:
    """Somebody who may not write any HTML, and whose saves WordPress filters."""
    name = f"author{uuid.uuid4().hex[:8]}"
    wanted = {"username": name, "email": f"{name}@example.test", "password": uuid.uuid4().hex}
    person = administrator.post("users", json=wanted | {"roles": ["author"]}).json()
    path = f"users/{person['id']}/application-passwords"
    password = administrator.post(path, json={"name": "test"}).json()["password"]
    with httpx.Client(base_url=wordpress.rest + "wp/v2/", auth=(name, password)) as client:
        client.headers["X-Id"] = str(person["id"])
        yield client


@pytest.mark.parametrize("create", [_by_rest, _by_xmlrpc])
def test_marks_survive_both_interfaces_and_the_filter_of_a_later_save(
    create: Callable[[WordPressSite, httpx.Client], int],
    wordpress: WordPressSite,
    administrator: httpx.Client,
    author: httpx.Client,
) -> None:
    number = create(wordpress, administrator)
    stored = administrator.get(f"posts/{number}?context=edit").json()["content"]["raw"]
    assert stored == FIELDS.content
    administrator.post(f"posts/{number}", json={"author": int(author.headers["X-Id"])})
    edited = author.post(
        f"posts/{number}", json={"content": stored + "\n<p>One more line<script>x</script></p>"}
    ).json()["content"]["raw"]
    assert "One more line" in edited
    assert "<script>" not in edited
    mark = engage_mark(edited)
    assert mark is not None
    assert (mark.key, mark.closes, mark.comments_open) == (KEY, POST.closes_at, True)
    assert notice_shown(edited) == HASH


def test_readers_see_no_mark_and_no_gap_where_it_stands(
    wordpress: WordPressSite, administrator: httpx.Client
) -> None:
    number = _by_rest(wordpress, administrator)
    shown = administrator.get(f"posts/{number}").json()["content"]["rendered"]
    assert not re.search(r"<p>(\s|<!--.*?-->)*</p>", shown)
    visible = re.sub(r"<!--.*?-->", "", shown, flags=re.DOTALL)
    assert "engage key" not in visible
    assert "<p><strong>Open</strong>" in visible
    assert "<h2>Your information</h2>" in visible
    assert notice_shown(shown) == HASH  # texturized, yet the same words


def test_what_we_push_stands_there_to_the_letter_even_through_the_filter(
    author: httpx.Client,
) -> None:
    """An account without `unfiltered_html` pushes too: what comes back is what was sent."""
    made = author.post("posts", json={"title": FIELDS.title, "content": FIELDS.content}).json()
    assert made["content"]["raw"] == FIELDS.content
