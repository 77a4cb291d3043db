"""Planning in the database: saved, answered, assessed, and what publishing then says."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import DBAPIError

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.approving import collection_hashes, subject_of
from engage.engagements.models import Engagement
from engage.engagements.planning import queries, service
from engage.engagements.planning.assessments import AssessmentKind, Found, Threats
from engage.engagements.planning.models import Assessment, IdeaStep
from engage.engagements.planning.rules import FieldPlan, PlanningContent
from engage.engagements.planning.steps import IdeaStepKind
from engage.engagements.purposes import NOTHING_PERSONAL
from engage.engagements.queries import (
    engagement_by_slug,
    engagement_content,
    engagements_within,
    topic_by_slug,
    topic_content,
)
from engage.engagements.queries import topics_of as topics
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.readiness import missing_by_engagement
from engage.engagements.rules import Kind, TopicContent
from engage.engagements.service import save_engagement, save_topic, whats_missing
from engage.governance.approvals.rules import Part
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.approving import approve_everything
from tests.notices.folder import copied, without_french
from tests.planning import PIA, SECURITY, complete_plan

PIA_CHANGED = "What is collected changed since the PIA: record its amendment."
KINDS = list(AssessmentKind)
SAID = {"necessity": "We plan the timetable.", "use": "We count the answers."}


def found(unit: Unit, slug: str = "night-buses") -> Engagement:
    return engagement_by_slug(unit.session, slug)


def approved(units: Units) -> Engagement:
    """A draft with everything that publishing needs."""
    made = build_engagement(units, published=False)
    with units.writing(SYSTEM) as unit:
        approve_everything(unit, found(unit))
    return made


def change_plan(units: Units, **changes: object) -> None:
    with units.writing(SYSTEM) as unit:
        row = found(unit)
        content = replace(queries.planning_content(unit.session, row), **changes)  # type: ignore[arg-type]
        service.save_planning(unit, row, content, seen_revision_id=row.planning_revision_id)


def missing(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return [one.message for one in whats_missing(unit, found(unit))]


def test_of_two_who_save_the_second_is_told(both_units: Units) -> None:
    build_engagement(both_units, published=False)
    with both_units.writing(SYSTEM) as unit, pytest.raises(Conflict):
        row = found(unit)
        service.save_planning(unit, row, PlanningContent(need="x"), seen_revision_id=None)


def test_the_same_plan_again_makes_no_revision(both_units: Units) -> None:
    build_engagement(both_units, published=False)
    with both_units.writing(SYSTEM) as unit:
        row = found(unit)
        before = row.planning_revision_id
        plan = complete_plan(unit, row)
        service.save_planning(unit, row, plan, seen_revision_id=before)
        assert row.planning_revision_id == before


def test_a_classification_is_a_row_of_the_table(units: Units) -> None:
    build_engagement(units, published=False)
    with pytest.raises(Refused, match="in the table"):
        change_plan(units, classification="something-else")
    change_plan(units, classification="arcs-340")


def test_only_leads_of_the_ministry_save_a_plan(units: Units) -> None:
    made = build_engagement(units, published=False)
    elsewhere = make_person(units, Role.ENGAGEMENT_LEAD, ministry="HLTH")
    director = make_person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    for actor in (elsewhere, director):
        with units.writing(actor) as unit, pytest.raises(NotAllowed):
            service.save_planning(unit, made, PlanningContent(), seen_revision_id=None)


def test_what_is_collected_cannot_change_without_an_amended_assessment(both_units: Units) -> None:
    approved(both_units)
    assert missing(both_units) == []
    change_plan(both_units, need="Said more clearly.")
    assert missing(both_units) == []
    change_plan(both_units, end_of_project="Kept for ever.")
    assert missing(both_units) == [PIA_CHANGED]
    with both_units.writing(SYSTEM) as unit:
        approve_everything(unit, found(unit))
    assert missing(both_units) == []


def test_another_notice_names_each_field_and_question_that_falls_under_none_of_its_purposes(
    both_units: Units,
) -> None:
    approved(both_units)
    report = "To report what people told us"
    asked = (
        Question("often", QuestionKind.SHORT, "How often?", **SAID, purpose=report),
        Question("bench", QuestionKind.SHORT, "Which bench?", **SAID, purpose=NOTHING_PERSONAL),
    )
    with both_units.writing(SYSTEM) as unit:
        row = found(unit)
        topic = topic_by_slug(unit.session, row.id, "routes")
        words = replace(topic_content(unit.session, topic.draft_revision_id), questions=asked)
        save_topic(unit, row, topic, words, seen_revision_id=topic.draft_revision_id)
        approve_everything(unit, row)
    assert missing(both_units) == []
    with both_units.writing(SYSTEM) as unit:
        row = found(unit)
        draft = engagement_content(unit.session, row.draft_revision_id)
        draft = replace(draft, notice_template="planning-evaluation")
        save_engagement(unit, row, draft, seen_revision_id=row.draft_revision_id)
        gone = [one for one in whats_missing(unit, row) if "no longer names" in one.message]
        assert [(one.field, one.page) for one in gone] == [
            ("purpose", "/topics/routes/questions/often"),
            ("text-purpose", "/plan/fields"),
            ("display_name-purpose", "/plan/fields"),
            ("email-purpose", "/plan/fields"),
        ]
        # What was chosen can still be read, and the other notice can be put back.
        kept = queries.planning_content(unit.session, row).field_plan("text").purpose
        assert kept == "To receive comments on this engagement"


def test_what_was_written_before_there_were_purposes_reads_and_is_not_published_without_one(
    both_units: Units,
) -> None:
    approved(both_units)
    with both_units.writing(SYSTEM) as unit:
        before = subject_of(unit, found(unit)).parts[Part.COLLECTION]
    old = tuple(replace(one, purpose="") for one in saved_fields(both_units))
    change_plan(both_units, fields=old)
    said = missing(both_units)
    assert PIA_CHANGED in said
    assert "Say of the field “The comment” under which purpose of the notice it falls." in said
    with both_units.reading(SYSTEM) as unit:
        assert subject_of(unit, found(unit)).parts[Part.COLLECTION] != before


def saved_fields(units: Units) -> tuple[FieldPlan, ...]:
    with units.reading(SYSTEM) as unit:
        return queries.planning_content(unit.session, found(unit)).fields


def test_another_question_asks_for_an_amended_assessment_too(units: Units) -> None:
    approved(units)
    with units.writing(SYSTEM) as unit:
        topic = topics(unit.session, found(unit).id)[0]
        seen = topic.draft_revision_id
        changed = TopicContent(title="Routes", prompt="Where do you live?", necessity="To plan.")
        changed = replace(changed, personal_reason="The route is planned by where people live.")
        save_topic(unit, found(unit), topic, changed, seen_revision_id=seen)
    assert missing(units) == [PIA_CHANGED]


def test_words_that_collect_nothing_leave_the_assessments_alone(units: Units) -> None:
    approved(units)
    with units.writing(SYSTEM) as unit:
        row = found(unit)
        content = engagement_content(unit.session, row.draft_revision_id)
        changed = replace(content, summary="Said better.")
        save_engagement(unit, row, changed, seen_revision_id=row.draft_revision_id)
    assert missing(units) == []


def test_ticking_that_nothing_personal_is_collected_does_not_lift_the_assessment(
    units: Units,
) -> None:
    build_engagement(units, published=False)
    change_plan(units, collects_nothing=True)
    assert "The privacy officer records the Privacy Impact Assessment (PIA)." in missing(units)


def test_other_settings_ask_for_another_security_assessment(units: Units) -> None:
    approved(units)
    change_plan(units, settings="Sign-in without a second factor.")
    assert missing(units) == [
        "Site terms or settings changed since the security assessment: record another."
    ]


def test_a_threat_assessment_that_is_required_must_be_done(both_units: Units) -> None:
    approved(both_units)
    for decision, wanted in ((Threats.REQUIRED, 1), (Threats.DONE, 0)):
        with both_units.writing(SYSTEM) as unit:
            record(unit, AssessmentKind.SECURITY, replace(SECURITY, decision=decision))
        assert len(missing(both_units)) == wanted


def test_a_field_without_its_plan_stands_between_the_draft_and_the_public(units: Units) -> None:
    approved(units)
    with units.reading(SYSTEM) as unit:
        plans = queries.planning_content(unit.session, found(unit)).fields
    kept = tuple(replace(one, disposition="") for one in plans)
    change_plan(units, fields=kept)
    assert sum(message.startswith("Say of the field") for message in missing(units)) == 3


@pytest.mark.parametrize(("days", "is_missing"), [(27, True), (28, False), (None, False)])
def test_less_than_four_weeks_needs_a_reason(
    units: Units, days: int | None, is_missing: bool
) -> None:
    closes = NOON + timedelta(days=days) if days else None
    kind = Kind.ONGOING if days is None else Kind.TIME_LIMITED
    build_engagement(units, published=False, opens_at=NOON, closes_at=closes, kind=kind)
    change_plan(units, short_period_reason="")
    told = "It is open for less than four weeks: say why."
    assert (told in missing(units)) is is_missing
    change_plan(units, short_period_reason="The season ends.")
    assert told not in missing(units)


def test_four_weeks_are_four_weeks_when_the_clocks_change(units: Units) -> None:
    # From nine to nine over the Sunday in March that has 23 hours.
    build_engagement(
        units, published=False, opens_at=NOON, closes_at=NOON + timedelta(days=28, hours=-1)
    )
    change_plan(units, short_period_reason="")
    assert "It is open for less than four weeks: say why." not in missing(units)


@pytest.mark.parametrize("kind", KINDS)
def test_an_assessment_follows_approval_in_principle(units: Units, kind: AssessmentKind) -> None:
    build_engagement(units, published=False)
    with units.writing(SYSTEM) as unit, pytest.raises(Refused, match="approved in principle"):
        record(unit, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_an_assessment_is_recorded_by_the_officer_of_the_ministry_alone(
    units: Units, kind: AssessmentKind
) -> None:
    approved(units)
    role = {
        AssessmentKind.PIA: Role.PRIVACY_OFFICER,
        AssessmentKind.SECURITY: Role.SECURITY_OFFICER,
    }
    others = [one for one in Role if one is not role[kind]]
    actors = [make_person(units, *others), make_person(units, role[kind], ministry="HLTH")]
    for actor in actors:
        with units.writing(actor) as unit, pytest.raises(NotAllowed):
            record(unit, kind)
    officer = make_person(units, role[kind], ministry="TRAN", email="the.officer@gov.bc.ca")
    with units.writing(officer) as unit:
        assert record(unit, kind).recorded_by == officer.person_id


def test_nobody_signs_for_what_they_did_not_read(units: Units) -> None:
    approved(units)
    with units.reading(SYSTEM) as unit:
        read = service.covered(unit, found(unit), AssessmentKind.PIA)
    change_plan(units, data_flow="Through another country.")
    with units.writing(SYSTEM) as unit, pytest.raises(Conflict):
        service.record_assessment(unit, found(unit), AssessmentKind.PIA, PIA, covers=read)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"),
        ({"decided_on": date(2026, 3, 3)}, "decided_on"),
        ({"decided_on": date(1926, 3, 3)}, "decided_on"),
        ({"signatories": "\n"}, "signatories"),
        ({"decision": ""}, "decision"),
        ({"decision": "whatever"}, "decision"),
    ],
)
def test_an_assessment_says_what_it_is(
    units: Units, changes: dict[str, object], field: str
) -> None:
    approved(units)
    wrong = replace(SECURITY, **changes)  # type: ignore[arg-type]
    with units.writing(SYSTEM) as unit, pytest.raises(Refused) as refused:
        record(unit, AssessmentKind.SECURITY, wrong)
    assert refused.value.field == field


def test_an_amendment_is_a_row_of_its_own_and_nothing_is_rewritten(both_units: Units) -> None:
    approved(both_units)
    with both_units.writing(SYSTEM) as unit:
        record(unit, AssessmentKind.PIA, replace(PIA, conditions="Look again in a year."))
        rows = queries.assessments_of(unit.session, found(unit).id, AssessmentKind.PIA)
        assert [row.conditions for row in rows] == ["Look again in a year.", ""]
        newest = queries.current_assessment(unit.session, found(unit).id, "pia")
        assert newest is not None
        assert newest.id == rows[0].id
    put(both_units, make_person(both_units, Role.ENGAGEMENT_LEAD))
    for statement in (update(Assessment).values(number="x"), delete(IdeaStep)):
        with pytest.raises(DBAPIError, match="append-only"), both_units.writing(SYSTEM) as unit:
            unit.session.execute(statement)


def test_assessments_and_approvals_look_at_the_same_collection_in_english(
    database_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    """A wording of the notice in another language is approved, and collects nothing else."""
    notices = copied(tmp_path)
    settings = settings_for(database_url, tmp_path, ENGAGE_NOTICES_DIR=str(notices))
    units = make_units(settings, clock)
    approved(units)
    build_engagement(units, "a-draft", published=False, topics=())
    with units.reading(SYSTEM) as unit:
        rows = engagements_within(unit.session, None)
        hashes = collection_hashes(unit, rows)
        worded = [subject_of(unit, row).parts[Part.COLLECTION] for row in rows]
        without_french(notices)
        assert collection_hashes(unit, rows) == hashes
        for row, before in zip(rows, worded, strict=True):
            assert hashes[row.id] == subject_of(unit, row).parts[Part.COLLECTION] != before
    units.database.dispose()


def test_asking_what_is_missing_costs_the_same_for_one_and_for_many(units: Units) -> None:
    approved(units)
    asked = []
    for number in (1, 4):
        for more in range(2, number + 1):
            build_engagement(units, f"draft-{more}", published=False)
        with units.reading(SYSTEM) as unit:
            rows = engagements_within(unit.session, None)
            counted: list[str] = []
            event.listen(
                units.database.engine,
                "before_cursor_execute",
                lambda *said, counted=counted: counted.append(said[2]),
            )
            missing_by_engagement(unit, rows)
        asked.append(len(counted))
    assert asked[0] == asked[1] > 0


def test_an_idea_is_put_answered_and_put_again(both_units: Units) -> None:
    made = build_engagement(both_units, published=False)
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD)
    director = make_person(both_units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    put(both_units, lead)
    with both_units.writing(lead) as unit, pytest.raises(Refused, match="has the idea already"):
        service.put_idea(unit, found(unit), seen_revision_id=found(unit).planning_revision_id)
    with both_units.reading(SYSTEM) as unit:
        ((waiting, _step),) = queries.ideas_waiting(unit.session, None)
        assert waiting.id == made.id
        assert list(queries.ideas_waiting(unit.session, {made.ministry_id + 1})) == []
    answer(both_units, director, IdeaStepKind.CORPORATE_FIRST)
    with both_units.reading(SYSTEM) as unit:
        assert list(queries.ideas_waiting(unit.session, None)) == []
    put(both_units, lead)
    answer(both_units, director, IdeaStepKind.GO_ON)
    with both_units.reading(SYSTEM) as unit:
        steps = queries.idea_steps(unit.session, made.id)
    assert [one.step for one in steps] == ["asked", "corporate_first", "asked", "go_on"]


def test_an_answer_is_to_the_idea_that_was_read_and_given_once(units: Units) -> None:
    build_engagement(units, published=False)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    director = make_person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    put(units, lead)
    with units.reading(SYSTEM) as unit:
        read = found(unit).planning_revision_id
        step = queries.idea_steps(unit.session, found(unit).id)[-1].id
    answer(units, director, IdeaStepKind.GO_ON)
    with units.writing(director) as unit, pytest.raises(Conflict, match="answered meanwhile"):
        again(unit, read, step)
    change_plan(units, idea="Quite another idea.")
    with units.writing(director) as unit, pytest.raises(Conflict):
        again(unit, read, queries.idea_steps(unit.session, found(unit).id)[-1].id)


def test_an_empty_idea_is_not_put_and_only_citizen_engagement_answers(units: Units) -> None:
    build_engagement(units, published=False)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    change_plan(units, idea="")
    with pytest.raises(Refused, match="Write the idea first"):
        put(units, lead)
    for role in (Role.ENGAGEMENT_LEAD, Role.COMMUNICATIONS_DIRECTOR, Role.MINISTRY_VIEWER):
        actor = make_person(units, role)
        with units.writing(actor) as unit, pytest.raises(NotAllowed):
            again(unit, None, None)


def test_content_sent_to_the_shop_gets_its_outcome_once(both_units: Units) -> None:
    build_engagement(both_units, published=False)
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD)
    with both_units.writing(lead) as unit:
        row = found(unit)
        sent = service.record_shared(unit, row, "The shop", "A picture", date(2026, 3, 1)).id
        with pytest.raises(Refused) as refused:
            service.record_shared(unit, row, "The shop", "A picture", date(2026, 3, 9))
        assert refused.value.field == "sent_on"
        service.record_outcome(unit, row, sent, "Posted on the corporate account.")
    with both_units.writing(lead) as unit, pytest.raises(Conflict):
        service.record_outcome(unit, found(unit), sent, "Something else.")
    with both_units.reading(SYSTEM) as unit:
        (shown,) = queries.shared_by(unit.session, found(unit).id)
        assert shown.outcome == "Posted on the corporate account."


def test_the_audit_has_hashes_and_no_words(units: Units) -> None:
    approved(units)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    director = make_person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    put(units, lead)
    answer(units, director, IdeaStepKind.NO, "Because of Jo Smith.")
    with units.reading(SYSTEM) as unit:
        rows = list(unit.session.scalars(select(AuditEntry)))
    said = {row.action for row in rows}
    assert {"idea.put", "idea.answered", "assessment.recorded", "revision.saved"} <= said
    told = "\n".join(row.detail for row in rows)
    assert "Jo Smith" not in told
    assert "A. Officer" not in told


def record(unit: Unit, kind: AssessmentKind, what: Found | None = None) -> Assessment:
    row = found(unit)
    known = what or {AssessmentKind.PIA: PIA, AssessmentKind.SECURITY: SECURITY}[kind]
    covers = service.covered(unit, row, kind)
    return service.record_assessment(unit, row, kind, known, covers=covers)


def put(units: Units, actor: Actor) -> None:
    with units.writing(actor) as unit:
        row = found(unit)
        service.put_idea(unit, row, seen_revision_id=row.planning_revision_id)


def answer(units: Units, actor: Actor, what: IdeaStepKind, words: str = "Because.") -> None:
    with units.writing(actor) as unit:
        row = found(unit)
        service.answer_idea(
            unit,
            row,
            what,
            words,
            seen_revision_id=row.planning_revision_id,
            seen_step_id=queries.idea_steps(unit.session, row.id)[-1].id,
        )


def again(unit: Unit, revision: int | None, step: int | None) -> None:
    service.answer_idea(
        unit,
        found(unit),
        IdeaStepKind.NO,
        "No.",
        seen_revision_id=revision,
        seen_step_id=step,
    )
