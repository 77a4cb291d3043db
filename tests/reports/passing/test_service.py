"""A name passes when one person asked with a reason and another agreed, and not a day longer."""

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.models import CommentPerson
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.desk.duties import duties
from engage.engagements.models import Engagement
from engage.governance.conduct.service import record_conflict
from engage.governance.conduct.service.conflicts import Subject
from engage.reports.known import identifiers_in
from engage.reports.leaks import Holder, Kind, place_of
from engage.reports.passing import queries, service
from engage.reports.passing.models import NameHit, NamePass
from engage.reports.passing.storing import stored_name
from engage.reuse.models import ReuseConsent, ReuseSource
from tests.app_fixtures import build_engagement, make_person
from tests.reports.passing.people import NAME, REASON, lead, officer, refuse_again, refused_for
from tests.reports.people import SLUG, say


def here(unit: Unit) -> Engagement:
    return service.readable_engagement(unit, SLUG)


def asked(units: Units, hit_id: int, actor: Actor, ground: str = "word") -> int:
    with units.writing(actor) as unit:
        return service.ask(unit, here(unit), hit_id, ground, REASON).id


def granted(units: Units, pass_id: int, actor: Actor) -> None:
    with units.writing(actor) as unit:
        service.grant(unit, here(unit), pass_id)


def names_looked_for(units: Units) -> set[str]:
    with units.reading(SYSTEM) as unit:
        found = identifiers_in(unit, service.readable_engagement(unit, SLUG))
        return {one.value for one in found if one.kind is Kind.NAME}


def entries(units: Units) -> list[tuple[str, str]]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        return [(row.action, row.detail) for row in rows if row.action.startswith("report_name")]


def test_a_name_that_was_granted_is_looked_for_no_more_however_it_is_written(
    both_units: Units,
) -> None:
    pass_id = asked(both_units, refused_for(both_units), lead(both_units))
    say(both_units, "Another comment.", name="  GREEN ")
    say(both_units, "One more.", name="Jane Green")
    assert {NAME, "  GREEN ", "Jane Green"} == names_looked_for(both_units)
    granted(both_units, pass_id, officer(both_units))
    assert names_looked_for(both_units) == {"Jane Green"}
    with both_units.writing(lead(both_units, "other@gov.bc.ca")) as unit:
        service.revoke(unit, here(unit), pass_id, "A member of the public is called so.")
    assert NAME in names_looked_for(both_units)
    with both_units.reading(SYSTEM) as unit:
        kept = unit.session.get_one(NamePass, pass_id)
        assert NAME.lower() not in f"{kept.name_index} {kept.held_at}".lower()


def test_another_lead_grants_but_nobody_grants_their_own(units: Units) -> None:
    hit_id, first = refused_for(units), lead(units)
    pass_id = asked(units, hit_id, first)
    with pytest.raises(Refused, match="Somebody else"):
        granted(units, pass_id, first)
    both = make_person(
        units, Role.ENGAGEMENT_LEAD, Role.PRIVACY_OFFICER, email="both@gov.bc.ca", ministry="TRAN"
    )
    granted(units, pass_id, both)
    assert NAME not in names_looked_for(units)


def test_a_name_that_names_a_person_is_granted_by_a_privacy_officer_alone(units: Units) -> None:
    pass_id = asked(units, refused_for(units), lead(units), "needed")
    with pytest.raises(NotAllowed):
        granted(units, pass_id, lead(units, "other@gov.bc.ca"))
    granted(units, pass_id, officer(units))
    assert NAME not in names_looked_for(units)


def test_a_pass_is_for_one_engagement(units: Units) -> None:
    pass_id = asked(units, refused_for(units), lead(units))
    granted(units, pass_id, officer(units))
    build_engagement(units, "ferries")
    say(units, "A comment.", name=NAME, slug="ferries")
    with units.reading(SYSTEM) as unit:
        found = identifiers_in(unit, service.readable_engagement(unit, "ferries"))
        assert NAME in {one.value for one in found}


