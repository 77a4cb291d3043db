"""Whatever is sent to a form, it is read as texts: the answer is a page, never a 500."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_wtf import FlaskForm

import engage.pages  # noqa: F401  every form of the application is defined
from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.web.forms import Form
from tests.app_fixtures import build_engagement, csrf_token
from tests.comments.citizen import CompiledTemplates, settle
from tests.moderation.senders import send

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses"
TEXT_FIELDS: dict[str, tuple[str, ...]] = {
    "/staff/sign-in": ("email", "password", "code"),
    "/staff/queue/1": ("seen_version", "reasons", "note", "outcome"),
    "/staff/comments/2/unpublish": ("seen_version", "reasons", "note"),
    "/staff/engagements/new": ("title", "summary", "ministry", "kind", "opens_at", "slug"),
    BASE: ("title", "body", "opens_at", "avenue_email", "notice_template", "seen_revision_id"),
    f"{BASE}/publish": ("seen_revision_id",),
    f"{BASE}/topics/new": ("title", "body", "prompt", "slug"),
    f"{BASE}/topics/routes": ("title", "necessity", "seen_revision_id"),
    f"{BASE}/results": ("summary", "body", "seen_revision_id"),
    f"{BASE}/results/publish": ("seen_revision_id",),
    "/engagements/night-buses/routes/comment": ("token", "text", "email", "purposes"),
    "/receipt": ("code",),
}
Body = dict[str, Any]


def file_parts(names: tuple[str, ...]) -> Body:
    return {"data": {name: (BytesIO(b"Hello"), "hello.txt") for name in names}}


def json_texts(names: tuple[str, ...]) -> Body:
    return {"json": dict.fromkeys(names, "Hello")}


def json_numbers(names: tuple[str, ...]) -> Body:
    return {"json": dict.fromkeys(names, 1)}


def json_lists(names: tuple[str, ...]) -> Body:
    return {"data": json.dumps([list(names)]), "content_type": "application/json"}


def nuls(names: tuple[str, ...]) -> Body:
    return {"data": dict.fromkeys(names, "a\0b")}


def repeated(names: tuple[str, ...]) -> Body:
    return {"data": {name: ["1", "", "1"] for name in names}}


def long_values(names: tuple[str, ...]) -> Body:
    return {"data": dict.fromkeys(names, "1" * 100_000)}


@pytest.fixture
def answering(client: FlaskClient, units: Units) -> FlaskClient:
    """There is something at each address."""
    build_engagement(units)
    send(units, "A comment that waits.")
    settle(units, send(units, "A comment that is public.")[1], "published")
    client.application.jinja_env.bytecode_cache = CompiledTemplates()
    return client


BODIES = (file_parts, json_texts, json_numbers, json_lists, nuls, repeated, long_values)


@pytest.mark.parametrize("path", TEXT_FIELDS)
def test_a_form_is_answered_whatever_is_sent(
    answering: FlaskClient, sign_in: SignIn, path: str
) -> None:
    headers = {}
    if path.startswith("/staff/") and path != "/staff/sign-in":
        sign_in(Role.ADMINISTRATOR, Role.MODERATOR)
        headers = {"X-CSRFToken": csrf_token(answering, "/staff/")}
    for body in BODIES:
        answer = answering.post(path, headers=headers, **body(TEXT_FIELDS[path]))
        assert answer.status_code in (200, 303, 404, 409, 422), (body.__name__, answer.status_code)


def test_every_form_stands_on_the_guarded_one() -> None:
    def below(form: type) -> set[type]:
        return {form, *(one for each in form.__subclasses__() for one in below(each))}

    assert below(FlaskForm) - below(Form) == {FlaskForm}
