"""The pages of replies, for staff and for the public, as a browser without scripts meets them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement, Topic
from engage.engagements.service import touch
from engage.governance.wording import Spot
from engage.privacy.detector import Flag, FlagKind, Label, Scan, Whose
from engage.replies import looking
from engage.replies.looking import Looked
from engage.replies.models import Question, Referral, Reply
from engage.replies.queries.public import public_replies
from engage.replies.service import mark_question
from tests.app_fixtures import build_engagement, csrf_token, make_person
from tests.replies.staff import (
    acknowledged,
    move,
    publish,
    published_comment,
    reply_to,
    save,
    speak,
)

TOPIC = "/engagements/night-buses/routes"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{ 7*7 }} \u202eevil'


@pytest.fixture(autouse=True)
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture(autouse=True)
def unseeing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model of names is tested by itself; here nobody is seen unless a test says so."""
    monkeypatch.setattr("engage.replies.web.compose.look_at", lambda _raw: Looked())


@pytest.fixture
def anna(sign_in: Callable[..., Actor], units: Units) -> Actor:
    """A signed-in speaker on routes."""
    actor = acknowledged(units, sign_in(Role.MODERATOR, Role.ENGAGEMENT_LEAD))
    speak(units, actor)
    return actor


@pytest.fixture
def comment(units: Units) -> int:
    return published_comment(units)


def compose(comment_id: int) -> str:
    return f"/staff/comments/{comment_id}/reply"


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def send(client: FlaskClient, path: str, **data: object) -> TestResponse:
    return client.post(path, data={"csrf_token": csrf_token(client, "/staff/"), **data})


def write(client: FlaskClient, comment_id: int, body: str, **data: object) -> TestResponse:
    html = page(client, compose(comment_id))
    seen = html.split('name="seen_version"')[1].split('value="')[1].split('"')[0]
    return send(client, compose(comment_id), seen_version=seen, body=body, **data)


def about(html: str, rule: str) -> dict[str, str]:
    value = html.split(f'name="about-{rule}" value="')[1].split('"', maxsplit=1)[0]
    return {f"about-{rule}": value}


def shown(units: Units, comment_id: int) -> str:
    with units.reading(SYSTEM) as unit:
        found = public_replies(unit.session, [comment_id]).get(comment_id)
        return found.text if found else ""


@pytest.mark.parametrize(
    "path", ["/staff/replies", "/staff/questions", "/staff/engagements/night-buses/speakers"]
)
def test_the_pages_need_a_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location.startswith("/staff/sign-in")


