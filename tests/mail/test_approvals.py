"""Who approves a step is told that it waits, once, and only while it is theirs to approve."""

import pytest
from sqlalchemy import select

from engage.accounts.service.people import disable_person, person_of, set_grants
from engage.core.clock import FixedClock
from engage.core.events import ApprovalWaits
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_id
from engage.engagements.rules import UpdateContent
from engage.governance.approvals.models import ApprovalRequest
from engage.governance.approvals.service import ask
from engage.governance.service import place_hold
from engage.jobs.worker import run_due
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState
from engage.updates.approving import update_subject
from engage.updates.service import add_update
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, make_person
from tests.services.smtp import MailServer

OFFICER, OTHER = "officer@gov.bc.ca", "other@gov.bc.ca"
TITLE = "Should buses run at night?"


@pytest.fixture
def engagement_id(mail_units: Units) -> int:
    made = build_engagement(mail_units, published=False)
    make_person(mail_units, Role.PRIVACY_OFFICER, email=OFFICER)
    make_person(mail_units, Role.PRIVACY_OFFICER, email=OTHER, ministry="HLTH")
    make_person(mail_units, Role.MODERATOR, email="mod@gov.bc.ca", acknowledged=False)
    with mail_units.writing(SYSTEM) as unit:
        asked = unit.session.scalar(select(ApprovalRequest.id))
        if asked is None:
            unit.session.add(
                ApprovalRequest(
                    subject_kind="engagement",
                    subject_id=made.id,
                    ministry_id=made.ministry_id,
                    requested_at=unit.now,
                    note="",
                )
            )
    return made.id


def wait(units: Units, engagement_id: int, step: str = "privacy") -> None:
    with units.writing(SYSTEM) as unit:
        unit.emit(ApprovalWaits("engagement", engagement_id, step))


def test_the_approvers_of_that_step_and_ministry_are_told(
    mail_units: Units, mail_server: MailServer, engagement_id: int
) -> None:
    wait(mail_units, engagement_id)
    run_due(mail_units, HANDLERS)
    assert mail_server.recipients == [OFFICER]
    assert mail_server.mails[0]["Subject"] == "Something waits for your approval"
    assert TITLE in mail_server.texts()[0]
    assert "http://localhost/staff/approvals" in mail_server.texts()[0]


def test_a_step_that_waits_again_is_told_again(
    mail_units: Units, mail_server: MailServer, engagement_id: int
) -> None:
    for _ in range(2):
        wait(mail_units, engagement_id)
        run_due(mail_units, HANDLERS)
    assert len(mail_server.messages) == 2
    assert mail_server.mails[0]["Message-ID"] != mail_server.mails[1]["Message-ID"]


def test_who_approves_no_longer_is_told_nothing(
    mail_units: Units, mail_server: MailServer, clock: FixedClock, engagement_id: int
) -> None:
    mail_server.at_data = ["451 later"]
    wait(mail_units, engagement_id)
    run_due(mail_units, HANDLERS)
    with mail_units.writing(SYSTEM) as unit:
        row = unit.session.scalars(select(OutgoingMail)).one()
        set_grants(unit, person_of(unit, row.recipient_id), [Grant(Role.MODERATOR)])
    clock.advance(minutes=5)
    run_due(mail_units, HANDLERS)
    assert mail_server.messages == []
    with mail_units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(OutgoingMail.state)).one() == MailState.DROPPED


def test_a_leaver_is_told_nothing(
    mail_units: Units, mail_server: MailServer, engagement_id: int
) -> None:
    with mail_units.writing(SYSTEM) as unit:
        officer = next(
            one for one in (person_of(unit, each) for each in range(1, 4)) if one.email == OFFICER
        )
        disable_person(unit, officer)
    wait(mail_units, engagement_id)
    run_due(mail_units, HANDLERS)
    assert mail_server.messages == []


def test_a_minor_edit_is_told_as_what_it_is(
    mail_units: Units, mail_server: MailServer, engagement_id: int
) -> None:
    make_person(mail_units, Role.COMMUNICATIONS_DIRECTOR, email="director@gov.bc.ca")
    wait(mail_units, engagement_id, "minor_edit")
    run_due(mail_units, HANDLERS)
    assert mail_server.recipients == ["director@gov.bc.ca"]
    assert mail_server.mails[0]["Subject"] == "A minor edit was made"


def test_notices_to_staff_go_out_while_everything_public_is_held(
    mail_units: Units, mail_server: MailServer, engagement_id: int
) -> None:
    with mail_units.writing(SYSTEM) as unit:
        place_hold(unit, "An election was called.")
    wait(mail_units, engagement_id)
    run_due(mail_units, HANDLERS)
    assert len(mail_server.messages) == 1


def test_the_approvers_of_an_update_are_told_by_its_own_title(
    mail_units: Units, mail_server: MailServer, engagement_id: int
) -> None:
    make_person(mail_units, Role.COMMUNICATIONS_DIRECTOR, email="director@gov.bc.ca")
    with mail_units.writing(SYSTEM) as unit:
        engagement = engagement_by_id(unit.session, engagement_id)
        # Its number is none of an engagement's, so neither can stand for the other.
        for title in ("The first night", "The second night"):
            update = add_update(unit, engagement, UpdateContent(title, "It ran.", "It ran."))
        assert update.id != engagement_id
        ask(unit, update_subject(unit, engagement, update))
    run_due(mail_units, HANDLERS)
    assert mail_server.recipients == ["director@gov.bc.ca"]
    assert "The second night" in mail_server.texts()[0]
    assert TITLE not in mail_server.texts()[0]
