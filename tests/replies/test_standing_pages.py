"""Standing approvals at the browser: given, countersigned, ended; replies that wait for them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.core.clock import FixedClock
from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.governance.conduct.rules import Period
from engage.governance.conduct.service import give_approval
from engage.replies.looking import Looked
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.conftest import hidden_fields
from tests.replies.staff import published_comment, save, signers, speaker
from tests.replies.test_standing import approve, take_approval_away

SignIn = Callable[..., Actor]
Post = Callable[..., TestResponse]
PAGE = "/staff/standing-approvals"
NEW = "/staff/standing-approvals/new"
WHY = "Speakers answer about what is published already."
TERMS = {"starts_on": "2026-03-02", "ends_on": "2026-08-31", "reason": WHY}


@pytest.fixture(autouse=True)
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """Opens a page, fills its form and sends it."""

    def do(path: str, **data: object) -> TestResponse:
        fields = hidden_fields(client.get(path).get_data(as_text=True))
        return client.post(path, data=fields | data)

    return do


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_a_director_gives_one_and_cannot_countersign_it(
    client: FlaskClient, sign_in: SignIn, engagement: Engagement, post: Post
) -> None:
    sign_in(Role.COMMUNICATIONS_DIRECTOR, ministry="TRAN")
    answer = post(NEW, covers=f"e{engagement.id}", **TERMS)
    assert answer.status_code == 303
    html = page(client, PAGE)
    assert "Waits for the second signature" in html
    assert WHY in html
    assert "Countersign<" not in html
    assert client.post(f"{PAGE}/1/countersign", data=_token(client)).status_code == 403


def test_citizen_engagement_is_told_countersigns_and_ends_it(
    client: FlaskClient, sign_in: SignIn, units: Units, post: Post, clock: FixedClock
) -> None:
    speaker(units)
    take_approval_away(units)
    _give(units, clock)
    sign_in(Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    assert "A standing approval waits for your signature" in page(client, "/staff/")
    assert client.post(f"{PAGE}/2/countersign", data=_token(client)).status_code == 303
    assert "In force" in page(client, PAGE)
    desk = page(client, "/staff/")
    assert "waits for your signature" not in desk
    assert "A standing approval ends on" in desk
    again = client.post(f"{PAGE}/2/countersign", data=_token(client), follow_redirects=True)
    assert "countersigned already" in again.get_data(as_text=True)
    assert post(f"{PAGE}/2/end", reason="").status_code == 422
    assert post(f"{PAGE}/2/end", reason="Two replies went wrong.").status_code == 303
    assert "Two replies went wrong." in page(client, PAGE)
    assert post(f"{PAGE}/2/end", reason="Two replies went wrong.").status_code == 409


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"covers": "m99"}, "covers"),
        ({"covers": "e99"}, "covers"),
        ({"covers": "<script>"}, "covers"),
        ({"starts_on": "tomorrow"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2026-03-01"}, "starts_on"),
        ({"ends_on": "2027-03-02"}, "ends_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"reason": "no"}, "reason"),
    ],
)
def test_terms_that_cannot_be_are_told_at_their_field_and_kept(
    client: FlaskClient, sign_in: SignIn, engagement: Engagement, changes: dict[str, str],
    field: str, post: Post,
) -> None:  # fmt: skip
    sign_in(Role.COMMUNICATIONS_DIRECTOR, ministry="TRAN")
    answer = post(NEW, **({"covers": f"e{engagement.id}"} | TERMS | changes))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in html
    assert "reason" in changes or WHY in html
    assert "none yet" in page(client, PAGE)


def test_another_ministrys_engagement_cannot_be_covered_and_others_find_no_page(
    client: FlaskClient, sign_in: SignIn, units: Units, post: Post
) -> None:
    health = build_engagement(units, "clinics", ministry="HLTH")
    speaker(units)
    sign_in(Role.COMMUNICATIONS_DIRECTOR, ministry="HLTH")
    assert "night" not in page(client, PAGE)
    page(client, f"{PAGE}/1/end", 404)
    assert client.post(f"{PAGE}/1/countersign", data=_token(client)).status_code == 404
    assert post(NEW, covers="e1", **TERMS).status_code == 422
    assert post(NEW, covers=f"e{health.id}", **TERMS).status_code == 303


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD, Role.MODERATOR])
def test_others_read_them_and_give_none(client: FlaskClient, sign_in: SignIn, role: Role) -> None:
    sign_in(role)
    assert "Give a standing approval" not in page(client, PAGE)
    page(client, NEW, 403)


def test_a_reply_without_approval_keeps_its_text_and_is_signed_on_its_page(
    client: FlaskClient, sign_in: SignIn, units: Units, post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("engage.replies.web.compose.look_at", lambda _raw: Looked())
    comment = published_comment(units)
    anna = speaker(units)
    take_approval_away(units)
    reply = save(units, anna, comment, "They start in May.")
    director, _ = signers(units)
    approve(units, director, reply)
    sign_in(Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    path = f"/staff/replies/{reply.id}"
    assert "Communications director" in page(client, path)
    data = _hidden_of_approval(page(client, path))
    stale = client.post(f"{path}/approve", data=data | {"seen_hash": "0" * 64})
    assert stale.status_code == 409
    assert client.post(f"{path}/approve", data=data).status_code == 303
    assert "Both have signed this version" in page(client, path)


def test_the_speaker_reads_why_it_is_not_public_and_loses_nothing(
    client: FlaskClient, sign_in: SignIn, units: Units, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("engage.replies.web.compose.look_at", lambda _raw: Looked())
    comment = published_comment(units)
    sign_in(Role.MODERATOR)
    speaker(units)
    take_approval_away(units)
    path = f"/staff/comments/{comment}/reply"
    data = _token(client) | {"seen_version": "0", "body": "They start in May.", "then": "publish"}
    answer = client.post(path, data=data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Your draft is kept" in html
    assert "They start in May." in page(client, path)


def _give(units: Units, clock: FixedClock) -> None:
    director = make_person(units, Role.COMMUNICATIONS_DIRECTOR)
    now = clock.now()
    with units.writing(director) as unit:
        give_approval(
            unit,
            ministry_id=1,
            engagement_id=1,
            period=Period(now, now + timedelta(days=20)),
            reason=WHY,
        )


def _token(client: FlaskClient) -> dict[str, str]:
    html = page(client, "/staff/")
    return {"csrf_token": html.split('name="csrf_token" value="')[1].split('"')[0]}


def _hidden_of_approval(html: str) -> dict[str, str]:
    form = html.split("/approve")[1].split("</form>", maxsplit=1)[0]
    names = ("csrf_token", "seen_version", "seen_hash")
    return {
        name: form.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in names
    }
