"""What WordPress calls: its own calls make one look, and nobody else's make anything."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wiring import make_units
from engage.wordpress.calls import event_of, is_ours, signature
from engage.wordpress.service.kinds import COMPARE, PULL_COMMENTS, PULL_POSTS, PULLS
from tests.app_fixtures import NOON, settings_for

SECRET = "a secret of the calls, quite long enough"
WORDPRESS = {
    "ENGAGE_WORDPRESS_URL": "https://blog.example.test",
    "ENGAGE_WORDPRESS_USER": "sync",
    "ENGAGE_WORDPRESS_PASSWORD": "an application password",
    "ENGAGE_WORDPRESS_HOOK_SECRET": SECRET,
}
Call = Callable[..., TestResponse]


@pytest.fixture
def called(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(database_url, tmp_path, **WORDPRESS), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def call(called: Units) -> Call:
    return caller(called)


def caller(units: Units) -> Call:
    client: FlaskClient = create_app(units.settings, units=units).test_client()

    def do(
        event: object = "comments", header: str | None = None, body: bytes | None = None
    ) -> TestResponse:
        sent = json.dumps({"event": event, "at": "now"}).encode() if body is None else body
        at = int(units.clock.now().timestamp())
        header = signature(at, sent, SECRET) if header is None else header
        return client.post(
            "/wordpress/hook", data=sent, headers={"X-Engage-Signature": header} if header else {}
        )

    return do


def jobs(units: Units, state: JobState | None = None) -> list[str]:
    with units.reading(SYSTEM) as unit:
        wanted = select(Job.kind).where(Job.kind.in_(PULLS)).order_by(Job.kind)
        if state:
            wanted = wanted.where(Job.state == state)
        return list(unit.session.scalars(wanted))


@pytest.mark.parametrize(
    ("event", "kinds"),
    [
        ("comments", {PULL_COMMENTS, COMPARE}),
        ("posts", {PULL_POSTS, COMPARE}),
        ("all", set(PULLS)),
        ("something newer", set(PULLS)),
        (["comments"], set(PULLS)),
    ],
)
def test_a_call_of_the_plugin_makes_us_look(
    called: Units, call: Call, event: object, kinds: set[str]
) -> None:
    answer = call(event)
    assert (answer.status_code, answer.get_data()) == (202, b"")
    assert "Set-Cookie" not in answer.headers
    assert set(jobs(called)) == kinds


def test_a_burst_makes_one_look_after_its_last_call(
    called: Units, call: Call, clock: FixedClock
) -> None:
    for _ in range(30):
        assert call().status_code == 202
    assert sorted(jobs(called)) == sorted([PULL_COMMENTS, COMPARE])
    with called.reading(SYSTEM) as unit:
        assert min(unit.session.scalars(select(Job.run_at))) > clock.now()


def test_while_a_look_waits_no_other_is_asked_for(
    called: Units, call: Call, clock: FixedClock
) -> None:
    for _ in range(10):
        call()
        clock.advance(seconds=20)
    assert len(jobs(called)) == 2


def test_after_a_look_the_next_call_makes_another(
    called: Units, call: Call, clock: FixedClock
) -> None:
    call()
    with called.writing(SYSTEM) as unit:
        for job in unit.session.scalars(select(Job)):
            job.state = JobState.DONE
    clock.advance(seconds=20)
    call()
    assert jobs(called, JobState.WAITING) == sorted([COMPARE, PULL_COMMENTS])


def test_a_call_during_a_look_makes_another(called: Units, call: Call, clock: FixedClock) -> None:
    call()
    with called.writing(SYSTEM) as unit:
        for job in unit.session.scalars(select(Job)):
            job.state, job.lease_until = JobState.RUNNING, NOON + timedelta(minutes=5)
    clock.advance(seconds=20)
    call()
    assert jobs(called, JobState.WAITING) == sorted([COMPARE, PULL_COMMENTS])


def test_a_replay_is_harmless_and_dies_after_five_minutes(
    called: Units, call: Call, clock: FixedClock
) -> None:
    body = b'{"event": "comments"}'
    header = signature(int(clock.now().timestamp()), body, SECRET)
    for _ in range(3):
        assert call(header=header, body=body).status_code == 202
    assert len(jobs(called)) == 2
    clock.advance(seconds=301)
    assert call(header=header, body=body).status_code == 403


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("", b"{}"),
        ("nonsense", b"{}"),
        ("t=1,v1=" + "0" * 64, b"{}"),
        (signature(int(NOON.timestamp()), b"{}", "another secret, long enough as well"), b"{}"),
        (signature(int(NOON.timestamp()), b"{}", SECRET), b"{ }"),
        (signature(int(NOON.timestamp()) - 301, b"{}", SECRET), b"{}"),
        (signature(int(NOON.timestamp()) + 301, b"{}", SECRET), b"{}"),
        (signature(int(NOON.timestamp()), b"{}", SECRET).upper(), b"{}"),
        ("t=\u0661,v1=" + "0" * 64, b"{}"),
    ],
    ids=["none", "nonsense", "forged", "secret", "body", "old", "early", "case", "digits"],
)
def test_whoever_is_not_the_plugin_causes_nothing(
    called: Units, call: Call, header: str, body: bytes
) -> None:
    answer = call(header=header.encode().decode("latin-1"), body=body)
    assert (answer.status_code, answer.get_data()) == (403, b"")
    assert jobs(called) == []


def test_a_stranger_does_not_even_open_the_database(
    called: Units, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(Units, "open", lambda *given, **named: opened.append(given))
    assert call(header="t=1,v1=" + "0" * 64).status_code == 403
    assert opened == []


def test_a_large_body_is_not_read(called: Units, call: Call) -> None:
    body = b'{"event": "comments", "more": "' + b"x" * 2048 + b'"}'
    assert call(body=body).status_code == 413
    assert jobs(called) == []


def test_a_signed_body_that_says_nothing_still_makes_us_look(called: Units, call: Call) -> None:
    assert call(body=b"\xff[[[").status_code == 202
    assert set(jobs(called)) == set(PULLS)


@pytest.mark.parametrize("missing", ["ENGAGE_WORDPRESS_HOOK_SECRET", "*"])
def test_without_a_secret_there_is_no_such_page(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, missing: str
) -> None:
    named = {} if missing == "*" else {**WORDPRESS, missing: ""}
    units = make_units(settings_for(sqlite_url, tmp_path, **named), clock)
    call = caller(units)
    assert call().status_code == 404
    body = b"{}"
    assert call(header=signature(int(NOON.timestamp()), body, ""), body=body).status_code == 404
    assert jobs(units) == []
    units.database.dispose()


@given(st.binary(max_size=300), st.text(max_size=120))
def test_no_header_but_the_right_one_passes(body: bytes, header: str) -> None:
    right = signature(int(NOON.timestamp()), body, SECRET)
    assert is_ours(right, body, SECRET, NOON)
    assert not is_ours(header, body, SECRET, NOON) or header == right
    assert not is_ours(right, body + b" ", SECRET, NOON)
    assert event_of(body) in ("comments", "posts", "all")
