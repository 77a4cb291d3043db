"""What was written, answered and recorded, as the pages of a plan show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from engage.accounts.queries import names_of
from engage.core.dates import date_words
from engage.core.text import is_blank
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.planning import queries
from engage.engagements.planning.assessments import AssessmentKind, Threats
from engage.engagements.planning.gaps import FIELD_WORDS, OWN_PARTS
from engage.engagements.planning.rules import SECTION_NAMES, Section
from engage.engagements.planning.steps import IdeaStepKind
from engage.engagements.planning.web.blueprint import Plan
from engage.engagements.planning.words import (
    FIELD_LABELS,
    IDEA_STEP_WORDS,
    PLAN_LABELS,
    THREATS_WORDS,
    answer_words,
)
from engage.engagements.words import ShownChange, marked

THE_SYSTEM = "the system"
MIDDAY = time(20, tzinfo=UTC)
"""An hour of every day that is the same day in the province."""


@dataclass(frozen=True)
class ShownStep:
    """One step of an idea: what was asked or answered, by whom."""

    words: str
    text: str
    who: str
    at: datetime


@dataclass(frozen=True)
class ShownShared:
    """Content that went to the shop, with what came of it ('' while that is open)."""

    shared_id: int
    sent_to: str
    content: str
    sent_on: str
    outcome: str
    outcome_at: datetime | None


@dataclass(frozen=True)
class Idea:
    steps: tuple[ShownStep, ...]
    shared: tuple[ShownShared, ...]
    last_step_id: int | None
    waits: bool


@dataclass(frozen=True)
class Paper:
    """One assessment as it was recorded."""

    number: str
    signed_on: str
    signatories: str
    conditions: str
    decision: str
    who: str
    at: datetime


def answers_shown(section: Section, plan: Plan) -> tuple[ShownChange, ...]:
    """What a section says, in its order; what is open is left out."""
    said = _fields_said(plan) if section is Section.FIELDS else _said(section, plan)
    return tuple(ShownChange(label, marked("", text)) for label, text in said)


def _said(section: Section, plan: Plan) -> Iterator[tuple[str, str]]:
    for name in SECTION_NAMES[section]:
        value = getattr(plan.content, name)
        # A tick that nobody set says nothing; that nothing is classified says something.
        if name == "classification" or value is True or (value and not is_blank(value)):
            yield PLAN_LABELS[name], answer_words(name, str(value))


def _fields_said(plan: Plan) -> Iterator[tuple[str, str]]:
    for field in plan.asked:
        planned = plan.content.field_plan(field.key)
        for part, _words in FIELD_WORDS:
            own = field.is_question and part in OWN_PARTS
            text = getattr(field if own else planned, part)
            text = plan.purpose_shown(text) if part == "purpose" else text
            if not is_blank(text):
                yield f"{field.label}: {FIELD_LABELS[part]}", text


def idea_of(unit: Unit, engagement: Engagement) -> Idea:
    steps = queries.idea_steps(unit.session, engagement.id)
    names = names_of(unit.session, {step.taken_by for step in steps if step.taken_by})
    shared = queries.shared_by(unit.session, engagement.id)
    return Idea(
        tuple(
            ShownStep(
                IDEA_STEP_WORDS[IdeaStepKind(step.step)],
                step.words,
                names.get(step.taken_by or 0, THE_SYSTEM),
                step.taken_at,
            )
            for step in steps
        ),
        tuple(
            ShownShared(
                one.id,
                one.sent_to,
                one.content,
                _day_words(one.sent_on, unit.settings.time_zone),
                one.outcome or "",
                one.outcome_at,
            )
            for one in shared
        ),
        steps[-1].id if steps else None,
        bool(steps) and steps[-1].step == IdeaStepKind.ASKED,
    )


def papers_of(unit: Unit, engagement: Engagement, kind: AssessmentKind) -> tuple[Paper, ...]:
    """The assessments that were recorded, newest first."""
    rows = queries.assessments_of(unit.session, engagement.id, kind)
    names = names_of(unit.session, {row.recorded_by for row in rows if row.recorded_by})
    return tuple(
        Paper(
            row.number,
            _day_words(row.decided_on, unit.settings.time_zone),
            row.signatories,
            row.conditions,
            THREATS_WORDS[Threats(row.decision)] if row.decision else "",
            names.get(row.recorded_by or 0, THE_SYSTEM),
            row.recorded_at,
        )
        for row in rows
    )


def _day_words(day: date, tz: str) -> str:
    return date_words(datetime.combine(day, MIDDAY), tz)