def test_only_names_can_pass_and_their_contacts_stay(units: Units) -> None:
    build_engagement(units)
    number = say(units, "A comment.", name="Bob 250-472-0199", email="green@example.org")
    granted(units, asked(units, refuse_again(units, number), lead(units)), officer(units))
    with units.reading(SYSTEM) as unit:
        found = {(one.kind, one.value) for one in identifiers_in(unit, here(unit))}
    assert (Kind.PHONE, "250-472-0199") in found and (Kind.EMAIL, "green@example.org") in found
    assert Kind.NAME not in {kind for kind, _ in found}


def test_what_was_decided_is_decided_once(both_units: Units) -> None:
    hit_id, person = refused_for(both_units), officer(both_units)
    pass_id = asked(both_units, hit_id, lead(both_units))
    with pytest.raises(Conflict):
        asked(both_units, hit_id, lead(both_units, "other@gov.bc.ca"))
    granted(both_units, pass_id, person)
    with pytest.raises(Conflict), both_units.writing(person) as unit:
        service.decline(unit, here(unit), pass_id, "It is somebody's name after all.")
    with both_units.writing(person) as unit:
        service.revoke(unit, here(unit), pass_id, "It is somebody's name after all.")
    with pytest.raises(Conflict), both_units.writing(person) as unit:
        service.revoke(unit, here(unit), pass_id, "It is somebody's name after all.")
    again = asked(both_units, hit_id, lead(both_units))
    with both_units.writing(person) as unit:
        service.decline(unit, here(unit), again, "It is somebody's name after all.")
    assert NAME in names_looked_for(both_units)


@pytest.mark.parametrize(
    ("ground", "reason", "field"),
    [("", REASON, "ground"), ("contact", REASON, "ground"), ("word", " ", "reason"),
     ("word", "x" * 1001, "reason"), ("word", "short", "reason")],
)  # fmt: skip
def test_a_pass_needs_a_ground_and_a_reason(units: Units, ground, reason, field) -> None:
    hit_id, person = refused_for(units), lead(units)
    with pytest.raises(Refused) as refusal, units.writing(person) as unit:
        service.ask(unit, here(unit), hit_id, ground, reason)
    assert refusal.value.field == field


def test_other_ministries_and_other_roles_know_nothing_of_it(units: Units) -> None:
    hit_id = refused_for(units)
    pass_id = asked(units, hit_id, lead(units))
    stranger = lead(units, "elsewhere@gov.bc.ca", "HLTH")
    with pytest.raises(NotFound), units.writing(stranger) as unit:
        here(unit)
    build_engagement(units, "ferries")
    with pytest.raises(NotFound), units.writing(SYSTEM) as unit:
        service.show_pass(unit, service.readable_engagement(unit, "ferries"), pass_id)
    with pytest.raises(NotFound), units.writing(SYSTEM) as unit:
        service.show_hit(unit, service.readable_engagement(unit, "ferries"), hit_id)
    with pytest.raises(NotAllowed), units.writing(officer(units)) as unit:
        service.ask(unit, here(unit), hit_id, "word", REASON)


def test_a_name_is_read_with_an_entry_in_the_audit_that_does_not_hold_it(units: Units) -> None:
    hit_id, person = refused_for(units), lead(units)
    pass_id = asked(units, hit_id, person)
    with units.writing(person) as unit:
        assert service.show_hit(unit, here(unit), hit_id) == NAME
        assert service.show_pass(unit, here(unit), pass_id) == NAME
    granted(units, pass_id, officer(units))
    told = entries(units)
    assert [action for action, _ in told] == [
        "report_name.asked",
        "report_name.shown",
        "report_name.shown",
        "report_name.granted",
    ]
    assert "green" not in repr(told).lower()
    assert '"before":"asked"' in told[-1][1].replace(" ", "")


def test_a_name_that_was_erased_is_shown_to_nobody_and_still_passes(units: Units) -> None:
    pass_id = asked(units, refused_for(units), lead(units))
    granted(units, pass_id, officer(units))
    with units.writing(SYSTEM) as unit:
        for row in unit.session.scalars(select(CommentPerson)):
            row.name_cipher = None
    with units.writing(officer(units)) as unit:
        assert service.show_pass(unit, here(unit), pass_id) == ""
    say(units, "Another.", name=NAME)
    assert NAME not in names_looked_for(units)


