"""The security headers stand on every answer, whatever its status (R75)."""

import pytest

from engage.core.unit import Units
from engage.web.headers import HEADERS, SHARED_HEADERS
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, TOPIC, Citizen, settle

LOADED = ("stylesheet", "icon", "preload", "modulepreload", "manifest")


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def test_every_answer_carries_them(
    citizen: Citizen, units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = settle(units, citizen.send().code, "published")
    links = citizen.get("/").tree.iter("link")
    style = next(link.get("href") for link in links if link.get("rel") == "stylesheet")
    tag = citizen.get(TOPIC).response.headers["ETag"]
    too_many = {"data": b"a&" * 3_000, "content_type": "application/x-www-form-urlencoded"}
    responses = [
        (200, citizen.client.get(TOPIC)),
        (200, citizen.client.head(TOPIC)),
        (200, citizen.client.options(TOPIC)),
        (200, citizen.client.get("/healthz")),
        (200, citizen.client.get(style or "")),
        (302, citizen.client.get(f"/c/{comment.public_id}")),
        (304, citizen.client.get(TOPIC, headers={"If-None-Match": tag})),
        (308, citizen.client.get("/engagements//night-buses")),
        (400, citizen.client.post(FORM, **too_many)),
        (403, citizen.client.post(FORM, headers={"Origin": "null"})),
        (404, citizen.client.get("/no-such-page")),
        (405, citizen.client.post("/terms")),
        (413, citizen.client.post(FORM, data=b"x" * 11_000_000)),
        (422, citizen.client.post(FORM)),
    ]

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("engage.site.home.listed_engagements", fail)
    responses.append((500, citizen.client.get("/engagements")))
    for status, response in responses:
        assert response.status_code == status
        is_file = response.mimetype == "text/css"
        for name, value in (HEADERS | (SHARED_HEADERS if is_file else {})).items():
            assert response.headers.get(name) == value, (status, name)
        assert "Server" not in response.headers
        if status >= 400:
            assert response.headers["Cache-Control"] == "no-store"


def test_no_page_holds_what_the_policy_forbids(citizen: Citizen, units: Units) -> None:
    settle(units, citizen.send().code, "published")
    for path in ("/", TOPIC, FORM, "/receipt", "/terms", "/no-such-page", "/staff/sign-in"):
        for element in citizen.get(path).tree.iter():
            if not isinstance(element.tag, str):
                continue
            assert "style" not in element.attrib
            assert element.tag != "style"
            assert not [name for name in element.attrib if str(name).startswith("on")]
            if element.tag == "script" and element.get("type") != "application/ld+json":
                assert element.get("src", "").startswith("/assets/")
            for name in ("src", "action"):
                assert not element.get(name, "/").startswith(("http", "//"))
            # Other links are said, not loaded.
            if element.tag == "link" and element.get("rel") in LOADED:
                assert element.get("href", "").startswith("/assets/")
