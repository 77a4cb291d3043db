"""Nobody moderates before acknowledging the rules, and again every year and with every new text."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Refused
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.governance import queries
from engage.governance.models import Acknowledgement
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS, policy_page
from engage.governance.service import (
    NotAcknowledged,
    acknowledge,
    has_acknowledged,
    require_acknowledged,
)
from tests.app_fixtures import make_person


def newcomer(units: Units) -> Actor:
    return make_person(units, Role.MODERATOR, acknowledged=False)


def acknowledged(units: Units, person: Actor) -> bool:
    with units.reading(person) as unit:
        return has_acknowledged(unit)


def test_a_new_moderator_has_not_acknowledged(both_units: Units) -> None:
    person = newcomer(both_units)
    assert not acknowledged(both_units, person)
    with both_units.reading(person) as unit, pytest.raises(NotAcknowledged):
        require_acknowledged(unit)


def test_acknowledging_both_documents_is_enough(both_units: Units) -> None:
    person = newcomer(both_units)
    with both_units.writing(person) as unit:
        acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)
    assert acknowledged(both_units, person)
    with both_units.reading(person) as unit:
        require_acknowledged(unit)


def test_it_is_each_person_s_own(units: Units) -> None:
    make_person(units, Role.MODERATOR)
    other = make_person(units, Role.MODERATOR, email="other@gov.bc.ca", acknowledged=False)
    assert not acknowledged(units, other)


@pytest.mark.parametrize("ticked", [(), ACKNOWLEDGED_DOCUMENTS[:1], ACKNOWLEDGED_DOCUMENTS[1:]])
def test_one_document_alone_is_refused_and_nothing_is_stored(
    units: Units, ticked: tuple[str, ...]
) -> None:
    person = newcomer(units)
    with pytest.raises(Refused) as refusal, units.writing(person) as unit:
        acknowledge(unit, ticked)
    assert refusal.value.field in {"standards_of_conduct", "moderation_policy"}
    with units.reading(SYSTEM) as unit:
        assert unit.session.query(Acknowledgement).count() == 0


def test_it_holds_for_a_year(units: Units, clock: FixedClock) -> None:
    person = make_person(units, Role.MODERATOR)
    clock.instant += timedelta(days=365) - timedelta(seconds=1)
    assert acknowledged(units, person)
    clock.instant += timedelta(seconds=1)
    assert not acknowledged(units, person)
    with units.writing(person) as unit:
        acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)
    assert acknowledged(units, person)


@pytest.mark.parametrize("version", ["9.9", "1.0"])
def test_a_new_text_asks_again_whatever_its_number(
    units: Units, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    person = make_person(units, Role.MODERATOR)

    def amended(name: str) -> object:
        return replace(policy_page(name), content_hash=f"new {name}", version=version)

    monkeypatch.setattr(queries, "policy_page", amended)
    assert not acknowledged(units, person)


def test_the_system_needs_none_and_a_citizen_has_none(units: Units) -> None:
    with units.reading(SYSTEM) as unit:
        require_acknowledged(unit)
    with units.writing(CITIZEN) as unit:
        assert not has_acknowledged(unit)
        with pytest.raises(Refused):
            acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)


def test_the_audit_says_who_acknowledged_which_text(units: Units) -> None:
    person = make_person(units, Role.MODERATOR)
    with units.reading(SYSTEM) as unit:
        entries = unit.session.query(AuditEntry).filter_by(action="document.acknowledged").all()
    assert {entry.actor for entry in entries} == {person.label}
    assert len(entries) == len(ACKNOWLEDGED_DOCUMENTS)
    for name, entry in zip(ACKNOWLEDGED_DOCUMENTS, entries, strict=True):
        assert policy_page(name).content_hash in entry.detail
        assert f'"{policy_page(name).version}"' in entry.detail
