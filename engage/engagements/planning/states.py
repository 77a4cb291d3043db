"""What is done and what is open, part by part, as it stands beside every page of a plan. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from engage.core.text import is_blank
from engage.engagements.planning.assessments import AssessmentKind
from engage.engagements.planning.fields import FormField
from engage.engagements.planning.gaps import UNTOUCHED, page_of, section_gaps
from engage.engagements.planning.rules import PlanningContent, Section
from engage.engagements.planning.schedules import may_archive
from engage.engagements.planning.words import ASSESSMENT_WORDS, SECTION_WORDS
from engage.governance.rules import Assessed, Missing

PAPER_KEYS: Final = {AssessmentKind.PIA: "pia", AssessmentKind.SECURITY: "security-assessment"}
"""Names of the assessments among the parts; 'security' is the section that one of them covers."""
PAPER_PAGES: Final = {kind: f"/plan/{key}" for kind, key in PAPER_KEYS.items()}
_PAPER_STATES: Final = {
    Assessed.MISSING: "Not recorded yet",
    Assessed.OUTDATED: "Record an amendment",
    Assessed.UNFINISHED: "Threat assessment required",
    Assessed.CURRENT: "Recorded",
}


@dataclass(frozen=True)
class PartState:
    """One part of the plan: where it is, if it is done, and how that is said."""

    key: str
    label: str
    page: str
    is_done: bool
    words: str
    open: tuple[Missing, ...] = ()

    @property
    def phase(self) -> str:
        """The mark that the theme shows beside the words."""
        return "done" if self.is_done else "waiting"


def part_states(
    content: PlanningContent,
    asked: Collection[FormField],
    purposes: Collection[str],
    privacy: Assessed,
    security: Assessed,
) -> tuple[PartState, ...]:
    """The sections in their order, then the two assessments."""
    return (
        *(_section(section, content, asked, purposes) for section in Section),
        *_papers(privacy, security),
    )


def _section(
    section: Section,
    content: PlanningContent,
    asked: Collection[FormField],
    purposes: Collection[str],
) -> PartState:
    open_answers = section_gaps(section, content, asked, purposes)
    return PartState(
        section.value,
        SECTION_WORDS[section],
        page_of(section),
        not open_answers and not (section is Section.IDEA and is_blank(content.idea)),
        _section_words(section, content, open_answers),
        open_answers,
    )


def _section_words(
    section: Section, content: PlanningContent, open_answers: Collection[Missing]
) -> str:
    if section is Section.IDEA:
        return "Optional" if is_blank(content.idea) else "Written"
    if any(one.message == UNTOUCHED.get(section) for one in open_answers):
        return "Not begun"
    if open_answers:
        return f"{len(open_answers)} open"
    if section is Section.RECORDS and may_archive(content):
        return "Complete, not classified"
    return "Complete"


def _papers(privacy: Assessed, security: Assessed) -> Iterator[PartState]:
    for kind, state in ((AssessmentKind.PIA, privacy), (AssessmentKind.SECURITY, security)):
        yield PartState(
            PAPER_KEYS[kind],
            ASSESSMENT_WORDS[kind],
            PAPER_PAGES[kind],
            state is Assessed.CURRENT,
            _PAPER_STATES[state],
        )