def test_a_name_that_took_the_place_of_another_is_not_shown_for_it(units: Units) -> None:
    pass_id = asked(units, refused_for(units), lead(units))
    with units.writing(SYSTEM) as unit:
        (row,) = unit.session.scalars(select(CommentPerson))
        row.name_cipher = unit.keyring.encrypt(
            "Rosalind Field", f"comment_person:{row.comment_id}.name"
        )
    with units.writing(officer(units)) as unit:
        assert service.show_pass(unit, here(unit), pass_id) == ""


def test_who_has_a_conflict_of_interest_neither_asks_nor_decides(units: Units) -> None:
    hit_id, first, person = refused_for(units), lead(units), officer(units)
    pass_id = asked(units, hit_id, first)
    for actor in (first, person):
        with units.writing(actor) as unit:
            record_conflict(
                unit,
                Subject(here(unit).ministry_id, here(unit).id),
                "My brother drives one of the buses.",
            )
    with pytest.raises(Refused, match="conflict"):
        granted(units, pass_id, person)
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(NamePass, pass_id).ended_at = unit.now
    with pytest.raises(Refused, match="conflict"):
        asked(units, hit_id, first)


def test_a_refusal_keeps_each_name_once_with_its_places(units: Units) -> None:
    refused_for(units, places=3)
    with units.reading(SYSTEM) as unit:
        (hit,) = unit.session.scalars(select(NameHit)).all()
        assert hit.places == 3 and NAME.lower() not in hit.name_index


def test_names_wait_on_the_desk_for_those_who_decide(units: Units) -> None:
    first, second = lead(units), lead(units, "other@gov.bc.ca")
    hit_id = refused_for(units)
    pass_id = asked(units, hit_id, first)

    def waits_for(actor: Actor) -> list[str]:
        with units.reading(actor) as unit:
            return [one.title for one in duties(unit) if one.href.endswith("/report/names")]

    words = ["1 name to pass or not: Should buses run at night?"]
    assert waits_for(first) == [] and waits_for(second) == words
    assert waits_for(officer(units)) == words
    assert waits_for(lead(units, "elsewhere@gov.bc.ca", "HLTH")) == []
    with units.writing(second) as unit:
        service.decline(unit, here(unit), pass_id, "It is somebody's name after all.")
    asked(units, hit_id, first, "needed")
    assert waits_for(second) == [] and waits_for(officer(units)) == words


def test_the_newest_report_alone_says_which_names_refuse(units: Units) -> None:
    refused_for(units)
    number = say(units, "Another.", name="Victoria")
    hit_id = refuse_again(units, number)
    with units.reading(SYSTEM) as unit:
        hits = queries.last_hits(unit.session, here(unit).id)
        assert [hit.id for hit in hits] == [hit_id]


def test_who_agreed_to_the_use_of_their_words_is_looked_for_too(units: Units) -> None:
    engagement = build_engagement(units)
    with units.writing(SYSTEM) as unit:
        consent = ReuseConsent(
            ministry_id=engagement.ministry_id,
            what="Words",
            purpose="The report",
            to_whom="The public",
            proof="A letter",
            effective_at=unit.now,
            recorded_at=unit.now,
        )
        unit.session.add(consent)
        unit.session.flush()
        context = f"reuse_consent:{consent.id}.name"
        consent.name_cipher = unit.keyring.encrypt("Wendeline Marchbank", context)
        unit.session.add(
            ReuseSource(
                engagement_id=engagement.id,
                kind="interview",
                origin="An interview",
                body="Words.",
                consent_id=consent.id,
                brought_at=unit.now,
            )
        )
        place = place_of(Holder.CONSENT, consent.id)
    assert "Wendeline Marchbank" in names_looked_for(units)
    build_engagement(units, "ferries")
    with units.reading(SYSTEM) as unit:
        assert stored_name(unit, engagement.id, place) == "Wendeline Marchbank"
        other = service.readable_engagement(unit, "ferries")
        assert stored_name(unit, other.id, place) == ""
