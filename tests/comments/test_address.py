"""What an author lets us use their address for, and deleting it, by the receipt code (R25)."""

from typing import Any

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.models import CommentPerson
from engage.comments.rules import Arrival, Channel, NoticeGiven, Purpose, checked_letter
from engage.comments.service import (
    choose_purposes,
    erase_address,
    purposes_of,
    receipt_of_seed,
    receive,
)
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from tests.app_fixtures import build_engagement
from tests.comments.citizen import WORDS, Citizen, Page, comment_of

ADDRESS = "robin@example.ca"
BOTH = frozenset(Purpose)
DELETE = "Delete my e-mail address"


def send_with_address(units: Units, **more: Any) -> tuple[Citizen, str]:
    build_engagement(units)
    citizen = Citizen.of(units)
    page = citizen.send(email=ADDRESS, purposes=["decision"], **more)
    return citizen, page.code


def by_mail(units: Units) -> str:
    """The receipt code of a comment that came by e-mail, nothing ticked."""
    seed = "mail:1"
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        arrival = Arrival(Channel.EMAIL, NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT, receipt_seed=seed)
        receive(unit, engagement, topic, checked_letter(WORDS, email=ADDRESS), arrival)
        return receipt_of_seed(unit, seed)


def chosen(units: Units, code: str) -> frozenset[Purpose] | None:
    with units.reading(SYSTEM) as unit:
        return purposes_of(unit, comment_of(units, code))


def choose(citizen: Citizen, code: str, *purposes: str) -> Page:
    form = citizen.look_up(code).form("choose")
    return citizen.post("/receipt", form | {"address-purposes": list(purposes)})


def erase(citizen: Citizen, code: str) -> Page:
    return citizen.post("/receipt", citizen.look_up(code).form("erase"))


def audited(units: Units, action: str) -> list[str]:
    """The details of every entry, as they are kept."""
    with units.reading(SYSTEM) as unit:
        asked = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        return [str(entry.detail) for entry in unit.session.scalars(asked)]


def test_an_author_sees_what_the_address_is_used_for_and_changes_it(both_units: Units) -> None:
    citizen, code = send_with_address(both_units)
    page = citizen.look_up(code)
    assert page.form("choose")["address-purposes"] == ["decision"]
    assert ADDRESS not in page.html
    page = choose(citizen, code, "decision", "results")
    assert "about what you ticked" in page.words
    assert set(page.form("choose")["address-purposes"]) == {"decision", "results"}
    assert chosen(both_units, code) == BOTH
    page = choose(citizen, code)
    assert "We do not use your e-mail address." in page.words
    assert chosen(both_units, code) == frozenset()
    assert len(audited(both_units, "comment.purposes_changed")) == 2


def test_the_same_choice_again_changes_nothing(both_units: Units) -> None:
    citizen, code = send_with_address(both_units)
    for _ in range(2):
        assert choose(citizen, code, "results").status == 200
    (entry,) = audited(both_units, "comment.purposes_changed")
    assert "decision" in entry
    assert "results" in entry
    assert "example" not in entry


def test_an_address_is_erased_once_with_its_index_and_the_name_stays(both_units: Units) -> None:
    citizen, code = send_with_address(both_units, display_name="Robin")
    old_form = citizen.look_up(code).form("choose")
    page = erase(citizen, code)
    assert "has been deleted" in page.words
    assert DELETE not in page.words
    with both_units.reading(SYSTEM) as unit:
        person = unit.session.get_one(CommentPerson, comment_of(both_units, code).id)
        kept = (person.email_cipher, person.email_index, person.purposes)
        assert kept == (None, None, "")
        assert person.name_cipher
    for late in (
        citizen.post("/receipt", {"step": "erase", "code": code}),
        citizen.post("/receipt", old_form | {"address-purposes": ["results"]}),
    ):
        assert late.status == 200
        assert "We keep no e-mail address with this comment." in late.words
    assert chosen(both_units, code) is None
    assert len(audited(both_units, "comment.address_erased")) == 1
    assert audited(both_units, "comment.purposes_changed") == []
    assert comment_of(both_units, code).state == "waiting"


def test_of_an_author_without_a_name_nothing_stays(both_units: Units) -> None:
    citizen, code = send_with_address(both_units)
    erase(citizen, code)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.get(CommentPerson, comment_of(both_units, code).id) is None


def test_who_wrote_by_mail_asks_here_to_be_told_of_the_decision(both_units: Units) -> None:
    build_engagement(both_units)
    citizen, code = Citizen.of(both_units), by_mail(both_units)
    page = citizen.look_up(code)
    assert "address-purposes" not in page.form("choose"), "nothing is ticked"
    assert "apart from the answer to that message" in page.words
    assert "stays on record in our mailbox" in page.words
    choose(citizen, code, "decision")
    assert chosen(both_units, code) == {Purpose.DECISION}


def test_a_comment_without_an_address_asks_nothing_of_one(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    code = citizen.send().code
    page = citizen.look_up(code)
    assert "Your e-mail address" not in page.words
    late = citizen.post(
        "/receipt", {"step": "choose", "code": code, "address-purposes": ["decision"]}
    )
    assert "We keep no e-mail address with this comment." in late.words
    assert chosen(units, code) is None


def test_of_a_comment_taken_back_the_address_can_only_be_deleted(units: Units) -> None:
    citizen, code = send_with_address(units)
    old_form = citizen.look_up(code).form("choose")
    citizen.take_back(code)
    page = citizen.look_up(code)
    with pytest.raises(AssertionError):
        page.form("choose")
    late = citizen.post("/receipt", old_form | {"address-purposes": ["decision", "results"]})
    assert "You took this comment back" in late.words
    assert chosen(units, code) == {Purpose.DECISION}
    assert "has been deleted" in erase(citizen, code).words


@pytest.mark.parametrize("value", ["everything", "", "decision,results", "\x00", "DECISION"])
def test_a_purpose_that_there_is_not_is_none(units: Units, value: str) -> None:
    citizen, code = send_with_address(units)
    assert choose(citizen, code, value, "results").status == 200
    assert chosen(units, code) == {Purpose.RESULTS}


def test_only_the_code_opens_it(units: Units) -> None:
    _, code = send_with_address(units)
    stranger = Citizen.of(units)
    for step in ("choose", "erase"):
        page = stranger.post("/receipt", {"step": step, "code": "0000-0000-0000-0000"})
        assert page.status == 404
    assert chosen(units, code) == {Purpose.DECISION}


def test_two_who_do_both_at_once_leave_no_purpose_without_an_address(both_units: Units) -> None:
    _, code = send_with_address(both_units, display_name="Robin")
    with both_units.writing(SYSTEM) as unit:
        erase_address(unit, comment_of(both_units, code))
        assert not choose_purposes(unit, comment_of(both_units, code), BOTH)
        erase_address(unit, comment_of(both_units, code))
    assert chosen(both_units, code) is None
