"""Steps, what each of them covers, and whether an approval still stands. Pure.

Content is hashed in parts. An approval stands while every part that its step covers is still the
one that was approved, so an edit reopens the steps that it touches and no other (R13). Nothing
keeps a state: where a subject stands follows from its parts and from the decisions about it.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from engage.core.permissions import Role


class SubjectKind(StrEnum):
    """What goes through approvals. `subject_id` is the engagement's id for the first two; updates,
    reports and translations have ids of their own."""

    ENGAGEMENT = "engagement"
    RESULTS = "results"
    UPDATE = "update"
    REPORT = "report"
    TRANSLATION = "translation"


class Part(StrEnum):
    """What content is hashed in, so that a step can cover some of it."""

    PLAN = "plan"
    WORDS = "words"
    DATES = "dates"
    AVENUES = "avenues"
    COLLECTION = "collection"
    SECURITY = "security"
    RECORDS = "records"


class Step(StrEnum):
    """One approval on the way."""

    IN_PRINCIPLE = "in_principle"
    SUPERVISOR = "supervisor"
    MINISTRY_EXECUTIVE = "ministry_executive"
    PRIVACY = "privacy"
    SECURITY = "security"
    COMMUNICATIONS = "communications"
    DEPUTY_MINISTER = "deputy_minister"
    MINISTER = "minister"
    EXECUTIVE = "executive"


class Verdict(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


class State(StrEnum):
    """Where one step stands: `waits` for an approver, `later` for earlier steps, `unasked`."""

    APPROVED = "approved"
    RETURNED = "returned"
    WAITS = "waits"
    LATER = "later"
    UNASKED = "unasked"


@dataclass(frozen=True)
class StepRule:
    """Who decides a step, after which others (a lower stage), and about which parts.

    Steps of one stage wait side by side.
    """

    step: Step
    role: Role
    stage: int
    covers: frozenset[Part]
    is_optional: bool = False


PUBLIC: Final = frozenset({Part.WORDS, Part.DATES, Part.AVENUES, Part.COLLECTION})
EVERYTHING: Final = frozenset(Part)
_GIST: Final = frozenset({Part.PLAN, Part.WORDS, Part.DATES})

ROUTES: Final[Mapping[SubjectKind, tuple[StepRule, ...]]] = {
    # R5, R6, R9, R11, R12, R47: in principle, then privacy and security side by side, then the
    # exact words, then the final approval; optional steps where the lead asks for them.
    SubjectKind.ENGAGEMENT: (
        StepRule(Step.IN_PRINCIPLE, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT, 0, frozenset({Part.PLAN})),
        StepRule(Step.SUPERVISOR, Role.APPROVER, 1, _GIST, is_optional=True),
        StepRule(Step.MINISTRY_EXECUTIVE, Role.APPROVER, 1, _GIST, is_optional=True),
        StepRule(Step.PRIVACY, Role.PRIVACY_OFFICER, 2, frozenset({Part.COLLECTION})),
        StepRule(Step.SECURITY, Role.SECURITY_OFFICER, 2, frozenset({Part.SECURITY})),
        StepRule(Step.COMMUNICATIONS, Role.COMMUNICATIONS_DIRECTOR, 3, PUBLIC),
        StepRule(Step.DEPUTY_MINISTER, Role.DEPUTY_MINISTER, 4, _GIST, is_optional=True),
        StepRule(Step.MINISTER, Role.APPROVER, 4, _GIST, is_optional=True),
        StepRule(Step.EXECUTIVE, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT, 5, EVERYTHING),
    ),
    # R9, R11: what is written for the public later.
    SubjectKind.RESULTS: (
        StepRule(Step.COMMUNICATIONS, Role.COMMUNICATIONS_DIRECTOR, 3, frozenset({Part.WORDS})),
        StepRule(Step.EXECUTIVE, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT, 5, frozenset({Part.WORDS})),
    ),
    SubjectKind.UPDATE: (
        StepRule(Step.COMMUNICATIONS, Role.COMMUNICATIONS_DIRECTOR, 3, frozenset({Part.WORDS})),
        StepRule(Step.EXECUTIVE, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT, 5, frozenset({Part.WORDS})),
    ),
    # R9: what was approved already, in other words.
    SubjectKind.TRANSLATION: (
        StepRule(Step.COMMUNICATIONS, Role.COMMUNICATIONS_DIRECTOR, 3, frozenset({Part.WORDS})),
    ),
    # R9, R84, R86: the very files, read side by side by who answers for the privacy of people and
    # by who answers for what the ministry says.
    SubjectKind.REPORT: (
        StepRule(Step.PRIVACY, Role.PRIVACY_OFFICER, 3, frozenset({Part.WORDS})),
        StepRule(Step.COMMUNICATIONS, Role.COMMUNICATIONS_DIRECTOR, 3, frozenset({Part.WORDS})),
    ),
}
OPTIONAL: Final = tuple(rule.step for rule in ROUTES[SubjectKind.ENGAGEMENT] if rule.is_optional)
COMPLETE_FROM: Final = 3
"""From this stage on nothing may be missing: what is approved is what will be public."""


@dataclass(frozen=True)
class Subject:
    """What is to be approved, as the feature that owns it hands it over.

    `parts`: a hash for each part that it has. `snapshot`: by what these parts can be found again
    (ids of revisions). `authors`: who wrote any of it, and so cannot approve it (R13).
    `of_engagement`: whose conflicts of interest count; None: `subject_id` names the engagement.
    """

    kind: SubjectKind
    subject_id: int
    ministry_id: int
    parts: Mapping[Part, str]
    snapshot: Mapping[str, int | str]
    authors: frozenset[int]
    of_engagement: int | None = None

    @property
    def engagement_id(self) -> int:
        return self.subject_id if self.of_engagement is None else self.of_engagement

    @property
    def name(self) -> str:
        """How the audit names it: `engagement:7`."""
        return f"{self.kind.value}:{self.subject_id}"


@dataclass(frozen=True)
class Decided:
    """One decision about one step; `parts` are the hashes of what the step covered then."""

    decision_id: int
    step: Step
    verdict: Verdict
    parts: Mapping[Part, str]
    snapshot: Mapping[str, int | str]
    person_id: int
    for_person_id: int | None
    decided_at: datetime
    reason: str


@dataclass(frozen=True)
class Minor:
    """An edit of the words that was named minor: what was approved before it stands after it."""

    part: Part
    before: str
    after: str
    is_contested: bool = False


@dataclass(frozen=True)
class Asked:
    """An optional step that the lead asked for, of a named person or of whoever has the role."""

    step: Step
    person_id: int | None
    reason: str


@dataclass(frozen=True)
class Standing:
    """One step of a subject as it stands now; `touched`: what changed since it was approved."""

    rule: StepRule
    state: State
    decided: Decided | None = None
    touched: frozenset[Part] = field(default_factory=frozenset)
    asked_of: int | None = None

    @property
    def step(self) -> Step:
        return self.rule.step

    @property
    def is_reopened(self) -> bool:
        return bool(self.touched)


def route_of(kind: SubjectKind, asked: Iterable[Asked]) -> tuple[StepRule, ...]:
    """The steps of a subject in their order: those of its kind, and the optional ones asked for."""
    wanted = {one.step for one in asked}
    return tuple(rule for rule in ROUTES[kind] if not rule.is_optional or rule.step in wanted)


def rule_of(kind: SubjectKind, step: Step) -> StepRule:
    """The rule of a step; raises KeyError for one that this kind does not have."""
    return {rule.step: rule for rule in ROUTES[kind]}[step]


def hash_of(value: object) -> str:
    """SHA-256 of the canonical JSON of a part."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def content_hash(subject: Subject, rule: StepRule) -> str:
    """What an approver of this step sees, in one hash."""
    return hash_of(covered(subject, rule))


