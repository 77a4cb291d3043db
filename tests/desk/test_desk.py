"""The first page of the staff: what waits for whom, oldest first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from engage.comments.rules import Hold
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.desk.rules import (
    Waiting,
    comments_words,
    counted_words,
    jobs_words,
    oldest_first,
    pushes_words,
)
from engage.desk.words import JOB_WORDS
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wiring.jobs import HANDLERS
from engage.wordpress.service import KINDS as PUSHES
from tests.app_fixtures import MakeEngagement, csrf_token
from tests.approving import approved
from tests.moderation.senders import put_in_queue, send

SignIn = Callable[..., Actor]
NOON = datetime(2026, 3, 2, 20, tzinfo=UTC)


def fail_a_job(units: Units, kind: str) -> None:
    with units.writing(SYSTEM) as unit:
        unit.session.add(
            Job(
                kind=kind,
                payload="{}",
                state=JobState.FAILED,
                run_at=unit.now,
                created_at=unit.now,
                finished_at=unit.now,
            )
        )


def sign_out(client: FlaskClient) -> None:
    client.post("/staff/sign-out", data={"csrf_token": csrf_token(client, "/staff/")})


def test_nothing_waits_in_an_empty_database(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert "Nothing waits for you." in client.get("/staff/").text


def test_the_desk_is_for_the_staff_only(client: FlaskClient) -> None:
    assert client.get("/staff/").location == "/staff/sign-in?next=/staff/"


def test_a_draft_names_what_it_lacks(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False, summary="", topics=())
    sign_in(Role.ENGAGEMENT_LEAD)
    page = client.get("/staff/").text
    assert "Draft, not ready" in page
    assert "The privacy officer records the Privacy Impact Assessment (PIA)." in page
    assert "Add at least one topic to comment on." in page
    assert 'href="/staff/engagements/night-buses"' in page


def test_a_finished_draft_waits_to_be_published(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    approved(units)
    make_engagement("open-one", title="An open one")
    sign_in(Role.ENGAGEMENT_LEAD)
    page = client.get("/staff/").text
    assert "Draft, ready to publish" in page
    assert 'href="/staff/engagements/night-buses/publish"' in page
    assert "An open one" not in page


def test_what_closed_waits_for_its_results(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement, clock: FixedClock
) -> None:
    make_engagement()
    clock.advance(days=29)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = client.get("/staff/").text
    assert "Closed, no results yet" in page
    assert 'href="/staff/engagements/night-buses/results"' in page


def test_moderators_see_how_many_comments_wait_and_leads_do_not(
    client: FlaskClient,
    units: Units,
    sign_in: SignIn,
    make_engagement: MakeEngagement,
    clock: FixedClock,
) -> None:
    make_engagement()
    put_in_queue(units, send(units, "More buses.")[0], Hold.PRIVACY)
    send(units, "Fewer buses.")
    clock.advance(hours=47)
    put_in_queue(units, send(units, "Better buses.")[0], Hold.SPAM)
    sign_in(Role.MODERATOR)
    page = client.get("/staff/").text
    assert "3 comments wait for a decision" in page
    assert 'href="/staff/queue?part=privacy"' in page
    told = ("Overdue: 2", "Privacy review: 1", "Suspected spam: 1", "Being checked: 1")
    assert all(words in page for words in told)
    sign_out(client)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "wait for a decision" not in client.get("/staff/").text


def test_the_work_of_another_ministry_is_not_shown(
    client: FlaskClient, units: Units, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    send(units)
    make_engagement("a-draft", published=False, title="A draft")
    sign_in(Role.ENGAGEMENT_LEAD, Role.MODERATOR, ministry="HLTH")
    assert "Nothing waits for you." in client.get("/staff/").text


def test_administrators_see_jobs_that_gave_up(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    for kind in ("wordpress.push_comment", "wordpress.reconcile", "reports.build"):
        fail_a_job(units, kind)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "given up" not in client.get("/staff/").text
    sign_out(client)
    sign_in(Role.ADMINISTRATOR)
    page = client.get("/staff/").text
    assert '<a href="/staff/wordpress">2 pushes to WordPress were given up</a>' in page
    assert "1 background job was given up" in page
    assert "Building a report: 1" in page
    assert "reports.build" not in page


def test_every_kind_of_job_is_said_in_words() -> None:
    assert {*HANDLERS} == {*JOB_WORDS, *PUSHES}


def test_the_oldest_stands_first() -> None:
    new, old = (Waiting(NOON - timedelta(days=days), "Draft", "", "") for days in (1, 9))
    assert oldest_first([new, old]) == (old, new)


def test_counts_are_said_in_words() -> None:
    assert comments_words(1) == "1 comment waits for a decision"
    assert comments_words(1200) == "1,200 comments wait for a decision"
    assert jobs_words(1) == "1 background job was given up"
    assert jobs_words(3) == "3 background jobs were given up"
    assert pushes_words(1) == "1 push to WordPress was given up"
    assert counted_words("aba") == ("a: 2", "b: 1")
