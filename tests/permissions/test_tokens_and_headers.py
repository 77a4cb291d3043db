"""Tokens that are not right get one page each; headers that only a proxy may set change nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from engage.accounts.models import SignInAttempt
from engage.accounts.service.calendar_links import make_calendar_link
from engage.accounts.service.inviting import invitation_link, invite
from engage.accounts.service.people import person_of
from engage.comments.defences.models import SenderCount
from engage.comments.models import Comment
from engage.comments.service import issue_form_token, withdrawal_link
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM, Grant, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.notices.service import current_version
from engage.web.transaction import EngageFlask
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, csrf_token, settings_for
from tests.comments.citizen import FORM, Citizen, comment_of
from tests.permissions.people import RAW_CSRF, Member, ask, csrf_of, hired, member

HIDDEN: Final = re.compile(r'value="[^"]*"')
SPOOFED: Final = {
    "X-Forwarded-For": "198.51.100.{number}",
    "X-Real-IP": "198.51.100.{number}",
    "Forwarded": "for=198.51.100.{number};host=evil.example;proto=https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/evil",
    "X-Original-URL": "/staff/people",
    "X-Rewrite-URL": "/staff/people",
    "X-HTTP-Method-Override": "DELETE",
    "X-Forwarded-User": "alex.admin@gov.bc.ca",
    "Remote-User": "alex.admin@gov.bc.ca",
    "X-Remote-User": "alex.admin@gov.bc.ca",
}


def spoofed(number: int = 1) -> dict[str, str]:
    return {name: value.format(number=number) for name, value in SPOOFED.items()}


def shown(answer: TestResponse) -> tuple[int, str]:
    """Status and page, without what is typed or made anew in its fields."""
    return answer.status_code, HIDDEN.sub("", answer.text)


@pytest.fixture(autouse=True)
def engagement(units: Units) -> None:
    build_engagement(units)


@pytest.fixture
def someone(app: EngageFlask) -> Member:
    return member(app, Role.ENGAGEMENT_LEAD)


@pytest.fixture
def tokens(units: Units, someone: Member) -> dict[str, str]:
    """One of each kind, all of them good where they belong."""
    link = join_link(units, "new@gov.bc.ca")
    code = Citizen.of(units).send().code
    return {
        "join": link.rpartition("/")[2],
        "form": form_token(units),
        "receipt": code,
        "withdrawal": withdrawal_token(units, code),
        "calendar": calendar_token(units, someone),
        "csrf": someone.csrf,
        "session": someone.cookie.partition("=")[2],
        "raw csrf": RAW_CSRF,
    }


def join_link(units: Units, email: str) -> str:
    actor = hired(units, email, Grant(Role.MODERATOR))
    with units.writing(SYSTEM) as unit:
        person = person_of(unit, actor.person_id or 0)
        return invitation_link(unit, invite(unit, person), person)


def withdrawal_token(units: Units, code: str) -> str:
    with units.reading(SYSTEM) as unit:
        return withdrawal_link(unit, comment_of(units, code)).rpartition("/")[2]


def calendar_token(units: Units, who: Member) -> str:
    with units.writing(who.actor) as unit:
        address = make_calendar_link(unit, who.actor.person_id or 0)
    return address.rpartition("/")[2].removesuffix(".ics")


def form_token(units: Units) -> str:
    with units.writing(CITIZEN) as unit:
        found = engagement_by_slug(unit.session, "night-buses")
        notice = current_version(unit, found.id)
        assert notice is not None
        return issue_form_token(unit, topic_by_slug(unit.session, found.id, "routes"), notice)


def wrong(tokens: dict[str, str], right: str) -> Iterator[str]:
    """Everything but the right token: of other purposes, altered, cut, none, and odd."""
    good = tokens[right]
    yield from (token for kind, token in tokens.items() if kind != right)
    yield from (good[:-1], f"{good}x", good.swapcase(), f"{good}.{good}")
    yield from ("x", "None", "é.ü.ñ", "0", "[]", "a.b.c", "x" * 2_000)


def test_every_wrong_link_to_join_has_one_page(
    client: FlaskClient, units: Units, clock: FixedClock, tokens: dict[str, str]
) -> None:
    paths = [f"/staff/join/{token}" for token in wrong(tokens, "join")]
    answers = [client.get(path) for path in paths] + [client.post(path) for path in paths]
    clock.advance(days=8)
    answers.append(client.get(f"/staff/join/{tokens['join']}"))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_every_wrong_link_to_take_a_comment_back_has_one_page(
    units: Units, clock: FixedClock, tokens: dict[str, str]
) -> None:
    client = Citizen.of(units).client
    paths = [f"/withdraw/{token}" for token in wrong(tokens, "withdrawal")]
    answers = [client.get(path) for path in paths] + [client.post(path) for path in paths]
    clock.advance(days=3 * 365 + 2)
    answers.append(client.post(f"/withdraw/{tokens['withdrawal']}"))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert comment_of(units, tokens["receipt"]).state == "waiting"


def test_every_wrong_address_of_a_calendar_has_one_page(
    client: FlaskClient, clock: FixedClock, tokens: dict[str, str]
) -> None:
    paths = [f"/staff/calendar/feed/{token}.ics" for token in wrong(tokens, "calendar")]
    answers = [client.get(path) for path in paths]
    right = f"/staff/calendar/feed/{tokens['calendar']}.ics"
    assert client.get(right).status_code == 200
    clock.advance(days=366)
    answers.append(client.get(right))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_every_wrong_receipt_code_has_one_page(units: Units, tokens: dict[str, str]) -> None:
    client = Citizen.of(units).client
    # Small letters are as good as capitals in a code that people type.
    right = tokens["receipt"]
    codes = [one for one in wrong(tokens, "receipt") if one.upper() != right.upper()]
    answers = [client.post("/receipt", data={"code": code}) for code in codes]
    assert len(answers) < 20, "more would be guessing, and end in waiting"
    assert {status for status, _ in map(shown, answers)} == {404}
    assert len(set(map(shown, answers))) == 1


def test_every_wrong_token_of_a_comment_form_brings_the_form_again_and_sends_nothing(
    units: Units, clock: FixedClock, tokens: dict[str, str]
) -> None:
    client = Citizen.of(units).client
    before = count(units, Comment)
    typed = {"text": "More buses.", "accepts_terms": "y"}
    answers = [client.post(FORM, data=typed | {"token": t}) for t in wrong(tokens, "form")]
    clock.advance(days=3)
    answers.append(client.post(FORM, data=typed | {"token": tokens["form"]}))
    assert len(set(map(shown, answers))) == 1
    assert answers[0].status_code == 422
    assert "More buses." in answers[0].text
    assert count(units, Comment) == before


def test_a_form_that_was_sent_is_no_second_comment(units: Units, tokens: dict[str, str]) -> None:
    client = Citizen.of(units).client
    data = {"text": "More buses.", "accepts_terms": "y", "token": tokens["form"]}
    first = client.post(FORM, data=data)
    before = count(units, Comment)
    for again in (data, data | {"text": "Other words by somebody else."}):
        client.post(FORM, data=again)
    assert first.status_code == 200
    assert count(units, Comment) == before


def test_every_wrong_token_of_a_staff_form_has_one_page_and_changes_nothing(
    client: FlaskClient, app: EngageFlask, someone: Member, tokens: dict[str, str]
) -> None:
    bare = app.test_client(use_cookies=False)
    of_another_session = csrf_of(app, RAW_CSRF[::-1])
    given = [*wrong(tokens, "csrf"), "", of_another_session]
    path, headers = "/staff/acknowledge", {"Cookie": someone.cookie}
    answers = [bare.post(path, data={"csrf_token": t}, headers=headers) for t in given]
    answers.append(bare.post(path, headers=headers))
    assert len(set(map(shown, answers))) == 1
    assert answers[0].status_code == 400
    assert ask(bare, "POST", path, someone).status_code != 400


def count(units: Units, table: type) -> int:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


def test_sign_ins_are_counted_for_the_address_that_they_come_from(
    client: FlaskClient, units: Units
) -> None:
    typed = {"email": "kim@gov.bc.ca", "password": "x" * 20, "code": "000000"}
    data = typed | {"csrf_token": csrf_token(client, "/staff/sign-in")}
    statuses = [
        client.post("/staff/sign-in", data=data, headers=spoofed(number)).status_code
        for number in range(6)
    ]
    assert statuses == [422] * 5 + [429]
    with units.reading(SYSTEM) as unit:
        buckets = select(func.count(func.distinct(SignInAttempt.bucket)))
        assert unit.session.scalar(buckets) == 2


def test_comments_are_counted_for_the_address_that_they_come_from(
    units: Units, tmp_path: Path
) -> None:
    url = str(units.settings.database_url)
    settings = settings_for(url, tmp_path, ENGAGE_HOURLY_COMMENTS="10")
    citizen = Citizen.of(make_units(settings, units.clock))
    for number in range(3):
        data = citizen.filled(f"More buses, {number}.")
        assert citizen.post(FORM, data, headers=spoofed(number)).status == 200
    with units.reading(SYSTEM) as unit:
        counted = unit.session.scalars(select(SenderCount.count)).all()
    assert counted == [3]


@pytest.mark.parametrize(
    "path",
    ["/", "/engagements/night-buses", "/engagements/night-buses/routes", "/receipt", "/no-page"],
)
def test_no_page_and_no_link_follows_such_headers(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    claimed = client.get(path, headers=spoofed())
    assert (plain.status_code, plain.text) == (claimed.status_code, claimed.text)
    assert "evil" not in str(claimed.headers)


@pytest.mark.parametrize("path", ["/staff/", "/staff/people", "/engagements//night-buses"])
def test_no_redirect_follows_such_headers_and_nobody_comes_in_by_them(
    client: FlaskClient, path: str
) -> None:
    plain = client.get(path)
    claimed = client.get(path, headers=spoofed())
    assert claimed.status_code == plain.status_code
    assert claimed.location == plain.location
    assert claimed.location.startswith("/")


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_what_the_request_says(
    app: EngageFlask, units: Units, someone: Member, name: str
) -> None:
    bare = app.test_client(use_cookies=False)
    headers = {"Cookie": someone.cookie, name: "POST"}
    assert bare.get("/staff/sign-out", headers=headers).status_code == 405
    assert bare.get("/staff/sign-out?_method=POST", headers=headers).status_code == 405
    assert ask(bare, "GET", "/staff/account", someone).status_code == 200
    posted = ask(bare, "POST", "/staff/engagements", someone, {"_method": "GET"})
    assert posted.status_code == 405
