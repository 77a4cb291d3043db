"""Incidents on both databases: who opens and sees them, their steps, their contacts, the audit."""

import csv
import io
import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from engage.accounts.models import Ministry
from engage.audit.models import AuditEntry
from engage.comments.rules import Invalid
from engage.core.clock import FixedClock
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.incidents.exporting import as_csv, as_json
from engage.incidents.models import Incident, IncidentStep
from engage.incidents.queries import contacts, incident, incidents, steps_of
from engage.incidents.rules import Contact, ContactPart, Kind, State, Step
from engage.incidents.service import (
    decision_undone,
    open_incident,
    remove_contact,
    save_contact,
    take_step,
)
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send


def opened(units: Units, actor: Actor, kind: Kind = Kind.THREAT, note: str = "") -> int:
    comment_id, _ = send(units)
    with units.writing(actor) as unit:
        return open_incident(unit, kind, comment_id=comment_id, note=note).id


def steps(units: Units, incident_id: int) -> list[Step]:
    with units.reading(SYSTEM) as unit:
        return [one.step for one in steps_of(unit.session, [incident_id])[incident_id]]


def ministry_id(units: Units, code: str) -> int:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(Ministry.id).where(Ministry.code == code)).one()


def test_an_incident_belongs_to_the_ministry_of_its_comment(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    number = opened(both_units, make_person(both_units, Role.MODERATOR), note="At noon")
    with both_units.reading(SYSTEM) as unit:
        row = incident(unit.session, number, within=None)
        (first,) = steps_of(unit.session, [number])[number]
    assert (row.ministry_id, row.slug) == (engagement.ministry_id, "night-buses")
    assert (row.state, row.kind) == (State.NEW, Kind.THREAT)
    assert (first.step, first.note, first.by) == (Step.OPENED, "At noon", "Sam Staff")


def test_a_second_cause_is_a_step_and_no_second_incident(both_units: Units) -> None:
    build_engagement(both_units)
    comment_id, _ = send(both_units)
    for _ in range(2):
        with both_units.writing(SYSTEM) as unit:
            number = open_incident(unit, Kind.SPAM, comment_id=comment_id).id
    assert steps(both_units, number) == [Step.OPENED, Step.OCCURRED_AGAIN]
    with both_units.writing(SYSTEM) as unit:
        assert open_incident(unit, Kind.THREAT, comment_id=comment_id).id != number
    with both_units.writing(SYSTEM) as unit:
        take_step(unit, number, Step.CLOSED, "a test")
    with both_units.writing(SYSTEM) as unit:
        assert open_incident(unit, Kind.SPAM, comment_id=comment_id).id != number


def test_steps_have_their_instant_and_move_the_state(both_units: Units, clock: FixedClock) -> None:
    build_engagement(both_units)
    number = opened(both_units, SYSTEM)
    clock.advance(minutes=5)
    with both_units.writing(SYSTEM) as unit:
        take_step(unit, number, Step.CALLED_LINE, "")
    called_at = clock.now()
    clock.advance(minutes=5)
    with both_units.writing(SYSTEM) as unit:
        take_step(unit, number, Step.CLOSED, "False alarm.")
    with both_units.reading(SYSTEM) as unit:
        row = incident(unit.session, number, within=None)
        taken = steps_of(unit.session, [number])[number]
    assert row.state is State.CLOSED
    assert row.closed_at == clock.now()
    assert [one.at for one in taken][1:] == [called_at, clock.now()]


def test_undoing_the_decision_leaves_the_incident_with_a_step(both_units: Units) -> None:
    build_engagement(both_units)
    comment_id, _ = send(both_units)
    with both_units.writing(SYSTEM) as unit:
        number = open_incident(unit, Kind.THREAT, comment_id=comment_id, decision_id=77).id
    with both_units.writing(SYSTEM) as unit:
        decision_undone(unit, 78)
        decision_undone(unit, 77)
    assert steps(both_units, number) == [Step.OPENED, Step.DECISION_UNDONE]


def test_what_is_refused_leaves_no_incident(units: Units) -> None:
    build_engagement(units)
    comment_id, _ = send(units)
    with units.writing(SYSTEM) as unit:
        for kind, note in (("flood", ""), (Kind.THREAT, "x" * 5_000)):
            with pytest.raises(Refused):
                open_incident(unit, kind, comment_id=comment_id, note=note)
        with pytest.raises(Refused) as refusal:
            open_incident(unit, Kind.OTHER)
    assert refusal.value.field == "ministry"
    with units.reading(SYSTEM) as unit:
        assert unit.session.query(Incident).count() == 0


@pytest.mark.parametrize(
    ("role", "ministry", "may"),
    [
        (Role.MODERATOR, "TRAN", True),
        (Role.MODERATOR, "HLTH", False),
        (Role.ADMINISTRATOR, None, True),
        (Role.PRIVACY_OFFICER, None, False),
        (Role.ENGAGEMENT_LEAD, None, False),
    ],
)
def test_moderators_and_administrators_open_those_of_their_ministry(
    units: Units, role: Role, ministry: str | None, may: bool
) -> None:
    build_engagement(units)
    person = make_person(units, role, ministry=ministry)
    if may:
        assert opened(units, person)
    else:
        with pytest.raises(NotFound):
            opened(units, person)


def test_a_citizen_opens_none(units: Units) -> None:
    build_engagement(units)
    with pytest.raises(NotFound):
        opened(units, CITIZEN)


@pytest.mark.parametrize(
    ("role", "ministry", "may"),
    [
        (Role.MODERATOR, "TRAN", True),
        (Role.PRIVACY_OFFICER, "TRAN", True),
        (Role.SECURITY_OFFICER, None, True),
        (Role.SECURITY_OFFICER, "HLTH", False),
        (Role.ENGAGEMENT_LEAD, "TRAN", False),
    ],
)
def test_steps_are_taken_by_those_who_see_the_incident(
    units: Units, role: Role, ministry: str | None, may: bool
) -> None:
    build_engagement(units)
    number = opened(units, SYSTEM)
    person = make_person(units, role, ministry=ministry)
    if may:
        with units.writing(person) as unit:
            take_step(unit, number, Step.CALLED_LINE, "")
        assert steps(units, number)[-1] is Step.CALLED_LINE
    else:
        with pytest.raises(NotFound), units.writing(person) as unit:
            take_step(unit, number, Step.CALLED_LINE, "")


def test_the_list_is_paged_by_its_last_row_and_filtered(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units)
    numbers = []
    for kind in (Kind.SPAM, Kind.THREAT, Kind.SPAM):
        numbers.append(opened(both_units, SYSTEM, kind))
        clock.advance(minutes=1)
    with both_units.reading(SYSTEM) as unit:
        first = incidents(unit.session, within=None, limit=2)
        rest = incidents(unit.session, within=None, limit=2, before=first[-1].place)
        spam = incidents(unit.session, within=None, limit=9, kind=Kind.SPAM)
        closed = incidents(unit.session, within=None, limit=9, state=State.CLOSED)
        elsewhere = incidents(unit.session, within=frozenset({99}), limit=9)
    assert [row.id for row in (*first, *rest)] == numbers[::-1]
    assert [row.id for row in spam] == [numbers[2], numbers[0]]
    assert closed == elsewhere == []


def test_the_database_refuses_to_change_a_step(both_units: Units) -> None:
    build_engagement(both_units)
    number = opened(both_units, SYSTEM)
    for change in ("UPDATE incident_step SET step = 'closed'", "DELETE FROM incident_step"):
        with pytest.raises(DBAPIError), both_units.writing(SYSTEM) as unit:
            unit.session.execute(text(change))
    assert steps(both_units, number) == [Step.OPENED]


def test_the_audit_names_each_step_and_quotes_no_note(units: Units) -> None:
    build_engagement(units)
    number = opened(units, SYSTEM, note="He said his name is Bruno")
    with units.writing(SYSTEM) as unit:
        take_step(unit, number, Step.TOLD_POLICE, "Constable Arnold")
    with units.reading(SYSTEM) as unit:
        subject = f"incident:{number}"
        entries = unit.session.query(AuditEntry).filter_by(subject=subject).all()
    assert [entry.action for entry in entries] == ["incident.opened", "incident.told_police"]
    assert not any("Bruno" in one.detail or "Arnold" in one.detail for one in entries)


def test_exports_hold_every_step_and_no_formula(units: Units) -> None:
    build_engagement(units)
    note = "=HYPERLINK(1)"
    number = opened(units, SYSTEM, note=note)
    with units.reading(SYSTEM) as unit:
        rows = incidents(unit.session, within=None, limit=9)
        taken = steps_of(unit.session, [number])
    lines = list(csv.reader(io.StringIO(as_csv(rows, taken).decode("utf-8-sig"))))
    assert lines[1][:3] == [str(number), "Threat", "Nobody told yet"]
    assert lines[1][-1] == f"'{note}"
    (told,) = json.loads(as_json(rows, taken))
    assert (told["incident"], told["steps"][0]["note"]) == (number, note)


def test_the_two_teams_are_there_from_the_start(both_units: Units) -> None:
    with both_units.reading(SYSTEM) as unit:
        teams = contacts(unit.session, within=frozenset())
    assert {(one.part, one.email) for one in teams} == {
        (ContactPart.GCPE, "CitizenEngagement@gov.bc.ca"),
        (ContactPart.GCPE, "GCPENEWSRM@Victoria1.gov.bc.ca"),
    }


def test_a_supervisor_is_shown_with_the_ministry_only(both_units: Units) -> None:
    build_engagement(both_units)
    administrator = make_person(both_units, Role.ADMINISTRATOR)
    tran = ministry_id(both_units, "TRAN")
    with both_units.writing(administrator) as unit:
        save_contact(unit, None, Contact("supervisor", tran, "Kim", "kim@gov.bc.ca", ""))
    with both_units.reading(SYSTEM) as unit:
        assert contacts(unit.session, within=frozenset({tran}))[0].name == "Kim"
        assert "Kim" not in [one.name for one in contacts(unit.session, within=frozenset({99}))]


def test_contacts_are_changed_and_removed(units: Units) -> None:
    build_engagement(units)
    administrator = make_person(units, Role.ADMINISTRATOR)
    tran = ministry_id(units, "TRAN")
    with units.writing(administrator) as unit:
        kim = save_contact(unit, None, Contact("supervisor", tran, "Kim", "kim@gov.bc.ca", "")).id
    with units.writing(administrator) as unit:
        save_contact(unit, kim, Contact("supervisor", tran, "Kim Li", "", "250 387-1234"))
    with units.reading(SYSTEM) as unit:
        (one,) = [each for each in contacts(unit.session, within=None) if each.id == kim]
    assert (one.name, one.email, one.phone) == ("Kim Li", "", "250 387-1234")
    with units.writing(administrator) as unit:
        remove_contact(unit, kim)
    with units.reading(SYSTEM) as unit:
        assert kim not in [each.id for each in contacts(unit.session, within=None)]


def test_a_ministry_s_administrator_keeps_its_supervisors_and_not_the_teams(units: Units) -> None:
    build_engagement(units)
    person = make_person(units, Role.ADMINISTRATOR, ministry="TRAN")
    tran, health = ministry_id(units, "TRAN"), 99
    with units.writing(person) as unit:
        save_contact(unit, None, Contact("supervisor", tran, "Kim", "kim@gov.bc.ca", ""))
    for contact in (
        Contact("gcpe", None, "Team", "team@gov.bc.ca", ""),
        Contact("supervisor", health, "Kim", "kim@gov.bc.ca", ""),
    ):
        with pytest.raises(NotAllowed), units.writing(person) as unit:
            save_contact(unit, None, contact)
    with units.reading(SYSTEM) as unit:
        team = contacts(unit.session, within=frozenset())[0].id
    with pytest.raises(NotAllowed), units.writing(person) as unit:
        remove_contact(unit, team)
    with pytest.raises(NotAllowed), units.writing(make_person(units, Role.MODERATOR)) as unit:
        save_contact(unit, None, Contact("supervisor", tran, "Kim", "kim@gov.bc.ca", ""))


def test_a_contact_with_faults_is_refused_with_all_of_them(units: Units) -> None:
    with (
        pytest.raises(Invalid) as refusal,
        units.writing(make_person(units, Role.ADMINISTRATOR)) as unit,
    ):
        save_contact(unit, None, Contact("gcpe", None, " ", "x@example.com", "none"))
    assert [fault.field for fault in refusal.value.faults] == ["name", "email", "phone"]


def test_notes_lie_apart_from_steps(units: Units) -> None:
    build_engagement(units)
    number = opened(units, SYSTEM, note="words")
    with units.writing(SYSTEM) as unit:
        unit.session.execute(text("DELETE FROM incident_note"))
    with units.reading(SYSTEM) as unit:
        assert unit.session.query(IncidentStep).filter_by(incident_id=number).count() == 1