def covered(subject: Subject, rule: StepRule) -> dict[Part, str]:
    """The hashes of the parts that a step covers."""
    return {part: value for part, value in sorted(subject.parts.items()) if part in rule.covers}


def is_same(before: str, now: str, part: Part, minors: Sequence[Minor]) -> bool:
    """Whether a part is what it was, edits that were named minor aside."""
    reached, edges = before, [one for one in minors if one.part is part and not one.is_contested]
    seen = {reached}
    while reached != now:
        following = [one.after for one in edges if one.before == reached and one.after not in seen]
        if not following:
            return False
        reached = now if now in following else following[-1]
        seen.add(reached)
    return True


def touched_since(
    decided: Decided, parts: Mapping[Part, str], minors: Sequence[Minor]
) -> Iterator[Part]:
    """The covered parts that are other than they were at a decision; new ones are."""
    for part in decided.parts.keys() | parts.keys():
        before, now = decided.parts.get(part), parts.get(part)
        if before is None or now is None or not is_same(before, now, part, minors):
            yield part


def standings(
    subject: Subject,
    asked: Collection[Asked],
    decisions: Sequence[Decided],
    minors: Sequence[Minor],
    *,
    is_requested: bool,
) -> tuple[Standing, ...]:
    """Every step of the subject, in order. `decisions` and `minors` oldest first."""
    newest = {one.step: one for one in decisions}
    of_person = {one.step: one.person_id for one in asked}
    found: list[Standing] = []
    # A stage opens when every earlier one is done; those of one stage do not wait for each other.
    open_stage: int | None = None
    for rule in route_of(subject.kind, asked):
        decided = newest.get(rule.step)
        touched: frozenset[Part] = frozenset()
        if decided is not None:
            touched = frozenset(touched_since(decided, covered(subject, rule), minors))
        state = _state(decided, touched)
        if state is None:
            open_stage = rule.stage if open_stage is None else open_stage
            state = State.WAITS if rule.stage == open_stage else State.LATER
            state = state if is_requested else State.UNASKED
        elif state is State.RETURNED:
            open_stage = rule.stage if open_stage is None else open_stage
        reopened = touched if decided and decided.verdict is Verdict.APPROVED else frozenset()
        found.append(Standing(rule, state, decided, reopened, of_person.get(rule.step)))
    return tuple(found)


