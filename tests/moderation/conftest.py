"""A moderator at the browser."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.core.permissions import Actor, Role


class Fields(HTMLParser):
    """The hidden fields of the form that holds the decision."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "input" and named.get("type") == "hidden":
            self.found[named.get("name") or ""] = named.get("value") or ""


def hidden_fields(html: str) -> dict[str, str]:
    reader = Fields()
    reader.feed(html)
    return reader.found


Post = Callable[..., TestResponse]


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """Opens a page, fills its form and sends it, to `to` if it goes elsewhere."""

    def do(path: str, *, to: str = "", **data: object) -> TestResponse:
        fields = hidden_fields(client.get(path).get_data(as_text=True))
        return client.post(to or path, data=fields | data)

    return do


@pytest.fixture
def moderator(sign_in: Callable[..., Actor]) -> Actor:
    return sign_in(Role.MODERATOR)
