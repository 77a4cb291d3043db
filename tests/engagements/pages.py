"""Speaks with the staff's pages as a browser does: reads a form, changes some fields, sends it."""

from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Fields(HTMLParser):
    """The names and values that a browser would send for the form with this action."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self._action = action
        self._inside = False
        self._area: str | None = None
        self._choice: str | None = None
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._inside = given.get("action") == self._action
        elif not self._inside:
            return
        elif tag == "input" and (
            given.get("type") not in ("radio", "checkbox") or "checked" in given
        ):
            self.values[name] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "select":
            self._choice = name
        elif tag == "option" and ("selected" in given or self._choice not in self.values):
            self.values[self._choice or ""] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # A browser drops the line break after the opening tag.
            self.values[self._area] = (
                self.values[self._area].removeprefix("\r\n").removeprefix("\n")
            )
        if tag == "form":
            self._inside = False
        if tag in ("textarea", "form"):
            self._area = None
        if tag == "select":
            self._choice = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data


def fields(html: str, action: str) -> dict[str, str]:
    parser = Fields(action)
    parser.feed(html)
    assert parser.values, f"no form is sent to {action}"
    return parser.values


def form_at(client: FlaskClient, page: str, action: str | None = None) -> dict[str, str]:
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return fields(answer.text, action or page)


def send(client: FlaskClient, page: str, action: str | None = None, **changes: str) -> TestResponse:
    """Opens the page, changes fields and sends its form."""
    values = form_at(client, page, action)
    return client.post(action or page, data=values | changes)