def _state(decided: Decided | None, touched: frozenset[Part]) -> State | None:
    """What a decision still says; None: nothing, somebody has to decide."""
    if decided is None or touched:
        return None
    return State.APPROVED if decided.verdict is Verdict.APPROVED else State.RETURNED


def is_approved(steps: Iterable[Standing]) -> bool:
    """Whether every step stands. Without steps nothing is approved."""
    states = [one.state for one in steps]
    return bool(states) and all(state is State.APPROVED for state in states)


MINOR_CHARACTERS: Final = 60
"""How much a minor edit may change: a typing error or two, a broken link's words, no more."""


def is_minor(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether texts changed so little that it can be called minor: few characters, no number.

    A date or an amount is a digit, and 'not' changes everything with three letters.
    """
    changed = 0
    for before, after in pairs:
        if before == after:
            continue
        gone, come = _changed_words(before), _changed_words(after)
        removed, added = gone - come, come - gone
        if any(_matters(word) for word in removed | added):
            return False
        start, end = _common_ends(before, after)
        changed += max(len(before), len(after)) - start - end
    return 0 < changed <= MINOR_CHARACTERS


_TURNS: Final = frozenset({"not", "no", "never", "only", "must", "may", "cannot", "without", "all"})


def _changed_words(text: str) -> set[str]:
    return {word.strip(".,;:!?()[]*_\"'") for word in text.casefold().split()}


def _matters(word: str) -> bool:
    return any(map(str.isdigit, word)) or word in _TURNS or word.endswith("n't")


def _common_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters are the same at the beginning and, beyond these, at the end."""
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    left = most - start
    end = next((at for at in range(left) if before[-1 - at] != after[-1 - at]), left)
    return start, end