def test_a_reply_goes_from_the_form_to_the_public_page(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    answer = write(client, comment, "They start in May.\n\nSee https://www2.gov.bc.ca/buses.")
    assert answer.status_code == 303
    html = page(client, compose(comment))
    assert "As the public will read it" in html
    assert "They start in May." not in page(client, TOPIC)
    answer = write(
        client,
        comment,
        "They start in May.\n\nSee https://www2.gov.bc.ca/buses.",
        then="publish",
        is_named="y",
        role_title="planner",
    )
    assert answer.status_code == 303
    public = page(client, TOPIC)
    assert "Ministry of Transportation and Transit</h4>" in public
    assert "Official reply by Sam, planner" in public
    assert '<a href="https://www2.gov.bc.ca/buses" rel="noopener">' in public


def test_markup_in_a_reply_is_text_everywhere(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    write(client, comment, HOSTILE, is_named="y", role_title=HOSTILE[:40])
    publish(units, anna, stands(units, comment))
    for path in (compose(comment), "/staff/replies?show=published", "/staff/replies/1", TOPIC):
        html = page(client, path)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "\u202e" not in html
        assert "&lt;script&gt;alert(1)" in html


def stands(units: Units, comment_id: int) -> Reply:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(
            select(Reply).where(Reply.comment_id == comment_id, Reply.withdrawn_at.is_(None))
        ).one()


def test_what_blocks_is_told_at_the_text_and_the_draft_is_kept(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    answer = write(client, comment, "Call me at 250 387-1234.", then="publish")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#body"' in html
    assert 'aria-describedby="body-hint body-error body-count"' in html
    assert "<mark>250 387-1234</mark>" in html
    assert "Must leave the text" in html
    assert stands(units, comment).version == 1
    assert shown(units, comment) == ""


def test_a_question_of_the_check_is_answered_at_its_own_field(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    body = "The courts decided this in March."
    html = write(client, comment, body, then="publish").get_data(as_text=True)
    assert 'href="#courts"' in html
    assert 'id="courts-error"' in html
    why = "That decision is final and was published."
    answer = write(client, comment, body, courts=why, then="publish", **about(html, "courts"))
    assert answer.status_code == 303
    assert shown(units, comment) == body


def test_an_answer_does_not_cover_words_that_came_later(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    body = "The courts decided this in March."
    html = write(client, comment, body, then="publish").get_data(as_text=True)
    more = f"{body} A lawsuit is open."
    why = "That decision is final and was published."
    answer = write(client, comment, more, courts=why, then="publish", **about(html, "courts"))
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)
    assert shown(units, comment) == ""


def test_other_people_are_asked_about_where_they_stand(
    client: FlaskClient, units: Units, anna: Actor, comment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Looked((Spot(0, 8, "This names another person."),))
    monkeypatch.setattr("engage.replies.web.compose.look_at", lambda _raw: seen)
    html = write(client, comment, "Jane Roe drives bus 7.", then="publish").get_data(as_text=True)
    assert "<mark>Jane Roe</mark>" in html
    assert 'id="third_party-error"' in html
    law = "section 33 (2) of FOIPPA"
    answer = write(client, comment, "Jane Roe drives bus 7.", authority=law, then="publish")
    assert answer.status_code == 303


def test_doubt_goes_to_the_privacy_officer_and_holds_the_reply(
    client: FlaskClient, units: Units, anna: Actor, comment: int, sign_in: Callable[..., Actor]
) -> None:
    body = "The courts decided this in March."
    answer = write(client, comment, body, then="ask", note="May we say this?")
    assert answer.status_code == 303
    reply = stands(units, comment)
    assert "waits for the privacy officer" in page(client, compose(comment))
    assert "Release</button>" not in page(client, f"/staff/replies/{reply.id}")
    refused = send(client, f"/staff/replies/{reply.id}/verdict", then="release", seen_version=1)
    assert refused.status_code == 403

    client.post("/staff/sign-out", data={"csrf_token": csrf_token(client, "/staff/")})
    sign_in(Role.PRIVACY_OFFICER)
    assert "1 reply waits" not in page(client, "/staff/questions")
    assert "May we say this?" in page(client, f"/staff/replies/{reply.id}")
    silent = send(client, f"/staff/replies/{reply.id}/verdict", then="return", seen_version=1)
    assert silent.status_code == 422
    released = send(client, f"/staff/replies/{reply.id}/verdict", then="release", seen_version=1)
    assert released.status_code == 303
    assert publish(units, anna, stands(units, comment)).published_version == 1


def test_a_colleagues_draft_is_not_written_over(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    save(units, anna, comment)
    answer = send(client, compose(comment), seen_version="0", body="My own words.")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "A colleague saved this reply meanwhile" in html
    assert "My own words." in html


def test_who_is_no_speaker_reads_but_cannot_write(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor], comment: int
) -> None:
    acknowledged(units, sign_in(Role.MODERATOR))
    html = page(client, compose(comment))
    assert "You are not a speaker on this topic" in html
    assert "Write the reply" not in html
    assert send(client, compose(comment), seen_version="0", body="Words.").status_code == 403


def test_a_comment_that_is_not_public_shows_no_word_of_itself(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    move(units, comment, State.NOT_PUBLISHED)
    html = page(client, compose(comment))
    assert "not public" in html
    assert "When do night buses start?" not in html


def test_another_ministry_finds_no_page(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor], comment: int
) -> None:
    other = make_person(units, Role.MODERATOR, email="our@gov.bc.ca")
    speak(units, acknowledged(units, other))
    reply = reply_to(units, other, comment)
    sign_in(Role.MODERATOR, ministry="HLTH")
    page(client, compose(comment), 404)
    page(client, f"/staff/replies/{reply.id}", 404)
    assert f"Reply {reply.id}" not in page(client, "/staff/replies?show=published")
    assert send(client, f"/staff/replies/{reply.id}/withdraw", note="x y").status_code == 404


def test_withdrawing_a_public_reply_needs_a_reason_and_shows_at_once(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    reply = reply_to(units, anna, comment)
    assert "Official reply" in page(client, TOPIC)
    refused = send(client, f"/staff/replies/{reply.id}/withdraw", note=" ")
    assert refused.status_code == 422
    assert 'id="note-error"' in refused.get_data(as_text=True)
    answer = send(client, f"/staff/replies/{reply.id}/withdraw", note="A wrong date.")
    assert answer.status_code == 303
    assert "Official reply" not in page(client, TOPIC)


def test_a_correction_says_so_in_public(
    client: FlaskClient, units: Units, anna: Actor, comment: int, clock: FixedClock
) -> None:
    reply_to(units, anna, comment)
    write(client, comment, "They start on 2 May.", then="publish")
    public = page(client, TOPIC)
    assert "They start on 2 May." in public
    assert "(corrected <time" in public


def test_a_corrected_comment_says_that_the_reply_is_older(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    reply_to(units, anna, comment)
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(Reply, stands(units, comment).id).to_version = 0
    with units.writing(SYSTEM) as unit:
        touch(unit, unit.session.scalars(select(Engagement)).one())
    assert "corrected by its author after this reply" in page(client, TOPIC)


def test_a_comment_is_handed_on_with_one_press_and_taken_back(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    path = f"/staff/comments/{comment}/hand-on"
    refused = send(client, path)
    assert refused.status_code == 422
    assert 'href="#destination-0"' in refused.get_data(as_text=True)
    assert send(client, path, destination="communications").status_code == 303
    html = page(client, compose(comment))
    assert "It is not answered here" in html
    assert "Write the reply" not in html
    with units.reading(SYSTEM) as unit:
        number = unit.session.scalars(select(Referral.id)).one()
    assert send(client, f"{path}/{number}/back").status_code == 303
    assert "Write the reply" in page(client, compose(comment))


def test_a_question_has_an_owner_a_due_time_and_an_answer(
    client: FlaskClient, units: Units, anna: Actor, comment: int, clock: FixedClock
) -> None:
    path = f"/staff/comments/{comment}/question"
    assert send(client, path, owner="99", days="3").status_code == 422
    assert send(client, path, owner=str(anna.person_id), days="4").status_code == 422
    assert send(client, path, owner=str(anna.person_id), days="1").status_code == 303
    html = page(client, "/staff/questions?show=mine")
    assert f"Comment {comment}" in html
    assert "Overdue" not in html
    with units.writing(anna, now=clock.now() - timedelta(days=7)) as unit:
        mark_question(unit, comment, anna.person_id or 0, 1)
    assert "Overdue" in page(client, "/staff/questions")
    reply_to(units, anna, comment)
    assert "No question waits for you" in page(client, "/staff/questions?show=mine")
    assert f"Comment {comment}" in page(client, "/staff/questions?show=answered")
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Question, comment).reply_id == stands(units, comment).id


def test_speakers_and_the_teams_name_are_set_by_the_lead(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    path = "/staff/engagements/night-buses/speakers"
    with units.reading(SYSTEM) as unit:
        fares = unit.session.scalars(select(Topic.id).where(Topic.slug == "fares")).one()
        routes = unit.session.scalars(select(Topic.id).where(Topic.slug == "routes")).one()
    answer = send(
        client,
        path,
        team="Citizen Engagement",
        **{f"topic-{fares}": str(anna.person_id), f"topic-{routes}": str(anna.person_id)},
    )
    assert answer.status_code == 303
    reply_to(units, anna, comment)
    assert "Citizen Engagement</h4>" in page(client, TOPIC)
    send(client, path, team="Citizen Engagement", **{f"topic-{fares}": str(anna.person_id)})
    assert "You are not a speaker" in page(client, compose(comment))


@pytest.mark.parametrize("sent", [{"team": "x" * 81}, {"team": "Call 250 387-1234"}])
def test_a_teams_name_that_cannot_be_is_refused_and_the_ticks_stay(
    client: FlaskClient, units: Units, anna: Actor, sent: dict[str, str]
) -> None:
    path = "/staff/engagements/night-buses/speakers"
    answer = send(client, path, **sent, **{"topic-2": str(anna.person_id)})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="team-error"' in html
    assert f'id="topic-2-{anna.person_id}" value="{anna.person_id}" checked' in html


@pytest.mark.parametrize(
    "data",
    [
        {"seen_version": "x", "body": "Words."},
        {"seen_version": "99999999999999999999", "body": "Words."},
        {"seen_version": "0", "body": "\u202e\x00\ud83d"},
        {"seen_version": "0", "body": "w" * 120_000},
        {"seen_version": "0", "body": "Words.", "role_title": "r" * 500},
        {"seen_version": "0", "body": "Words.", "authority": "because"},
        {"seen_version": "0", "body": "The courts.", "about-courts": "<b>", "courts": "x" * 9_000},
        {"body": "Words."},
    ],
)
def test_nonsense_is_answered_and_breaks_nothing(
    client: FlaskClient, anna: Actor, comment: int, data: dict[str, str]
) -> None:
    encoded = {k: v.encode("utf-8", "replace").decode() for k, v in data.items()}
    assert send(client, compose(comment), **encoded).status_code in (303, 422)


def test_the_detector_is_asked_for_third_parties_only() -> None:
    flags = tuple(
        Flag(start, start + 3, FlagKind.PERSON, whose, "A name.")
        for start, whose in ((9, Whose.THIRD), (0, Whose.PUBLIC), (4, Whose.SELF))
    )
    seen = looking.looked(Scan(Label.BOTH, flags, has_names=False))
    assert seen == Looked((Spot(9, 12, "A name."),), names_checked=False)


def test_the_stored_comment_is_untouched(units: Units, anna: Actor, comment: int) -> None:
    with units.reading(SYSTEM) as unit:
        before = unit.session.get_one(Comment, comment).version
    reply_to(units, anna, comment)
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, comment).version == before


def test_the_detector_sees_who_is_named_in_a_reply() -> None:
    seen = looking.look_at("Your neighbour Margaret Olafson had a stroke and cannot drive.")
    assert seen.names_checked
    assert seen.spots
    hidden = "Margaret Olafson " + "\u200b" * 20_000 + "had a stroke."
    assert looking.look_at(hidden).spots


def test_what_is_never_stored_is_not_looked_at() -> None:
    for text in ("", "\u200b", "x" * 5_000, "x" * 500_000):
        assert looking.look_at(text) == Looked(names_checked=False)


def test_the_desk_and_the_comments_own_page_lead_to_the_reply(
    client: FlaskClient, units: Units, anna: Actor, comment: int
) -> None:
    with units.writing(anna) as unit:
        mark_question(unit, comment, anna.person_id or 0, 3)
    assert "1 question waits for your answer" in page(client, "/staff/")
    assert f'href="{compose(comment)}"' in page(client, f"/staff/queue/{comment}")
