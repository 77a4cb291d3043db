"""What the form notices: stored as signals, never a refusal; only a flood is asked to wait."""

import json
from base64 import b64decode, b64encode
from typing import Any

import altcha
import pytest
from sqlalchemy import func, select

from engage.audit.models import AuditEntry
from engage.comments.defences.models import SenderCount
from engage.comments.defences.proofs import switch
from engage.comments.defences.rules import FAR
from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from tests.comments.citizen import FORM, WORDS, Citizen, Page, comment_of, stored

FAR_OVER = 3 * FAR
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.200"}


def slowly(citizen: Citizen, clock: FixedClock, **changes: Any) -> Page:
    """As somebody who takes a minute."""
    form = citizen.filled(**changes)
    clock.advance(seconds=60)
    return citizen.post(FORM, form)


def signals(units: Units, page: Page) -> str:
    assert page.code, page.words
    return comment_of(units, page.code).signals


def test_a_person_leaves_no_signal(citizen: Citizen, guarded: Units, clock: FixedClock) -> None:
    assert signals(guarded, slowly(citizen, clock)) == ""


def test_who_fills_in_the_bait_is_told_nothing(
    citizen: Citizen, guarded: Units, clock: FixedClock
) -> None:
    page = slowly(citizen, clock, website="https://buy.example")
    assert signals(guarded, page) == "honeypot"
    assert "Thank you" in page.words or page.status == 200


def test_a_form_that_comes_back_at_once_is_quick(citizen: Citizen, guarded: Units) -> None:
    assert signals(guarded, citizen.send()) == "quick"


def test_a_form_that_is_shown_again_is_never_quick(citizen: Citizen, guarded: Units) -> None:
    again = citizen.send("Call me at 250-555-0142.")
    assert "This looks like a telephone number." in again.words
    sent = citizen.post(FORM, again.form() | {"accepts_terms": "y", "confirm": "send-as-is"})
    assert signals(guarded, sent) == ""


def test_the_fourth_of_an_hour_is_often_and_far_more_have_to_wait(
    citizen: Citizen, guarded: Units, clock: FixedClock
) -> None:
    for number in range(FAR_OVER):
        page = citizen.send(f"{WORDS} {number}")
        assert ("often" in signals(guarded, page)) == (number >= 3)
    refused = citizen.send("My words that must stay.")
    assert refused.status == 429
    assert "My words that must stay." in refused.html
    assert "Please send it again after" in refused.words
    assert int(refused.response.headers["Retry-After"]) > 0
    assert stored(guarded) == FAR_OVER
    clock.advance(hours=1)
    form = refused.form() | {"accepts_terms": "y"}
    assert citizen.post(FORM, form).code


def test_others_are_not_asked_to_wait(citizen: Citizen, guarded: Units) -> None:
    for number in range(FAR_OVER + 1):
        citizen.send(f"{WORDS} {number}")
    form = citizen.filled()
    page = citizen.post(FORM, form, environ_overrides=ELSEWHERE)
    assert signals(guarded, page) == "quick"


def test_what_was_refused_is_not_counted(citizen: Citizen, guarded: Units) -> None:
    for _ in range(15):
        assert citizen.send("").status == 422
    with guarded.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(SenderCount)) == 0


