"""What programs read: the pages' content, gone at once when it goes, page by page without loss."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from engage.app import create_app
from engage.comments.rules import State
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import ResultsContent, UpdateContent
from engage.engagements.service import save_results, unpublish
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.web.transaction import EngageFlask
from tests.app_fixtures import MakeEngagement, build_engagement
from tests.approving import publish_results_approved
from tests.governance.elections.calendar import AFTER, IN_INTERREGNUM, set_election
from tests.moderation.senders import send
from tests.replies.staff import move, published_comment
from tests.sharing.api_world import COMMENTS, ONE, all_pages, full, is_problem, read
from tests.updates.writing import shown_update

LIST = "/api/v1/engagements"


@pytest.fixture
def both_client(both_units: Units) -> FlaskClient:
    return create_app(both_units.settings, units=both_units).test_client()


def test_an_engagement_is_told_as_its_pages_tell_it(client: FlaskClient, units: Units) -> None:
    build_engagement(units, region="Kootenay", topic_areas=("Transit",))
    one = read(client, ONE)
    assert one["title"] == "Should buses run at night?"
    assert (one["status"], one["accepts_comments"]) == ("open", True)
    assert one["opens_at"] == "2026-03-01T20:00:00Z"
    assert one["ministry"] == {"code": "TRAN", "name": "Ministry of Transportation and Transit"}
    assert "What we want to know</h" in one["body_html"]
    assert [topic["slug"] for topic in one["topics"]] == ["routes", "fares"]
    assert one["ways_to_take_part"][0] == {
        "kind": "comment",
        "value": "http://localhost/engagements/night-buses/routes/comment",
    }
    assert {way["kind"] for way in one["ways_to_take_part"]} == {"comment", "email", "phone"}


def test_small_figures_are_told_in_words_alone(client: FlaskClient, units: Units) -> None:
    build_engagement(units)
    for number in range(3):
        published_comment(units, f"More buses, please: number {number}.")
    one = read(client, ONE)
    few = {"exact": None, "words": "fewer than 10"}
    assert one["figures"]["published"] == few
    assert one["topics"][0]["comments"] == few
    assert one["topics"][1]["comments"] == {"exact": 0, "words": "none"}


def test_comments_are_told_in_their_public_version_with_what_belongs_to_them(
    both_client: FlaskClient, both_units: Units
) -> None:
    client = both_client
    full(both_units)
    answering, marked, first = read(client, COMMENTS)["items"]
    assert first["official_reply"]["text"].startswith("Thank you.")
    assert answering["in_reply_to"] == first["id"]
    assert marked["official_reply"] is marked["in_reply_to"] is marked["name"] is None
    (mark,) = marked["redactions"]
    assert marked["text"][mark["start"] : mark["end"]] == "[name]"
    assert read(client, f"/api/v1/comments/{marked['id']}") == marked
    assert client.get(f"/c/{marked['id']}").status_code == 302


def test_what_is_not_public_is_not_there(client: FlaskClient, units: Units) -> None:
    build_engagement(units)
    build_engagement(units, "a-draft", published=False)
    send(units, "It waits.")
    assert read(client, COMMENTS)["items"] == []
    assert [one["slug"] for one in read(client, LIST)["items"]] == ["night-buses"]
    for path in ("/api/v1/engagements/a-draft", f"{ONE}/results", f"{ONE}/topics/none"):
        assert is_problem(client.get(path), 404)


@pytest.mark.parametrize("query", ["", "?limit=10"])
def test_a_comment_that_is_taken_down_is_gone_at_once(
    client: FlaskClient, units: Units, query: str
) -> None:
    first, marked, _answering = full(units)
    before = client.get(COMMENTS + query)
    tag = before.headers["ETag"]
    for known in (tag, f'"other", W/{tag}'):  # a server in between that packs makes a tag weak
        assert client.get(COMMENTS + query, headers={"If-None-Match": known}).status_code == 304
    move(units, marked, State.NOT_PUBLISHED)
    move(units, first, State.NOT_PUBLISHED)
    after = client.get(COMMENTS + query, headers={"If-None-Match": tag})
    assert after.status_code == 200
    (left,) = after.get_json()["items"]
    assert left["text"] == "I wonder too."
    assert left["in_reply_to"] is None
    gone = before.get_json()["items"][-1]["api_url"].removeprefix("http://localhost")
    assert is_problem(client.get(gone), 404)


def test_pages_of_comments_hold_each_once_whatever_comes_meanwhile(
    client: FlaskClient, units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    texts = [f"More buses, please: number {number}." for number in range(5)]
    for text in texts:
        published_comment(units, text)
    first = read(client, f"{COMMENTS}?limit=2")
    clock.advance(minutes=1)
    published_comment(units, "A new one.")
    rest = all_pages(client, first["next"].removeprefix("http://localhost"))
    assert sorted(one["text"] for one in [*first["items"], *rest]) == texts
    assert read(client, f"{COMMENTS}?limit=1")["items"][0]["text"] == "A new one."


def test_pages_of_engagements_hold_each_once(
    both_client: FlaskClient, both_units: Units, clock: FixedClock
) -> None:
    client = both_client
    for number in range(5):
        build_engagement(both_units, f"number-{number}")
        clock.advance(seconds=number % 2)
    slugs = [one["slug"] for one in all_pages(client, f"{LIST}?limit=2")]
    assert slugs[0] == "number-4"
    assert sorted(slugs) == [f"number-{number}" for number in range(5)]
    assert slugs == [one["slug"] for one in read(client, LIST)["items"]]


def test_pages_of_updates_hold_each_once(
    client: FlaskClient, units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    for number in range(5):
        clock.advance(seconds=number % 2)
        with units.writing(SYSTEM) as unit:
            row = engagement_by_slug(unit.session, "night-buses")
            shown_update(unit, row, UpdateContent(f"News {number}", "It is new.", "Words."))
    slugs = [one["slug"] for one in all_pages(client, f"{ONE}/updates?limit=2")]
    assert slugs == [f"news-{number}" for number in (4, 3, 2, 1, 0)]


def test_the_list_is_filtered(
    both_client: FlaskClient, both_units: Units, clock: FixedClock
) -> None:
    client, units = both_client, both_units
    build_engagement(units, "here", region="Kootenay", topic_areas=("Transit", "Roads"))
    build_engagement(units, "later", opens_at=clock.now().replace(day=20), ministry="ENV")

    def found(query: str) -> list[str]:
        return [one["slug"] for one in all_pages(client, f"{LIST}?limit=1&{query}")]

    assert found("status=open") == ["here"]
    assert found("status=upcoming") == ["later"]
    assert found("status=closed") == []
    assert found("ministry=env") == ["later"]
    assert found("region=kootenay") == ["here"]
    assert found("topic_area=roads") == ["here"]
    assert found("opens_from=2026-03-20") == ["later"]
    assert found("opens_before=2026-03-20T20:00:00Z") == ["here"]
    assert sorted(found("closes_from=2026-03-01&closes_before=2027-01-01")) == ["here", "later"]
    assert sorted(found("status=&unknown=x")) == ["here", "later"]


def test_the_next_page_keeps_the_filters(client: FlaskClient, units: Units) -> None:
    for number in range(3):
        build_engagement(units, f"number-{number}", region="North & East?")
    asked = f"{LIST}?limit=1&region=North+%26+East%3F&opens_from=2026-01-01"
    assert len(all_pages(client, asked)) == 3


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("cursor=1", "cursor"),
        ("cursor=99999999999999999999-x", "cursor"),
        ("cursor=%00", "cursor"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=%D9%A1", "limit"),
        ("limit=1e3", "limit"),
        ("status=planned", "status"),
        ("opens_from=yesterday", "opens_from"),
        ("opens_from=2026-03-14T10:00:00", "opens_from"),
        ("closes_before=9999-12-31T23:59:59-12:00", "closes_before"),
        ("closes_from=0001-01-01", "closes_from"),
        ("region=%0A", "region"),
        (f"ministry={'x' * 300}", "ministry"),
    ],
)
def test_what_cannot_be_understood_is_named_and_not_repeated(
    client: FlaskClient, make_engagement: MakeEngagement, query: str, parameter: str
) -> None:
    make_engagement()
    answer = client.get(f"{LIST}?{query}")
    assert is_problem(answer, 400, parameter)
    assert "xxx" not in answer.text


@pytest.mark.parametrize("path", [COMMENTS, f"{ONE}/updates"])
def test_a_cursor_that_we_never_gave_is_a_problem(
    client: FlaskClient, make_engagement: MakeEngagement, path: str
) -> None:
    make_engagement()
    assert is_problem(client.get(f"{path}?cursor=<script>"), 400, "cursor")
    assert is_problem(client.get(f"{path}?limit=x"), 400, "limit")


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(
    client: FlaskClient, make_engagement: MakeEngagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_engagement()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("engage.sharing.api_queries.listed", fail)
    answer = client.get(LIST)
    assert is_problem(answer, 500)
    assert "secret" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_but_reading_is_answered(
    client: FlaskClient, make_engagement: MakeEngagement, method: str
) -> None:
    make_engagement()
    answer = client.open(ONE, method=method)
    assert answer.status_code == 405
    assert answer.mimetype == "application/problem+json"
    assert "GET" in answer.headers["Allow"]


def test_scripts_of_any_page_may_read_and_send_nothing_along(
    client: FlaskClient, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    before = client.options(
        COMMENTS,
        headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"},
    )
    assert before.status_code == 200
    assert before.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in before.headers["Access-Control-Allow-Headers"]
    for path in (COMMENTS, "/api/openapi.json", "/api/v1/nothing"):
        answer = client.get(path, headers={"Origin": "https://other.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in client.get("/").headers
    assert "Access-Control-Allow-Origin" not in client.get("/staff/sign-in").headers


def test_answers_are_kept_for_seconds_at_most(
    client: FlaskClient, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    kept = client.get(ONE)
    assert "s-maxage=10" in kept.headers["Cache-Control"]
    assert client.head(ONE).headers["ETag"] == kept.headers["ETag"]
    assert "max-age=0" in client.get(f"{LIST}?status=open").headers["Cache-Control"]


def test_an_engagement_that_closes_is_told_closed_though_nothing_was_written(
    client: FlaskClient, units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    tags = [client.get(path).headers["ETag"] for path in (ONE, f"{LIST}?limit=9")]
    clock.advance(days=28)
    for path, tag in zip((ONE, f"{LIST}?limit=9"), tags, strict=True):
        answer = client.get(path, headers={"If-None-Match": tag})
        said = answer.get_json()
        assert (said.get("items") or [said])[0]["status"] == "closed"


def test_what_leaves_public_view_leaves_every_answer(client: FlaskClient, units: Units) -> None:
    full(units)
    comment = read(client, COMMENTS)["items"][0]["id"]
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    paths = [ONE, COMMENTS, f"{ONE}/updates", f"{ONE}/notice", f"{ONE}/releases"]
    for path in (*paths, f"/api/v1/comments/{comment}"):
        assert is_problem(client.get(path), 404), path
    assert read(client, LIST)["items"] == read(client, "/api/v1/ministries")["items"] == []


def test_results_are_told_once_they_are_public(
    client: FlaskClient, units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    clock.advance(days=30)
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        save_results(unit, row, ResultsContent("A lot.", "Many things."), seen_revision_id=None)
    assert is_problem(client.get(f"{ONE}/results"), 404)
    with units.writing(SYSTEM) as unit:
        publish_results_approved(unit, engagement_by_slug(unit.session, "night-buses"))
    assert read(client, f"{ONE}/results")["summary"] == "A lot."
    assert read(client, ONE)["results_at"] is not None


def test_an_election_hides_here_what_it_hides_on_the_pages(
    units: Units, clock: FixedClock, client: FlaskClient
) -> None:
    build_engagement(units, closes_at=AFTER.replace(year=2027))
    set_election(units)
    clock.instant = IN_INTERREGNUM
    number, _code = send(units, "During the election.")
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 1, Outcome.PUBLISH, (), "")
        unit.session.flush()
    assert read(client, COMMENTS)["items"] == []
    assert read(client, f"{ONE}/topics/routes")["comments"] is None


def test_a_page_of_many_comments_asks_as_often_as_a_page_of_one(
    client: FlaskClient, units: Units, app: EngageFlask
) -> None:
    full(units)
    asked: list[str] = []
    engine = app.units.database.engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    read(client, f"{COMMENTS}?limit=1")
    of_one = len(asked)
    asked.clear()
    read(client, f"{COMMENTS}?limit=200")
    assert len(asked) <= of_one + 1
    asked.clear()
    tag = client.get(f"{COMMENTS}?limit=200").headers["ETag"]
    of_all = len(asked)
    asked.clear()
    client.get(f"{COMMENTS}?limit=200", headers={"If-None-Match": tag})
    assert len(asked) < of_all
