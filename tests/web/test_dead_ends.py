"""Whoever follows the links that a page offers arrives: none leads where the person may not go."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.web.transaction import EngageFlask
from tests.app_fixtures import build_engagement
from tests.comments.citizen import CompiledTemplates, settle
from tests.moderation.senders import send

LINK = re.compile(r'href="(/staff/[^"#]*)')
BASE = "/staff/engagements/night-buses"


def links_of(client: FlaskClient, path: str) -> set[str]:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, (path, answer.status_code)
    if answer.mimetype != "text/html":
        return set()
    links = {unescape(link) for link in LINK.findall(answer.text)} - {"/staff/sign-out"}
    # Each month leads to the next one, for a century.
    return {link for link in links if not link.startswith("/staff/calendar?month=")}


@pytest.mark.parametrize("role", Role)
def test_no_page_offers_what_its_reader_may_not_open(
    app: EngageFlask,
    client: FlaskClient,
    units: Units,
    sign_in: Callable[..., Actor],
    role: Role,
) -> None:
    build_engagement(units)
    build_engagement(units, "a-draft", published=False, topics=())
    send(units, "A comment that waits.")
    settle(units, send(units, "A comment that is public.")[1], "published")
    app.jinja_env.bytecode_cache = CompiledTemplates()
    sign_in(role)
    found, waiting = set[str](), {"/staff/"}
    while waiting:
        path = waiting.pop()
        found.add(path)
        waiting |= links_of(client, path) - found
    assert BASE in found


@pytest.mark.parametrize("page", ["comments", "report"])
def test_the_pages_around_an_engagement_lead_back_to_it(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor], page: str
) -> None:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    links = links_of(client, f"{BASE}/{page}")
    assert {BASE, f"{BASE}/topics", f"{BASE}/publish"} <= links
    assert f'href="{BASE}/{page}" aria-current="page"' in client.get(f"{BASE}/{page}").text