def test_forwarded_addresses_count_only_through_trusted_proxies(
    citizen: Citizen, guarded: Units
) -> None:
    for number in range(4):
        form = citizen.filled(f"{WORDS} {number}")
        page = citizen.post(FORM, form, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert "often" in signals(guarded, page)


def test_wrong_codes_from_one_address_end_in_waiting(citizen: Citizen, guarded: Units) -> None:
    known = citizen.send().code
    for _ in range(20):
        assert citizen.look_up("0000-0000-0000-0000").status == 404
    page = citizen.look_up(known)
    assert page.status == 429
    assert "try again after" in page.words
    right = {"step": "show", "code": known}
    assert citizen.post("/receipt", right, environ_overrides=ELSEWHERE).status == 200


def test_corrections_count_like_comments(citizen: Citizen, guarded: Units) -> None:
    code = citizen.send().code
    for number in range(FAR_OVER - 1):
        assert citizen.correct(code, f"Other words, number {number}.").status == 200
    assert "often" in comment_of(guarded, code).signals
    page = citizen.correct(code, "Words that must stay in the box.")
    assert page.status == 429
    assert "Words that must stay in the box." in page.html
    assert comment_of(guarded, code).version == FAR_OVER


# --- proofs of work ----------------------------------------------------------------------------


@pytest.fixture
def under_attack(guarded: Units) -> None:
    with guarded.writing(SYSTEM) as unit:
        switch(unit, engagement_by_slug(unit.session, "night-buses"), on=True)


def proof(citizen: Citizen) -> str:
    """What the widget works out, by the library's own solver."""
    challenge = altcha.Challenge.from_dict(citizen.get("/comment-challenge").response.json)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return str(altcha.Payload(challenge, solution).to_base64())


@pytest.mark.usefixtures("under_attack")
def test_a_proof_counts_once(citizen: Citizen, guarded: Units, clock: FixedClock) -> None:
    given = proof(citizen)
    assert signals(guarded, slowly(citizen, clock, proof=given)) == ""
    again = slowly(citizen, clock, text="Other words.", proof=given)
    assert signals(guarded, again) == "no_proof"


@pytest.mark.usefixtures("under_attack")
def test_without_a_proof_a_comment_is_taken_and_sorted(
    citizen: Citizen, guarded: Units, clock: FixedClock
) -> None:
    assert "altcha-widget" in citizen.get(FORM).html
    assert signals(guarded, slowly(citizen, clock)) == "no_proof"


@pytest.mark.usefixtures("under_attack")
def test_an_old_proof_counts_as_none(citizen: Citizen, guarded: Units, clock: FixedClock) -> None:
    given = proof(citizen)
    clock.advance(minutes=61)
    assert signals(guarded, slowly(citizen, clock, proof=given)) == "no_proof"


@pytest.mark.usefixtures("under_attack")
def test_a_proof_whose_end_was_moved_counts_as_none(
    citizen: Citizen, guarded: Units, clock: FixedClock
) -> None:
    opened = json.loads(b64decode(proof(citizen)))
    opened["challenge"]["parameters"]["data"]["until"] += 100_000
    moved = b64encode(json.dumps(opened).encode()).decode()
    clock.advance(hours=2)
    assert signals(guarded, slowly(citizen, clock, proof=moved)) == "no_proof"


def of_challenge(**parts: Any) -> str:
    return b64encode(json.dumps({"challenge": parts, "solution": {"counter": 1}}).encode()).decode()


HOSTILE = [
    "x" * 100_000,
    "\0",
    "\u202e\u0301" * 50,
    "<script>alert(1)</script>",
    "e30=",
    "W10=",
    b64encode(b"[" * 3000).decode(),
    of_challenge(parameters={"data": {"until": 10**30}}, signature="a"),
    of_challenge(parameters={"data": {"until": 4_000_000_000}}, signature=7),
    of_challenge(parameters={"data": {"until": 4_000_000_000}, "cost": 10**9}, signature="a"),
    of_challenge(parameters="text", signature=None),
]


@pytest.mark.usefixtures("under_attack")
@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_proofs_and_bait_are_signals(
    bad: str, citizen: Citizen, guarded: Units, clock: FixedClock
) -> None:
    page = slowly(citizen, clock, proof=bad, website=bad)
    assert signals(guarded, page) == "honeypot,no_proof"


def test_no_proof_is_asked_in_peace(citizen: Citizen) -> None:
    page = citizen.get(FORM)
    assert "altcha" not in page.html


def test_switching_is_audited_once(guarded: Units) -> None:
    for on in (True, True, False):
        with guarded.writing(SYSTEM) as unit:
            switch(unit, engagement_by_slug(unit.session, "night-buses"), on=on)
    with guarded.reading(SYSTEM) as unit:
        noted = unit.session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "defence.switched")
        ).all()
    assert len(noted) == 2


def test_a_comment_row_is_never_refused_for_its_signals(citizen: Citizen, guarded: Units) -> None:
    for number in range(5):
        page = citizen.send(f"{WORDS} {number}", website="x")
        assert page.code
    with guarded.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(Comment)) == 5
