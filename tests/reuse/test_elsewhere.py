"""Words from elsewhere: blocked without a consent that is in force or an enactment (R35, R36)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import topic_by_slug
from engage.reuse import service
from engage.reuse.models import ReuseConsent, ReuseRecord, ReuseSource
from engage.reuse.queries import told_quotations
from engage.reuse.queries.register import uses, uses_under
from engage.reuse.rules import State
from engage.reuse.service import Place
from engage.reuse.sources import (
    EXPIRED,
    NOT_YET,
    WITHDRAWN,
    ConsentContent,
    Elsewhere,
    SourceKind,
    TargetKind,
    Term,
)
from tests.app_fixtures import NOON, build_engagement, make_person
from tests.reuse.quoting import (
    approved,
    consented,
    decided,
    here,
    people,
    proposed,
    published,
    standing,
    state,
)

WORDS = "We wait for the bus in the rain. My son missed his class twice."


def brought(units: Units, lead: Actor, **more: object) -> int:
    given: dict[str, object] = {
        "kind": SourceKind.LETTER,
        "origin": "The valley's newspaper, May 4",
        "body": WORDS,
        "language": "en",
    }
    with units.writing(lead) as unit:
        topic = topic_by_slug(unit.session, here(unit).id, "routes")
        words = Elsewhere(**(given | more))  # type: ignore[arg-type]
        return service.bring(unit, here(unit), words, Place(topic.id, None, "en")).id


def test_without_consent_or_enactment_nothing_is_kept(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, _moderator = people(both_units)
    build_engagement(both_units, "other-buses", ministry="HLTH")
    other = make_person(both_units, Role.ENGAGEMENT_LEAD, email="other@gov.bc.ca")
    with both_units.writing(other) as unit:
        away = unit.session.get_one(ReuseConsent, consented(both_units, lead).id)
        away.ministry_id = here(unit).ministry_id + 1
    for wrong, field in (
        ({}, "consent_id"),
        ({"act": "Police Act"}, "section"),
        ({"section": "12"}, "act"),
        ({"act": "Police Act", "section": "some"}, "section"),
        ({"act": "  ", "section": "12"}, "act"),
        ({"consent_id": away.id}, "consent_id"),
        ({"consent_id": away.id, "act": "Police Act", "section": "12"}, "consent_id"),
        ({"act": "Police Act", "section": "12", "origin": " "}, "origin"),
        ({"act": "Police Act", "section": "12", "body": " "}, "body"),
        ({"act": "Police Act", "section": "12", "body": "word " * 400}, "body"),
    ):
        with pytest.raises(Refused) as caught:
            brought(both_units, lead, **wrong)
        assert caught.value.field == field
    with pytest.raises(NotFound):
        brought(both_units, lead, consent_id=99)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(ReuseSource)).all() == []


def test_words_under_a_consent_are_used_until_it_ends(both_units: Units, clock: FixedClock) -> None:
    build_engagement(both_units)
    lead, officer, _moderator = people(both_units)
    consent = consented(both_units, lead, days=30)
    number = brought(both_units, lead, consent_id=consent.id)
    decided(both_units, officer, number, proposed(both_units, lead, number))
    with both_units.reading(SYSTEM) as unit:
        (one,) = told_quotations(unit.session, here(unit).id, unit.now)
        later = unit.now + timedelta(days=30)
        assert told_quotations(unit.session, here(unit).id, later) == ()
    assert (one.comment_id, one.version, one.is_from_elsewhere) == (None, None, True)
    assert one.attribution == "from a letter to an editor"
    assert one.text == "We wait for the bus in the rain. My [family member] missed his class twice."
    with both_units.writing(lead) as unit:
        service.record_use(unit, here(unit), number, TargetKind.PAGE, "The page on buses")
    clock.advance(days=30)
    assert (state(both_units, number), standing(both_units, number).why_stale) == (
        State.STALE,
        EXPIRED,
    )
    for act in (
        lambda unit: service.record_use(unit, here(unit), number, TargetKind.PAGE, "Again"),
        lambda unit: service.bring(
            unit,
            here(unit),
            Elsewhere(SourceKind.LETTER, "There", "More.", "en", consent.id),
            Place(topic_by_slug(unit.session, here(unit).id, "routes").id, None, "en"),
        ),
    ):
        with pytest.raises(Refused), both_units.writing(lead) as unit:
            act(unit)
    with both_units.reading(lead) as unit:
        (used,) = uses_under(unit.session, consent.id)
        assert (used.basis, used.consent_id, used.target) == (
            "consent", consent.id, "The page on buses",
        )  # fmt: skip


def test_a_withdrawal_counts_at_once_and_says_where_words_were_used(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, _moderator = people(both_units)
    consent = consented(both_units, lead, days=None)
    number = brought(both_units, lead, consent_id=consent.id)
    decided(both_units, officer, number, proposed(both_units, lead, number))
    with both_units.writing(lead) as unit:
        assert service.register_report_use(unit, here(unit).id, 3) == 1
    with pytest.raises(Refused), both_units.writing(officer) as unit:
        service.withdraw_consent(unit, consent.id, "  ")
    with both_units.writing(officer) as unit:
        service.withdraw_consent(unit, consent.id, "By telephone.")
    assert standing(both_units, number).why_stale == WITHDRAWN
    with both_units.writing(lead) as unit:
        assert service.register_report_use(unit, here(unit).id, 4) == 0
        assert [row.target for row in uses_under(unit.session, consent.id)] == ["Report 3"]
    with pytest.raises(Conflict), both_units.writing(officer) as unit:
        service.withdraw_consent(unit, consent.id, "Again.")


def test_an_enactment_is_cited_in_the_register(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, _moderator = people(both_units)
    number = brought(both_units, lead, act="Emergency Act", section="9 (2)")
    decided(both_units, officer, number, proposed(both_units, lead, number))
    with both_units.writing(lead) as unit:
        row = service.record_use(unit, here(unit), number, TargetKind.NEWS_RELEASE, "May 9")
    assert (row.basis, row.act, row.section) == ("enactment", "Emergency Act", "9 (2)")
    assert row.removed == '{"kinship": 1}'


def test_the_name_is_sealed_and_nothing_of_a_consent_is_audited(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, _moderator = people(both_units)
    row = consented(both_units, lead, name="Doreen Whitlock")
    assert "Whitlock" not in (row.name_cipher or "")
    with both_units.reading(lead) as unit:
        assert service.name_of(unit, unit.session.get_one(ReuseConsent, row.id)) == (
            "Doreen Whitlock"
        )
        entries = [one.detail for one in unit.session.scalars(select(AuditEntry))]
    assert not any("letter" in str(one) or "Whitlock" in str(one) for one in entries)


def test_a_consent_of_another_ministry_is_unknown(both_units: Units) -> None:
    build_engagement(both_units)
    lead, _officer, _moderator = people(both_units)
    row = consented(both_units, lead)
    away = make_person(both_units, Role.PRIVACY_OFFICER, ministry="HLTH", email="away@gov.bc.ca")
    with both_units.writing(away) as unit:
        for act in (
            lambda: service.readable_consent(unit, row.id),
            lambda: service.withdraw_consent(unit, row.id, "By letter."),
        ):
            with pytest.raises(NotFound):
                act()
        assert uses(unit.session, service.readable_within(unit)) == ([], None)


def test_a_record_by_mistake_is_struck_and_stays(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = approved(both_units, lead, officer, published(both_units, moderator))
    with both_units.writing(lead) as unit:
        by_hand = service.record_use(unit, here(unit), number, TargetKind.PAGE, "Wrong page").id
        service.register_report_use(unit, here(unit).id, 1)
        report = unit.session.scalars(
            select(ReuseRecord.id).where(ReuseRecord.target_kind == TargetKind.REPORT)
        ).one()
    for record, reason in ((by_hand, " "), (report, "Never mind.")):
        with pytest.raises(Refused), both_units.writing(lead) as unit:
            service.strike(unit, record, reason)
    with both_units.writing(lead) as unit:
        service.strike(unit, by_hand, "It was another page.")
    with pytest.raises(Conflict), both_units.writing(lead) as unit:
        service.strike(unit, by_hand, "Again.")
    with both_units.reading(lead) as unit:
        rows, _ = uses(unit.session, None)
        assert [(row.target, bool(row.struck_at)) for row in rows] == [
            ("Report 1", False), ("Wrong page", True),
        ]  # fmt: skip
        assert [row.target for row in uses(unit.session, None, words="wrong")[0]] == ["Wrong page"]
        assert [row.target for row in uses(unit.session, None, kind="report")[0]] == ["Report 1"]
        assert uses(unit.session, None, words="100%")[0] == []


def test_only_what_is_approved_may_be_used(both_units: Units) -> None:
    build_engagement(both_units)
    lead, officer, moderator = people(both_units)
    number = approved(both_units, lead, officer, published(both_units, moderator))
    for kind, target in ((TargetKind.REPORT, "Ours"), (TargetKind.PAGE, " ")):
        with pytest.raises(Refused), both_units.writing(lead) as unit:
            service.record_use(unit, here(unit), number, kind, target)
    with both_units.writing(lead) as unit:
        service.remove(unit, here(unit), number, seen=standing(both_units, number).row.revision)
    with pytest.raises(Refused), both_units.writing(lead) as unit:
        service.record_use(unit, here(unit), number, TargetKind.PAGE, "A page")


def test_a_consent_says_what_why_to_whom_and_from_when() -> None:
    given = {
        "what": "A letter.",
        "purpose": "A report.",
        "to_whom": "Its readers.",
        "proof": "File 7",
        "effective_at": NOON,
        "ends_at": NOON + timedelta(days=1),
    }
    ConsentContent(**given).refuse_gaps()  # type: ignore[arg-type]
    for field in ("what", "purpose", "to_whom", "proof"):
        for wrong in ("", "  \n", "x" * 1_001):
            with pytest.raises(Refused) as caught:
                ConsentContent(**(given | {field: wrong})).refuse_gaps()  # type: ignore[arg-type]
            assert caught.value.field == field
    with pytest.raises(Refused):
        ConsentContent(**(given | {"ends_at": NOON})).refuse_gaps()  # type: ignore[arg-type]


def test_a_term_holds_from_its_first_moment_to_before_its_last() -> None:
    term = Term(NOON, NOON + timedelta(days=1), None)
    second = timedelta(seconds=1)
    assert term.why_not(NOON - second) == NOT_YET
    assert term.why_not(NOON) == ""
    assert term.why_not(NOON + timedelta(days=1) - second) == ""
    assert term.why_not(NOON + timedelta(days=1)) == EXPIRED
    assert Term(NOON, None, NOON).why_not(NOON) == WITHDRAWN
