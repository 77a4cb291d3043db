"""Approvals of an engagement on real databases: who, what exactly, and no way round them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.accounts.models import Person, PersonRole
from engage.accounts.service import disable_person
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.engagements.approving import part_of, results_subject, subject_of
from engage.engagements.comparing import texts_of
from engage.engagements.planning.rules import PlanningContent
from engage.engagements.queries import engagement_by_slug, engagement_to_change, topics_of
from engage.engagements.rules import EngagementContent, ResultsContent, TopicContent
from engage.engagements.service import (
    NotReady,
    decide_step,
    newest_draft,
    publish,
    publish_results,
    save_engagement,
    save_results,
    save_topic,
)
from engage.engagements.tasks import tell_approvers
from engage.governance.approvals.delegating import delegate, end_delegation
from engage.governance.approvals.minor import approved_words, look_at_minor, name_minor
from engage.governance.approvals.models import Approval, ApprovalTold, MinorEdit
from engage.governance.approvals.queries import approvers_of, standings_of
from engage.governance.approvals.rules import (
    Part,
    State,
    Step,
    SubjectKind,
    Verdict,
    content_hash,
    rule_of,
)
from engage.governance.approvals.service import (
    OWN_WORK,
    ask,
    ask_step,
    drop_step,
    tell_waiting,
    withdraw_request,
)
from engage.governance.conduct.service import record_conflict
from engage.governance.conduct.service.conflicts import Subject as ConflictSubject
from engage.governance.rules import Missing
from tests.app_fixtures import build_engagement, make_person, sample_content
from tests.approving import approve_everything, approver, publish_approved
from tests.planning import plan

SLUG = "night-buses"
ENGAGEMENT = SubjectKind.ENGAGEMENT


def person(units: Units, *roles: Role, name: str = "", ministry_id: int | None = None) -> Actor:
    """Somebody of the staff without a password, which would only take time."""
    with units.writing(SYSTEM) as unit:
        made = Person(email=f"{name or roles[0]}@gov.bc.ca", name=name or "X", created_at=unit.now)
        unit.session.add(made)
        unit.session.flush()
        for role in roles:
            unit.session.add(PersonRole(person_id=made.id, role=role, ministry_id=ministry_id))
    grants = frozenset(Grant(role, ministry_id) for role in roles)
    return Actor(ActorKind.PERSON, made.id, grants)


def decide(
    units: Units,
    actor: Actor,
    step: Step,
    verdict: Verdict = Verdict.APPROVED,
    *,
    reason: str = "",
    kind: SubjectKind = ENGAGEMENT,
    seen: str | None = None,
) -> None:
    with units.writing(actor) as unit:
        engagement = engagement_to_change(unit.session, SLUG)
        subject = subject_of(unit, engagement)
        if kind is SubjectKind.RESULTS:
            subject = results_subject(unit, engagement)
        digest = seen if seen is not None else content_hash(subject, rule_of(kind, step))
        decide_step(unit, engagement, kind, step, verdict, seen_hash=digest, reason=reason)


def states(units: Units) -> dict[Step, State]:
    with units.reading(SYSTEM) as unit:
        found = standings_of(unit.session, subject_of(unit, engagement_by_slug(unit.session, SLUG)))
    return {one.step: one.state for one in found}


def edit(units: Units, actor: Actor = SYSTEM, **changes: object) -> None:
    with units.writing(actor) as unit:
        row = engagement_to_change(unit.session, SLUG)
        content = sample_content(**changes)
        save_engagement(unit, row, content, seen_revision_id=row.draft_revision_id)


def approve_all(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        approve_everything(unit, engagement_to_change(unit.session, SLUG))


def try_to_publish(units: Units, actor: Actor = SYSTEM) -> None:
    with units.writing(actor) as unit:
        row = engagement_to_change(unit.session, SLUG)
        publish(unit, row, seen_revision_id=newest_draft(unit, row))


def asked(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        ask(unit, subject_of(unit, engagement_to_change(unit.session, SLUG)))


def test_nobody_publishes_what_is_not_approved(both_units: Units) -> None:
    build_engagement(both_units, published=False)
    administrator = person(both_units, Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD)
    for actor in (SYSTEM, administrator):
        with pytest.raises(NotReady) as caught:
            try_to_publish(both_units, actor)
        assert "approvals" in {one.field for one in caught.value.missing}
    approve_all(both_units)
    try_to_publish(both_units, administrator)


@pytest.mark.parametrize("left_out", [Step.PRIVACY, Step.SECURITY, Step.COMMUNICATIONS])
def test_each_step_is_needed(units: Units, left_out: Step) -> None:
    build_engagement(units, published=False)
    approve_all(units)
    role = rule_of(ENGAGEMENT, left_out).role
    with units.writing(SYSTEM) as unit:
        holder = approver(unit, role)
    decide(units, holder, left_out, Verdict.RETURNED, reason="I thought again.")
    with pytest.raises(NotReady):
        try_to_publish(units)
    decide(units, holder, left_out)
    try_to_publish(units)


@pytest.mark.parametrize(
    ("changes", "reopened"),
    [
        ({"title": "Another question?"}, {Step.COMMUNICATIONS, Step.EXECUTIVE}),
        ({"contact": "Somebody else"}, {Step.COMMUNICATIONS, Step.EXECUTIVE}),
        ({"region": "Kootenays"}, {Step.COMMUNICATIONS, Step.EXECUTIVE}),
        ({"avenues": sample_content().avenues[:1]}, {Step.COMMUNICATIONS, Step.EXECUTIVE}),
        (
            {"notice_template": "planning-evaluation"},
            {Step.PRIVACY, Step.COMMUNICATIONS, Step.EXECUTIVE},
        ),
    ],
)
def test_an_edit_of_what_is_approved_reopens_what_it_touches(
    units: Units, changes: dict[str, object], reopened: set[Step]
) -> None:
    build_engagement(units)
    edit(units, **changes)
    found = states(units)
    assert {step for step, state in found.items() if state is not State.APPROVED} == reopened
    with pytest.raises(NotReady):
        try_to_publish(units)


def test_an_edited_topic_and_an_edited_prompt_touch_different_steps(units: Units) -> None:
    build_engagement(units)
    for words, prompt, privacy in (("New words.", None, False), (None, "Who are you?", True)):
        with units.writing(SYSTEM) as unit:
            row = engagement_to_change(unit.session, SLUG)
            publish_approved(unit, row)
            topic = topics_of(unit.session, row.id)[0]
            content = TopicContent(
                "About routes", words or "Some words on routes.", prompt or "Why?", "For planning."
            )
            save_topic(unit, row, topic, content, seen_revision_id=topic.draft_revision_id)
            if words:
                publish_approved(unit, row)
                content = TopicContent("About routes", "Other words.", "Why?", "For planning.")
                save_topic(unit, row, topic, content, seen_revision_id=topic.draft_revision_id)
        assert (states(units)[Step.PRIVACY] is not State.APPROVED) is privacy


def test_every_field_that_is_written_belongs_to_a_part() -> None:
    for thing, content in (
        ("engagement", EngagementContent()),
        ("topic", TopicContent()),
        ("planning", PlanningContent()),
        ("results", ResultsContent()),
    ):
        for name in vars(content):
            assert part_of(thing, name) in set(Part), (thing, name)


def test_nobody_approves_what_they_wrote_themselves(both_units: Units) -> None:
    build_engagement(both_units, published=False)
    director = person(both_units, Role.COMMUNICATIONS_DIRECTOR, Role.ENGAGEMENT_LEAD, name="both")
    edit(both_units, director, title="My own words?")
    edit(both_units, title="Words that somebody else mended?")
    approve_in_order(both_units, until=Step.COMMUNICATIONS)
    with pytest.raises(NotAllowed, match=OWN_WORK):
        decide(both_units, director, Step.COMMUNICATIONS)


def approve_in_order(units: Units, *, until: Step) -> None:
    """Everything before a step."""
    approve_all(units)
    with units.writing(SYSTEM) as unit:
        holder = approver(unit, rule_of(ENGAGEMENT, until).role)
    decide(units, holder, until, Verdict.RETURNED, reason="Not yet.")


def test_only_who_holds_the_role_there_decides(both_units: Units) -> None:
    made = build_engagement(both_units, published=False)
    approve_in_order(both_units, until=Step.COMMUNICATIONS)
    elsewhere = person(
        both_units, Role.COMMUNICATIONS_DIRECTOR, name="elsewhere", ministry_id=_other(both_units)
    )
    administrator = person(both_units, Role.ADMINISTRATOR, name="admin")
    privacy = person(both_units, Role.PRIVACY_OFFICER, name="privacy")
    for actor in (elsewhere, administrator, privacy, SYSTEM):
        with pytest.raises(NotAllowed):
            decide(both_units, actor, Step.COMMUNICATIONS)
    own = person(both_units, Role.COMMUNICATIONS_DIRECTOR, name="own", ministry_id=made.ministry_id)
    decide(both_units, own, Step.COMMUNICATIONS)


def _other(units: Units) -> int:
    return build_engagement(units, "elsewhere", ministry="HLTH", published=False).ministry_id


def test_what_changed_while_it_was_read_is_not_approved(both_units: Units) -> None:
    build_engagement(both_units, published=False)
    approve_in_order(both_units, until=Step.COMMUNICATIONS)
    with both_units.reading(SYSTEM) as unit:
        subject = subject_of(unit, engagement_by_slug(unit.session, SLUG))
        seen = content_hash(subject, rule_of(ENGAGEMENT, Step.COMMUNICATIONS))
    edit(both_units, title="Changed while it was read?")
    director = person(both_units, Role.COMMUNICATIONS_DIRECTOR, name="director")
    with pytest.raises(Conflict):
        decide(both_units, director, Step.COMMUNICATIONS, seen=seen)


def test_an_incomplete_draft_is_not_approved_word_by_word(units: Units) -> None:
    build_engagement(units, published=False, summary="")
    with pytest.raises(Refused, match="not complete"):
        approve_all(units)
    assert states(units)[Step.COMMUNICATIONS] is not State.APPROVED


def test_returning_needs_a_reason(units: Units) -> None:
    build_engagement(units, published=False)
    asked(units)
    director = person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    with pytest.raises(Refused) as caught:
        decide(units, director, Step.IN_PRINCIPLE, Verdict.RETURNED)
    assert caught.value.field == "reason"


def test_a_step_of_a_later_stage_cannot_be_decided_first(units: Units) -> None:
    build_engagement(units, published=False)
    asked(units)
    director = person(units, Role.COMMUNICATIONS_DIRECTOR)
    with pytest.raises(Refused, match="does not wait"):
        decide(units, director, Step.COMMUNICATIONS)


def test_nothing_is_decided_that_nobody_asked_for(units: Units) -> None:
    build_engagement(units, published=False)
    director = person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    with pytest.raises(Refused, match="does not wait"):
        decide(units, director, Step.IN_PRINCIPLE)


def test_a_named_person_alone_decides_an_optional_step(both_units: Units) -> None:
    build_engagement(both_units, published=False)
    named = person(both_units, Role.APPROVER, name="named")
    other = person(both_units, Role.APPROVER, name="other")
    with both_units.writing(SYSTEM) as unit:
        subject = subject_of(unit, engagement_to_change(unit.session, SLUG))
        ask(unit, subject)
        with pytest.raises(Refused) as caught:
            ask_step(unit, subject, Step.SUPERVISOR, "", named.person_id)
        assert caught.value.field == "reason"
        ask_step(unit, subject, Step.SUPERVISOR, "She asked to see it.", named.person_id)
        with pytest.raises(Refused):
            ask_step(unit, subject, Step.SUPERVISOR, "Twice.", None)
        with pytest.raises(Refused):
            ask_step(unit, subject, Step.PRIVACY, "It is there anyway.", None)
    decide(both_units, person(both_units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT), Step.IN_PRINCIPLE)
    with pytest.raises(NotAllowed):
        decide(both_units, other, Step.SUPERVISOR)
    decide(both_units, named, Step.SUPERVISOR)
    assert states(both_units)[Step.SUPERVISOR] is State.APPROVED
    with both_units.writing(SYSTEM) as unit, pytest.raises(Refused, match="already"):
        drop_step(unit, subject_of(unit, engagement_by_slug(unit.session, SLUG)), Step.SUPERVISOR)


def test_an_optional_step_that_nobody_decided_can_be_taken_away(units: Units) -> None:
    build_engagement(units, published=False)
    with units.writing(SYSTEM) as unit:
        subject = subject_of(unit, engagement_by_slug(unit.session, SLUG))
        ask_step(unit, subject, Step.MINISTER, "A matter before cabinet.")
        drop_step(unit, subject, Step.MINISTER)
    assert Step.MINISTER not in states(units)


def away(
    units: Units, director: Actor, other: Actor, *, days: int = 5, starts: timedelta = timedelta()
) -> int:
    with units.writing(director) as unit:
        row = delegate(
            unit,
            person_id=director.person_id or 0,
            delegate_id=other.person_id or 0,
            role=Role.COMMUNICATIONS_DIRECTOR,
            starts_at=unit.now + starts,
            ends_at=unit.now + starts + timedelta(days=days),
            reason="On leave",
        )
    return row.id


def test_a_delegate_decides_between_the_dates_and_the_record_says_for_whom(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units, published=False)
    approve_in_order(both_units, until=Step.COMMUNICATIONS)
    director = person(both_units, Role.COMMUNICATIONS_DIRECTOR, name="away")
    deputy = person(both_units, Role.MINISTRY_VIEWER, name="deputy")
    away(both_units, director, deputy, starts=timedelta(days=1))
    with pytest.raises(NotAllowed):
        decide(both_units, deputy, Step.COMMUNICATIONS)
    clock.advance(days=1)
    decide(both_units, deputy, Step.COMMUNICATIONS)
    with both_units.reading(SYSTEM) as unit:
        row = unit.session.scalars(select(Approval).order_by(Approval.id.desc())).first()
        assert row is not None
        assert (row.person_id, row.for_person_id) == (deputy.person_id, director.person_id)
    clock.advance(days=6)
    with pytest.raises(NotAllowed):
        decide(both_units, deputy, Step.COMMUNICATIONS, Verdict.RETURNED, reason="Too late.")


def test_a_delegation_that_was_ended_or_whose_giver_left_is_worth_nothing(
    both_units: Units,
) -> None:
    build_engagement(both_units, published=False)
    approve_in_order(both_units, until=Step.COMMUNICATIONS)
    director = person(both_units, Role.COMMUNICATIONS_DIRECTOR, name="away")
    deputy = person(both_units, Role.MINISTRY_VIEWER, name="deputy")
    number = away(both_units, director, deputy)
    with both_units.writing(director) as unit:
        end_delegation(unit, number)
    with pytest.raises(NotAllowed):
        decide(both_units, deputy, Step.COMMUNICATIONS)
    away(both_units, director, deputy)
    with both_units.writing(SYSTEM) as unit:
        disable_person(unit, unit.session.get_one(Person, director.person_id))
    with pytest.raises(NotAllowed):
        decide(both_units, deputy, Step.COMMUNICATIONS)


def test_nobody_gets_round_their_own_work_by_a_delegation(units: Units) -> None:
    build_engagement(units, published=False)
    director = person(units, Role.COMMUNICATIONS_DIRECTOR, name="away")
    author = person(units, Role.ENGAGEMENT_LEAD, name="author")
    wrote = person(units, Role.COMMUNICATIONS_DIRECTOR, Role.ENGAGEMENT_LEAD, name="wrote")
    friend = person(units, Role.MINISTRY_VIEWER, name="friend")
    edit(units, author, title="By the author?")
    edit(units, wrote, title="By the director?")
    approve_in_order(units, until=Step.COMMUNICATIONS)
    away(units, director, author)
    away(units, wrote, friend)
    for actor in (author, friend):
        with pytest.raises(NotAllowed, match=OWN_WORK):
            decide(units, actor, Step.COMMUNICATIONS)


def test_a_delegate_passes_nothing_on(units: Units) -> None:
    build_engagement(units, published=False)
    director = person(units, Role.COMMUNICATIONS_DIRECTOR, name="away")
    deputy = person(units, Role.MINISTRY_VIEWER, name="deputy")
    third = person(units, Role.MINISTRY_VIEWER, name="third")
    away(units, director, deputy)
    with pytest.raises(Refused, match="holds"):
        away(units, deputy, third)
    with units.writing(third) as unit, pytest.raises(NotFound):
        end_delegation(unit, 1)


def name_it(units: Units, actor: Actor, reason: str = "Spelling") -> int:
    with units.writing(actor) as unit:
        row = engagement_to_change(unit.session, SLUG)
        subject = subject_of(unit, row)
        approved = approved_words(unit, subject)
        assert approved is not None
        texts = texts_of(unit, approved.snapshot, subject.snapshot)
        return name_minor(unit, subject, approved=approved, texts=texts, reason=reason).id


def test_a_minor_edit_is_published_at_once_and_told_to_the_director(both_units: Units) -> None:
    build_engagement(both_units)
    edit(both_units, summary="Tell us if and where busses should run at night.")
    lead = person(both_units, Role.ENGAGEMENT_LEAD, name="lead")
    number = name_it(both_units, lead)
    try_to_publish(both_units, lead)
    director = person(both_units, Role.COMMUNICATIONS_DIRECTOR, name="director")
    with both_units.reading(SYSTEM) as unit:
        told = approvers_of(unit.session, "engagement", 1, "minor_edit", unit.now)
        assert director.person_id in told
    with both_units.writing(director) as unit:
        look_at_minor(unit, number, contests=True)
    assert states(both_units)[Step.COMMUNICATIONS] is State.UNASKED
    with pytest.raises(NotReady):
        try_to_publish(both_units)
    with both_units.writing(director) as unit, pytest.raises(Conflict):
        look_at_minor(unit, number, contests=False)


def test_small_edits_one_after_another_are_measured_against_what_was_approved(
    units: Units,
) -> None:
    build_engagement(units)
    words = "Tell us if and where buses should run at night."
    for count in range(1, 12):
        edit(units, summary=words + " Really." * count)
        if count * len(" Really.") > 60:
            with pytest.raises(Refused):
                name_it(units, SYSTEM)
            break
        name_it(units, SYSTEM)


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": "Something else altogether, which nobody has approved in any way so far."},
        {"summary": "Tell us if and where 2 buses should run at night."},
    ],
)
def test_more_than_a_slip_is_no_minor_edit(units: Units, changes: dict[str, object]) -> None:
    build_engagement(units)
    edit(units, **changes)
    with pytest.raises(Refused):
        name_it(units, SYSTEM)
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(MinorEdit)).all() == []


def test_an_edit_of_the_dates_is_never_minor(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    edit(units, closes_at=clock.now() + timedelta(days=29))
    with units.reading(SYSTEM) as unit:
        subject = subject_of(unit, engagement_by_slug(unit.session, SLUG))
        assert approved_words(unit, subject) is None


def test_the_results_page_needs_approvals_of_its_own(both_units: Units, clock: FixedClock) -> None:
    build_engagement(both_units)
    clock.advance(days=40)
    with both_units.writing(SYSTEM) as unit:
        row = engagement_to_change(unit.session, SLUG)
        save_results(unit, row, ResultsContent("Heard.", "Much."), seen_revision_id=None)
        draft = row.results_draft_revision_id
        with pytest.raises(NotReady):
            publish_results(unit, row, seen_revision_id=draft)
        ask(unit, results_subject(unit, row))
    director = person(both_units, Role.COMMUNICATIONS_DIRECTOR, name="director")
    executive = person(both_units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT, name="executive")
    results = SubjectKind.RESULTS
    with pytest.raises(Refused):
        decide(both_units, executive, Step.EXECUTIVE, kind=results)
    decide(both_units, director, Step.COMMUNICATIONS, kind=results)
    decide(both_units, executive, Step.EXECUTIVE, kind=results)
    with both_units.writing(SYSTEM) as unit:
        row = engagement_to_change(unit.session, SLUG)
        publish_results(unit, row, seen_revision_id=row.results_draft_revision_id)


def test_approvers_are_told_once_for_each_content(both_units: Units) -> None:
    build_engagement(both_units, published=False)

    def told() -> int:
        with both_units.reading(SYSTEM) as unit:
            return len(unit.session.scalars(select(ApprovalTold)).all())

    asked(both_units)
    assert told() == 1
    with both_units.writing(SYSTEM) as unit:
        assert tell_waiting(unit, subject_of(unit, engagement_by_slug(unit.session, SLUG))) == 0
    with both_units.writing(SYSTEM) as unit:
        subject = subject_of(unit, engagement_by_slug(unit.session, SLUG))
        withdraw_request(unit, subject)
        with pytest.raises(Refused):
            withdraw_request(unit, subject)
        ask(unit, subject)
        with pytest.raises(Refused):
            ask(unit, subject)
    assert told() == 1


def test_decisions_cannot_be_changed_afterwards(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        row = unit.session.scalars(select(Approval)).first()
        assert row is not None
        row.verdict = "returned"
        with pytest.raises(Exception, match="append-only"):
            unit.session.flush()
        unit.session.rollback()


def test_who_declared_a_conflict_approves_nothing_there(units: Units) -> None:
    made = build_engagement(units, published=False)
    approve_in_order(units, until=Step.COMMUNICATIONS)
    director = person(units, Role.COMMUNICATIONS_DIRECTOR, name="director")
    with units.writing(director) as unit:
        subject = ConflictSubject(made.ministry_id, made.id)
        record_conflict(unit, subject, "My sister drives a bus.")
    with pytest.raises(NotAllowed, match="conflict"):
        decide(units, director, Step.COMMUNICATIONS)


def test_one_function_alone_makes_anything_public() -> None:
    """No page, command or job sets what is public but these, each behind its approvals."""
    found = {
        str(path)
        for path in Path("engage").rglob("*.py")
        if re.search(r"\.(?:published_revision_id|results_revision_id) = ", path.read_text("utf-8"))
    }
    assert found == {
        "engage/engagements/service/publishing.py",
        "engage/engagements/service/reporting_back.py",
        "engage/multilingual/service.py",
        "engage/updates/service.py",
    }


def test_what_publishing_lacks_is_said_in_words(units: Units) -> None:
    build_engagement(units, published=False)
    with pytest.raises(NotReady) as caught:
        try_to_publish(units)
    words = "Privacy officer: this is not approved yet."
    assert Missing("approvals", words, "/approvals") in caught.value.missing


def test_make_person_may_not_decide_by_another_ministry(units: Units) -> None:
    build_engagement(units, published=False)
    asked(units)
    actor = make_person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT, ministry="HLTH")
    with pytest.raises(NotAllowed):
        decide(units, actor, Step.IN_PRINCIPLE)


def test_a_draft_saved_after_its_approval_is_told_to_its_approvers_again(units: Units) -> None:
    build_engagement(units, published=False)
    asked(units)
    executive = person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    decide(units, executive, Step.IN_PRINCIPLE)
    with units.writing(SYSTEM) as unit:
        plan(unit, engagement_to_change(unit.session, SLUG), need="Another need.")
    with units.writing(SYSTEM) as unit:
        tell_approvers(unit, {})
    with units.reading(SYSTEM) as unit:
        told = unit.session.scalars(
            select(ApprovalTold).where(ApprovalTold.step == Step.IN_PRINCIPLE)
        ).all()
    assert len(told) == 2
