"""What a planning record lacks, which parts of it approvals hash, and what archiving asks."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.comments.forms import CommentForm
from engage.engagements.planning.assessments import Threats, assessed, security_hash
from engage.engagements.planning.fields import IN_EVERY_FORM, Asking, FormField, form_fields
from engage.engagements.planning.gaps import OPEN_ANSWERS, gaps, section_gaps
from engage.engagements.planning.rules import (
    SECTION_NAMES,
    FieldPlan,
    PlanningContent,
    Section,
    planning_from_json,
    planning_parts,
)
from engage.engagements.planning.schedules import SCHEDULES, RecordKind, may_archive
from engage.engagements.planning.states import part_states
from engage.engagements.planning.words import HINTS, PLAN_LABELS
from engage.engagements.purposes import NOTHING_PERSONAL
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.rules import TopicContent, to_json
from engage.governance.rules import Assessed

NOT_ABOUT_A_PERSON = {"token", "website", "purposes", "accepts_terms"}
"""What the form carries besides: its token, the bait, and two things that are ticked."""
AGE = Question("q1", QuestionKind.SHORT, "Which bus do you take?", necessity="Why", use="What for")
PURPOSES = ("To report what people told us", "To write back")
COMPLETE = PlanningContent(
    **dict.fromkeys(OPEN_ANSWERS, "Said."),  # type: ignore[arg-type]
    fields=tuple(FieldPlan(field.key, "a", "b", "c", "d", PURPOSES[0]) for field in IN_EVERY_FORM),
)
TEXTS = st.builds(
    PlanningContent,
    **{
        declared.name: st.text(max_size=20)
        for declared in fields(PlanningContent)
        if declared.name not in ("fields", "collects_nothing")
    },
    collects_nothing=st.booleans(),
    fields=st.lists(st.builds(FieldPlan, st.text(max_size=9), st.text(max_size=9)), max_size=3).map(
        tuple
    ),
)


def test_a_complete_record_lacks_nothing_though_it_is_not_classified() -> None:
    assert gaps(COMPLETE, IN_EVERY_FORM, PURPOSES) == ()


@pytest.mark.parametrize("name", OPEN_ANSWERS)
def test_each_answer_that_is_open_is_named_with_its_page(name: str) -> None:
    (missing,) = gaps(replace(COMPLETE, **{name: " \u200b"}), IN_EVERY_FORM, PURPOSES)
    section = next(one for one, names in SECTION_NAMES.items() if name in names)
    assert (missing.field, missing.page) == (name, f"/plan/{section.value}")


def test_a_section_that_nobody_began_is_one_sentence() -> None:
    found = gaps(PlanningContent(), IN_EVERY_FORM, PURPOSES)
    assert [one.page for one in found] == [
        "/plan/need",
        "/plan/privacy",
        "/plan/fields",
        "/plan/security",
        "/plan/property",
        "/plan/records",
    ]
    assert len(section_gaps(Section.PRIVACY, PlanningContent(photos="None."), (), PURPOSES)) == 5


def test_saying_that_nothing_personal_is_collected_answers_no_question() -> None:
    ticked = PlanningContent(collects_nothing=True)
    nothing_said = gaps(PlanningContent(), IN_EVERY_FORM, PURPOSES)
    assert gaps(ticked, IN_EVERY_FORM, PURPOSES) == nothing_said


@pytest.mark.parametrize("part", ["necessity", "use", "purpose", "flow", "disposition"])
def test_every_field_needs_all_five_things(part: str) -> None:
    kept = tuple(
        replace(plan, **{part: ""}) if plan.key == "email" else plan for plan in COMPLETE.fields
    )
    (missing,) = gaps(replace(COMPLETE, fields=kept), IN_EVERY_FORM, PURPOSES)
    assert missing.field == f"email-{part}"
    assert "E-mail address" in missing.message


def test_a_field_that_was_added_later_cannot_be_forgotten() -> None:
    topics = [Asking("routes", TopicContent(title="Routes", questions=(AGE,)))]
    asked = form_fields(topics)
    assert asked[-1] == FormField(
        "routes/q1", "Routes: Which bus do you take?", "Why", "What for", "/topics/routes"
    )
    (missing,) = gaps(COMPLETE, asked, PURPOSES)
    # Necessity, use and purpose are the question's own, and are asked for with its topic.
    assert missing.field == "routes/q1-flow"
    planned = (*COMPLETE.fields, FieldPlan("routes/q1", flow="there", disposition="deleted"))
    assert gaps(replace(COMPLETE, fields=planned), asked, PURPOSES) == ()


@pytest.mark.parametrize("purpose", ["To send advertising", NOTHING_PERSONAL])
def test_a_field_of_every_form_falls_under_a_purpose_of_the_notice_that_is_chosen_now(
    purpose: str,
) -> None:
    kept = tuple(
        replace(plan, purpose=purpose) if plan.key == "email" else plan for plan in COMPLETE.fields
    )
    changed = replace(COMPLETE, fields=kept)
    (missing,) = gaps(changed, IN_EVERY_FORM, PURPOSES)
    assert (missing.field, missing.page) == ("email-purpose", "/plan/fields")
    assert "no longer names the purpose" in missing.message
    # Without any notice that is the one thing to say, and another gate says it.
    assert gaps(changed, IN_EVERY_FORM, ()) == ()


def test_a_record_from_before_there_were_purposes_reads_and_hashes_as_it_did() -> None:
    old = '{"disposition":"d","flow":"c","key":"email","necessity":"a","use":"b"}'
    content = planning_from_json(f'{{"fields":[{old}]}}')
    assert content.field_plan("email").purpose == ""
    assert f"[{old}]" in to_json(content)
    assert planning_parts(content)["collection"]["fields"] == [json.loads(old)]  # type: ignore[index]
    (missing,) = section_gaps(Section.FIELDS, content, IN_EVERY_FORM[2:], PURPOSES)
    assert (missing.field, missing.page) == ("email-purpose", "/plan/fields")


def test_another_purpose_is_another_collection_to_approve() -> None:
    other = (replace(COMPLETE.fields[0], purpose=PURPOSES[1]), *COMPLETE.fields[1:])
    before, after = planning_parts(COMPLETE), planning_parts(replace(COMPLETE, fields=other))
    assert [part for part in before if before[part] != after[part]] == ["collection"]


def test_the_plan_knows_every_field_that_the_public_form_has() -> None:
    written = set(CommentForm.__dict__) | set(vars(CommentForm))
    form = {name for name in written if hasattr(getattr(CommentForm, name), "field_class")}
    assert form - NOT_ABOUT_A_PERSON == {field.key for field in IN_EVERY_FORM}


@given(TEXTS)
def test_a_record_survives_being_saved(content: PlanningContent) -> None:
    assert planning_from_json(to_json(content)) == content


@given(TEXTS)
def test_every_answer_belongs_to_exactly_one_part(content: PlanningContent) -> None:
    parts = planning_parts(content)
    assert set(parts) == {"plan", "collection", "security", "records"}
    names = [name for part in parts.values() for name in part]  # type: ignore[attr-defined]
    assert sorted(names) == sorted(declared.name for declared in fields(PlanningContent))
    assert json.loads(json.dumps(parts)) == parts


@pytest.mark.parametrize("name", [declared.name for declared in fields(PlanningContent)])
def test_an_edit_touches_only_its_own_part(name: str) -> None:
    other: object = (FieldPlan("x"),) if name == "fields" else "Other."
    changed = planning_parts(replace(COMPLETE, **{name: other}))  # type: ignore[arg-type]
    before = planning_parts(COMPLETE)
    assert sum(changed[part] != before[part] for part in before) == 1


def test_every_answer_has_its_words() -> None:
    names = {declared.name for declared in fields(PlanningContent)}
    assert set(PLAN_LABELS) == names
    assert set(HINTS) == names - {"fields"}


def test_only_archiving_asks_for_a_classification() -> None:
    missing = may_archive(COMPLETE)
    assert missing is not None
    assert (missing.field, missing.page) == ("classification", "/plan/records")
    for key in SCHEDULES:
        assert may_archive(replace(COMPLETE, classification=key)) is None
    assert may_archive(replace(COMPLETE, classification="gone-from-the-table")) is not None


def test_the_table_has_key_and_transitory_records_and_marks_what_is_not_confirmed() -> None:
    assert {one.kind for one in SCHEDULES.values()} == set(RecordKind)
    assert all("(to be confirmed)" in one.words for one in SCHEDULES.values())
    assert SCHEDULES["transitory-102901"].schedule == "102901"


@pytest.mark.parametrize(
    ("covers", "decision", "wanted"),
    [
        (None, "", Assessed.MISSING),
        ("now", "", Assessed.CURRENT),
        ("before", "", Assessed.OUTDATED),
        ("now", Threats.NOT_REQUIRED, Assessed.CURRENT),
        ("now", Threats.DONE, Assessed.CURRENT),
        ("now", Threats.REQUIRED, Assessed.UNFINISHED),
        ("before", Threats.DONE, Assessed.OUTDATED),
    ],
)
def test_an_assessment_counts_for_what_it_covers(
    covers: str | None, decision: str, wanted: Assessed
) -> None:
    assert assessed(covers, decision, "now") is wanted


def test_a_security_assessment_covers_settings_and_site_terms_alone() -> None:
    assert security_hash(COMPLETE) == security_hash(replace(COMPLETE, need="Another."))
    assert security_hash(COMPLETE) != security_hash(replace(COMPLETE, settings="Another."))
    assert security_hash(COMPLETE) != security_hash(replace(COMPLETE, site_terms="Another."))


def test_each_part_says_how_far_it_is() -> None:
    begun = replace(COMPLETE, photos="", prevention="")
    states = part_states(begun, IN_EVERY_FORM, PURPOSES, Assessed.OUTDATED, Assessed.CURRENT)
    said = {one.key: (one.is_done, one.words) for one in states}
    assert said == {
        "idea": (False, "Optional"),
        "need": (True, "Complete"),
        "privacy": (False, "2 open"),
        "fields": (True, "Complete"),
        "security": (True, "Complete"),
        "property": (True, "Complete"),
        "records": (True, "Complete, not classified"),
        "pia": (False, "Record an amendment"),
        "security-assessment": (True, "Recorded"),
    }
