"""French names of ministries: who gives them, and that nobody's is written over unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.accounts.models import Ministry, ministry_said
from engage.accounts.service.ministries import LONGEST_NAME, name_in_french
from engage.audit.models import AuditEntry
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.language import speaking
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.jobs.models import Job
from tests.accounts.factories import Staff
from tests.accounts.visits import Visits

FRENCH = "Ministère de la Santé"
LEAD = Actor(ActorKind.PERSON, 1, frozenset({Grant(Role.ENGAGEMENT_LEAD)}))


def stored(units: Units, ministry_id: int) -> str | None:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(Ministry, ministry_id).name_fr


def test_a_name_is_given_changed_and_taken_away(staff_units: Units, ministry_id: int) -> None:
    seen = ""
    for typed, kept in ((f" {FRENCH} \n", FRENCH), ("Santé", "Santé"), ("  ", None)):
        with staff_units.writing(SYSTEM) as unit:
            name_in_french(unit, ministry_id, typed, seen=seen)
        assert stored(staff_units, ministry_id) == kept
        seen = kept or ""
    with staff_units.reading(SYSTEM) as unit:
        entries = unit.session.query(AuditEntry).filter_by(action="ministry.named_in_french").all()
        jobs = unit.session.query(Job).filter_by(kind="engagements.ministry_renamed").all()
    assert len(entries) == 3
    assert not any("Sant" in entry.detail for entry in entries)
    assert len(jobs) == 3


def test_the_same_name_again_changes_nothing(staff_units: Units, ministry_id: int) -> None:
    for seen in ("", FRENCH):
        with staff_units.writing(SYSTEM) as unit:
            name_in_french(unit, ministry_id, FRENCH, seen=seen)
    with staff_units.reading(SYSTEM) as unit:
        entries = unit.session.query(AuditEntry).filter_by(action="ministry.named_in_french").all()
    assert len(entries) == 1


def test_what_cannot_be_is_refused(staff_units: Units, ministry_id: int) -> None:
    with staff_units.writing(SYSTEM) as unit:
        with pytest.raises(Refused) as refused:
            name_in_french(unit, ministry_id, "é" * (LONGEST_NAME + 1), seen="")
        assert refused.value.field == "name_fr"
        with pytest.raises(Conflict):
            name_in_french(unit, ministry_id, FRENCH, seen="Another")
        with pytest.raises(NotFound):
            name_in_french(unit, 999, FRENCH, seen="")
        unit.actor = LEAD
        with pytest.raises(NotAllowed):
            name_in_french(unit, ministry_id, FRENCH, seen="")
    assert stored(staff_units, ministry_id) is None


@given(st.text(), st.none() | st.text())
def test_a_name_always_says_its_language(name: str, in_french: str | None) -> None:
    with speaking("fr"):
        said = ministry_said(name, in_french)
    assert (str(said), said.tag) == ((in_french, "fr") if in_french else (name, "en"))
    said = ministry_said(name, in_french)
    assert (str(said), said.tag) == (name, "en")


@pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)
def test_an_administrator_gives_a_name_and_the_second_of_two_is_told(
    staff: Staff, staff_units: Units, ministry_id: int
) -> None:
    visit = Visits(staff).signed_in(staff.member("boss@gov.bc.ca", Grant(Role.ADMINISTRATOR)))
    page = f"/staff/ministries/{ministry_id}"
    assert f'href="{page}"' in visit.get("/staff/ministries").text
    assert "None yet" in visit.get("/staff/ministries").text
    assert visit.post(page, name_fr=FRENCH, seen="").status_code == 303
    assert f'<span lang="fr-CA">{FRENCH}</span>' in visit.get("/staff/ministries").text
    second = visit.post(page, name_fr="Santé", seen="")
    assert second.status_code == 409
    assert "meanwhile" in second.text
    assert 'value="Santé"' in second.text
    assert f'<strong lang="fr-CA">{FRENCH}</strong>' in second.text
    assert stored(staff_units, ministry_id) == FRENCH
    long = visit.post(page, name_fr="x" * 121, seen=FRENCH)
    assert long.status_code == 422
    assert 'id="name_fr-error"' in long.text
    assert "x" * 121 in long.text
    assert visit.get("/staff/ministries/999").status_code == 404
