"""The moderators' pages, as a browser without scripts meets them."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.service import correct, withdraw
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide
from tests.app_fixtures import build_engagement, make_person
from tests.comments.citizen import settle
from tests.moderation.conftest import Post, hidden_fields
from tests.moderation.senders import put_in_queue
from tests.moderation.senders import send_looked_at as send

REFUSAL = {"outcome": "not_publish"}


@pytest.fixture(autouse=True)
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


def state_of(units: Units, comment_id: int) -> str:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(Comment, comment_id).state


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def by_another(units: Units, comment_id: int) -> None:
    other = make_person(units, Role.MODERATOR, email="other@gov.bc.ca")
    with units.writing(other) as unit:
        decide(unit, comment_id, 1, Outcome.PUBLISH, (), "", takes_over=True)


def correct_it(units: Units, comment_id: int, words: str) -> None:
    with units.writing(CITIZEN) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        engagement = unit.session.get_one(Engagement, comment.engagement_id)
        correct(unit, engagement, comment, words, seen_version=1)
    put_in_queue(units, comment_id)


def test_the_queue_needs_a_sign_in(client: FlaskClient) -> None:
    answer = client.get("/staff/queue")
    assert answer.status_code == 302
    assert answer.location.startswith("/staff/sign-in")


def test_an_empty_queue_says_so(client: FlaskClient, moderator: Actor) -> None:
    html = page(client, "/staff/queue")
    assert "Nothing waits here" in html
    assert "(0) Queue" in html


def test_the_oldest_comment_is_shown_first_with_its_name_and_the_count(
    client: FlaskClient, units: Units, moderator: Actor
) -> None:
    first, _ = send(units, "Buses at two.", name="Robin Roe")
    send(units, "Buses at three.")
    html = page(client, "/staff/queue")
    assert "(2) Queue" in html
    assert f'id="item" tabindex="-1">Comment {first}<' in html
    assert "Robin Roe" in html
    assert html.index("Buses at two.") < html.index("Buses at three.")


def test_the_note_says_how_long_it_can_be(
    client: FlaskClient, units: Units, moderator: Actor
) -> None:
    comment_id, code = send(units)
    settle(units, code, "published")
    send(units)
    for path in ("/staff/queue", f"/staff/comments/{comment_id}/unpublish"):
        html = page(client, path)
        assert 'data-count-max="2000"' in html
        assert "js/count.js" in html


def test_markup_in_a_comment_is_text(client: FlaskClient, units: Units, moderator: Actor) -> None:
    send(units, "<script>alert(1)</script> & more")
    html = page(client, "/staff/queue")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html


def test_publishing_goes_on_to_the_next_with_a_word_of_what_was_done(
    client: FlaskClient, units: Units, moderator: Actor, post: Post
) -> None:
    first, second = send(units, "First words")[0], send(units, "Second words")[0]
    answer = post("/staff/queue", to=f"/staff/queue/{first}", outcome="publish")
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.location).query) == {"item": [str(second)]}
    html = page(client, answer.location)
    assert f"Comment {first} is published." in html
    assert f'tabindex="-1" autofocus>Comment {second}<' in html
    assert state_of(units, first) == State.PUBLISHED


def test_not_publishing_needs_a_reason_and_keeps_the_note(
    client: FlaskClient, units: Units, moderator: Actor, post: Post
) -> None:
    comment_id, _ = send(units)
    path = f"/staff/queue/{comment_id}"
    answer = post(path, **REFUSAL, note="Think again")
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "Tick at least one reason" in html
    assert "Think again" in html
    assert state_of(units, comment_id) == State.WAITING
    assert post(path, **REFUSAL, reasons=["spam", "off_topic"]).status_code == 303
    html = page(client, path)
    assert "Not published: Spam or repetition, Far off topic" in html
    assert "Sam Staff" in html


def test_the_filter_and_place_stay_after_a_decision(
    client: FlaskClient, units: Units, moderator: Actor, post: Post
) -> None:
    build_engagement(units, "ferries")
    first, _ = send(units, "Bus")
    send(units, "Ferry", slug="ferries")
    third, _ = send(units, "Tram")
    html = page(client, "/staff/queue?engagement=night-buses")
    assert "Ferry" not in html
    action = f"/staff/queue/{first}?engagement=night-buses"
    assert f'action="{action}"' in html
    answer = post("/staff/queue?engagement=night-buses", to=action, outcome="publish")
    asked = parse_qs(urlsplit(answer.location).query)
    assert asked == {"engagement": ["night-buses"], "item": [str(third)]}


def test_a_decision_that_comes_second_shows_what_happened_and_keeps_the_note(
    client: FlaskClient, units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    path = f"/staff/queue/{comment_id}"
    fields = hidden_fields(page(client, path))
    by_another(units, comment_id)
    answer = client.post(path, data=fields | REFUSAL | {"reasons": "spam", "note": "My thoughts"})
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "Another moderator published it already: Monday, 2 March 2026" in html
    assert "My thoughts" in html
    assert state_of(units, comment_id) == State.PUBLISHED


def test_a_decision_on_an_old_text_shows_the_new_one_to_decide_on(
    client: FlaskClient, units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Buses at two.")
    path = f"/staff/queue/{comment_id}"
    fields = hidden_fields(page(client, path))
    correct_it(units, comment_id, "Buses at three.")
    answer = client.post(path, data=fields | {"outcome": "publish", "note": "My thoughts"})
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "The author corrected the comment meanwhile" in html
    assert "Buses at three." in html
    assert "My thoughts" in html
    again = client.post(path, data=hidden_fields(html) | {"outcome": "publish"})
    assert again.status_code == 303
    assert state_of(units, comment_id) == State.PUBLISHED


def test_a_correction_is_shown_beside_the_public_text(
    client: FlaskClient, units: Units, moderator: Actor, post: Post
) -> None:
    comment_id, _ = send(units, "Buses at two.")
    path = f"/staff/queue/{comment_id}"
    post(path, outcome="publish")
    correct_it(units, comment_id, "Buses at three.")
    html = page(client, "/staff/queue")
    assert "(1) Queue" in html
    assert "Correction." in html
    assert html.index("The correction</h3>") < html.index("The text that is public now")
    answer = post(path, **REFUSAL, reasons="off_topic")
    assert "Its earlier text stays public" in page(client, answer.location)
    assert state_of(units, comment_id) == State.PUBLISHED


def test_a_withdrawn_comment_shows_neither_text_nor_name(
    client: FlaskClient, units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Buses at two.", name="Robin Roe")
    with units.writing(CITIZEN) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        withdraw(unit, unit.session.get_one(Engagement, comment.engagement_id), comment)
    for path in (f"/staff/queue/{comment_id}", "/staff/engagements/night-buses/comments"):
        html = page(client, path)
        assert "Buses at two." not in html
        assert "Robin Roe" not in html
        assert "Taken back" in html


def test_a_public_comment_is_taken_from_view(
    client: FlaskClient, units: Units, moderator: Actor, post: Post
) -> None:
    comment_id, _ = send(units)
    post(f"/staff/queue/{comment_id}", outcome="publish")
    path = f"/staff/comments/{comment_id}/unpublish"
    assert path in page(client, f"/staff/queue/{comment_id}")
    assert post(path, note="Why").status_code == 422
    answer = post(path, reasons="third_party_information")
    assert answer.status_code == 303
    assert state_of(units, comment_id) == State.NOT_PUBLISHED
    assert "Taken from public view: Information about another" in page(client, answer.location)
    again = client.get(path)
    assert again.status_code == 302


def test_decided_comments_stand_newest_first(
    client: FlaskClient, units: Units, moderator: Actor, post: Post
) -> None:
    first, second = send(units, "First words")[0], send(units, "Second words")[0]
    post(f"/staff/queue/{first}", outcome="publish")
    post(f"/staff/queue/{second}", **REFUSAL, reasons=Reason.SPAM.value)
    html = page(client, "/staff/queue/decided")
    assert html.index(f"Comment {second}<") < html.index(f"Comment {first}<")


@pytest.mark.parametrize(
    ("path", "linked"),
    [
        ("/staff/queue", "Newer waiting comments"),
        ("/staff/engagements/night-buses/comments", "Earlier comments"),
    ],
)
def test_pages_follow_one_another_without_gap_or_repetition(
    client: FlaskClient,
    units: Units,
    moderator: Actor,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    linked: str,
) -> None:
    monkeypatch.setattr("engage.moderation.web.queue.PAGE", 3)
    monkeypatch.setattr("engage.moderation.web.comments.PAGE", 3)
    texts = [f"Bus number {number}." for number in range(8)]
    for text in texts:
        send(units, text)
    seen: list[str] = []
    while path:
        html = page(client, path)
        rows = html.split('<span class="queue-list__text" dir="auto">')[1:]
        seen += [row.split("<", 1)[0] for row in rows]
        before = html.split(linked)[0] if linked in html else ""
        path = (
            before.rsplit('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&") if before else ""
        )
    assert sorted(seen) == texts
    assert seen in (texts, texts[::-1])


def test_all_comments_of_an_engagement_are_listed_by_state(
    client: FlaskClient, units: Units, moderator: Actor, post: Post
) -> None:
    first, second = send(units, "First words")[0], send(units, "Second words")[0]
    post(f"/staff/queue/{first}", outcome="publish")
    everything = page(client, "/staff/engagements/night-buses/comments")
    assert "First words" in everything
    assert "Second words" in everything
    published = page(client, "/staff/engagements/night-buses/comments?state=published")
    assert "First words" in published
    assert "Second words" not in published
    assert f"Comment {second}<" not in published


@pytest.mark.parametrize(
    "path",
    [
        "/staff/queue/{id}",
        "/staff/comments/{id}/unpublish",
        "/staff/engagements/night-buses/comments",
    ],
)
def test_comments_of_another_ministry_are_unknown(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor], path: str
) -> None:
    comment_id, _ = send(units, "Buses at two.")
    sign_in(Role.MODERATOR, ministry="HLTH")
    page(client, path.format(id=comment_id), 404)
    html = page(client, f"/staff/queue?item={comment_id}")
    assert "Buses at two." not in html
    assert "(0) Queue" in html


def test_an_administrator_reads_and_does_not_decide(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor], post: Post
) -> None:
    comment_id, _ = send(units)
    sign_in(Role.ADMINISTRATOR)
    html = page(client, f"/staff/queue/{comment_id}")
    assert 'value="publish"' not in html
    assert "Deciding needs the role of a moderator" in html
    answer = post(f"/staff/queue/{comment_id}", outcome="publish", seen_version="1")
    assert answer.status_code == 403


def test_a_lead_reads_comments_without_names(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    comment_id, _ = send(units, "Buses at two.", name="Robin Roe")
    sign_in(Role.ENGAGEMENT_LEAD)
    html = page(client, f"/staff/queue/{comment_id}")
    assert "Buses at two." in html
    assert "Robin Roe" not in html
    page(client, "/staff/queue", 403)


@pytest.mark.parametrize(
    "path",
    [
        "/staff/queue/0",
        "/staff/queue/99999999999999999999",
        "/staff/queue/abc",
        "/staff/comments/77/unpublish",
        "/staff/engagements/nowhere/comments",
        "/staff/engagements/%00/comments",
        "/staff/queue?engagement=%00",
        "/staff/queue?engagement=nowhere",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, moderator: Actor, path: str) -> None:
    page(client, path, 404)


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=9999999999999999-999999999", "item=99999999999", "item=-1", "item=7"],
)
def test_an_address_that_cannot_be_read_shows_the_queue(
    client: FlaskClient, moderator: Actor, query: str
) -> None:
    page(client, f"/staff/queue?{query}")


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "99999999999999999999"])
def test_a_form_without_its_version_is_refused(
    client: FlaskClient, units: Units, moderator: Actor, post: Post, version: str
) -> None:
    comment_id, _ = send(units)
    answer = post(f"/staff/queue/{comment_id}", outcome="publish", seen_version=version)
    assert answer.status_code == 422
    assert state_of(units, comment_id) == State.WAITING


@pytest.mark.parametrize(
    "data",
    [
        {"outcome": "hide"},
        {},
        {"outcome": "not_publish", "reasons": "imported"},
        {"outcome": "not_publish", "reasons": "<b>"},
        {"outcome": "publish", "reasons": "spam"},
        {"outcome": "publish", "note": "n" * 200_000},
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused(
    client: FlaskClient, units: Units, moderator: Actor, post: Post, data: dict[str, str]
) -> None:
    comment_id, _ = send(units)
    answer = post(f"/staff/queue/{comment_id}", **data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.get_data(as_text=True)
    assert state_of(units, comment_id) == State.WAITING


def test_a_decision_without_the_token_of_the_session_is_refused(
    client: FlaskClient, units: Units, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    answer = client.post(
        f"/staff/queue/{comment_id}", data={"outcome": "publish", "seen_version": "1"}
    )
    assert answer.status_code == 400
    assert state_of(units, comment_id) == State.WAITING


def test_pages_with_comments_are_kept_by_no_cache(
    client: FlaskClient, units: Units, moderator: Actor
) -> None:
    send(units)
    assert client.get("/staff/queue").headers["Cache-Control"] == "no-store"


def test_the_filter_knows_no_engagement_of_another_ministry(
    client: FlaskClient, sign_in: Callable[..., Actor]
) -> None:
    sign_in(Role.MODERATOR, ministry="HLTH")
    for slug in ("night-buses", "no-such"):
        assert client.get(f"/staff/queue?engagement={slug}").status_code == 404
