"""The pages of removed words, in a browser without scripts."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.rules import Reason
from engage.moderation.service import purge_due
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.conftest import Post
from tests.moderation.decisions import acts
from tests.moderation.senders import send

PAGE = "/staff/quarantine"
ONE = f"{PAGE}/1"
WHY = "A request for access."
SignIn = Callable[..., Actor]


@pytest.fixture(autouse=True)
def held(units: Units) -> int:
    """A comment that names somebody, published without the name by a colleague."""
    build_engagement(units)
    colleague = make_person(units, Role.MODERATOR, email="colleague@gov.bc.ca")
    comment_id, _ = send(units, acts.TEXT)
    acts.published_without_the_name(units, colleague, comment_id)
    return comment_id


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_the_list_names_what_was_taken_out_and_no_word_of_it(
    client: FlaskClient, sign_in: SignIn, held: int
) -> None:
    sign_in(Role.PRIVACY_OFFICER)
    html = page(client, PAGE)
    assert f"Comment {held}, version 1" in html
    assert "Sam Staff" in html
    assert "Never" in html
    assert "Pellwick" not in html
    assert 'aria-current="page">Removed words' in html


def test_the_words_are_shown_in_answer_to_a_reason_only(
    client: FlaskClient, sign_in: SignIn, post: Post
) -> None:
    sign_in(Role.PRIVACY_OFFICER)
    before = page(client, ONE)
    assert "[name removed]" in before
    assert "Pellwick" not in before
    answer = post(ONE, reason=WHY)
    assert answer.status_code == 200
    assert acts.TEXT in answer.get_data(as_text=True)
    assert "no-store" in answer.headers["Cache-Control"]
    after = page(client, ONE)
    assert "Pellwick" not in after
    assert WHY in after
    assert "Once" in page(client, PAGE)


@pytest.mark.parametrize(
    "reason",
    ["", " ", "\u200b", "x" * 501, "x" * 100_000, "\x00\x00\x00\x00\x00\x00"],
)
def test_a_reason_that_says_nothing_is_asked_for_again(
    client: FlaskClient, sign_in: SignIn, post: Post, reason: str
) -> None:
    sign_in(Role.PRIVACY_OFFICER)
    answer = post(ONE, reason=reason)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="reason-error"' in html
    assert "Pellwick" not in html


@pytest.mark.parametrize(
    "reason",
    ["<script>alert(1)</script> why", "\u202eesrever ni", "Z" + "\u0301" * 300 + " why so",
     "' OR 1=1 -- why", "{{ 7 * 7 }} why"],
)  # fmt: skip
def test_a_hostile_reason_is_text(
    client: FlaskClient, sign_in: SignIn, post: Post, reason: str
) -> None:
    sign_in(Role.PRIVACY_OFFICER)
    assert post(ONE, reason=reason).status_code == 200
    html = page(client, ONE)
    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert "49 why" not in html


def test_the_maker_reads_it_until_undoing_is_over(
    client: FlaskClient, sign_in: SignIn, units: Units, post: Post, clock: FixedClock
) -> None:
    me = sign_in(Role.MODERATOR)
    comment_id, _ = send(units, acts.TEXT)
    acts.published_without_the_name(units, me, comment_id)
    mine = f"{PAGE}/2"
    assert acts.TEXT in post(mine, reason=WHY).get_data(as_text=True)
    page(client, ONE, 403)
    page(client, PAGE, 403)
    clock.advance(minutes=2)
    page(client, mine, 403)


@pytest.mark.parametrize("role", [Role.ENGAGEMENT_LEAD, Role.MINISTRY_VIEWER, Role.ADMINISTRATOR])
def test_other_roles_do_not_reach_it(client: FlaskClient, sign_in: SignIn, role: Role) -> None:
    sign_in(role)
    assert client.get(PAGE).status_code == 403
    assert client.get(ONE).status_code == 403


def test_nobody_reaches_it_without_a_sign_in(client: FlaskClient) -> None:
    for path in (PAGE, ONE):
        assert client.get(path).location.startswith("/staff/sign-in")


def test_another_ministrys_is_unknown(client: FlaskClient, sign_in: SignIn, post: Post) -> None:
    sign_in(Role.PRIVACY_OFFICER, ministry="HLTH")
    page(client, ONE, 404)
    page(client, f"{PAGE}/99", 404)
    page(client, f"{PAGE}/99999999999", 404)
    assert "Nothing was taken out" in page(client, PAGE)


def test_what_was_deleted_is_said_to_be(
    client: FlaskClient, sign_in: SignIn, units: Units, clock: FixedClock, post: Post
) -> None:
    sign_in(Role.PRIVACY_OFFICER)
    fields = {"reason": WHY}
    clock.advance(days=31)
    with units.writing(SYSTEM) as unit:
        purge_due(unit)
    sign_in(Role.PRIVACY_OFFICER)
    assert "Deleted for good" in page(client, PAGE)
    html = page(client, ONE)
    assert "Show the text" not in html
    assert post(ONE, **fields).status_code in (400, 422)


def test_a_whole_text_and_its_reasons_are_named(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    colleague = make_person(units, Role.MODERATOR, email="second@gov.bc.ca")
    comment_id, _ = send(units, acts.TEXT)
    acts.refused(units, colleague, comment_id, Reason.THIRD_PARTY_INFORMATION)
    sign_in(Role.PRIVACY_OFFICER)
    html = page(client, f"{PAGE}/2")
    assert "The whole text was taken out" in html
    assert "Information about another person" in html
