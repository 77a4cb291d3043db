"""What a planning record lacks, with the page and the field to put it right. Pure.

A section that nobody began is one sentence, so that a new engagement is not met by thirty; a
section that was begun names each answer that is still open.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from engage.core.text import is_blank
from engage.engagements.planning.fields import FormField
from engage.engagements.planning.rules import SECTION_NAMES, PlanningContent, Section
from engage.engagements.purposes import is_gone
from engage.governance.rules import Missing

OPEN_ANSWERS: Final[Mapping[str, str]] = {
    "need": "Say which decision this engagement is needed for.",
    "audience": "Say whom you want to hear from.",
    "evidence": "Say what is known already, and what is not.",
    "corporate_first": "Say whether a corporate account or site could do it first.",
    "photos": "Say whether photos or recordings of people are collected.",
    "other_people": "Say whether information about other people is collected.",
    "third_parties": "Say how others could be identified, and by what.",
    "data_flow": "Say where the information goes, step by step.",
    "end_of_project": "Say what becomes of the information when the project ends.",
    "prevention": "Say how improper disclosure is prevented.",
    "site_terms": "Write which site terms apply.",
    "settings": "Write which settings protect the site and its accounts.",
    "intellectual_property": "Say who owns what people send in, and what you publish.",
    "records": "Say which records come into being and who keeps them.",
}
"""By name, in the order of the pages: what must be answered before anything is published (R5)."""

UNTOUCHED: Final[Mapping[Section, str]] = {
    Section.NEED: "Write the need, the audience and the evidence, and whether a corporate account "
    "or site could do it first.",
    Section.PRIVACY: "Answer the six privacy questions.",
    Section.SECURITY: "Write the site terms and the settings for the security assessment.",
    Section.FIELDS: "Say of each field of the form why it is needed, what it is used for, under "
    "which purpose of the notice it falls, where the information goes and when it ends.",
}
FIELD_WORDS: Final = (
    ("necessity", "why it is needed"),
    ("use", "what it is used for"),
    ("purpose", "under which purpose of the notice it falls"),
    ("flow", "where it goes"),
    ("disposition", "what becomes of it at the end"),
)

OWN_PARTS: Final = frozenset({"necessity", "use", "purpose"})
"""What a structured question says itself, on a page of its own."""


def page_of(section: Section) -> str:
    """Beneath the engagement's own address."""
    return f"/plan/{section.value}"


def part_id(key: str, part: str) -> str:
    """The name of one answer about one field in the form: 'email-necessity'."""
    return f"{key}-{part}"


def gaps(
    content: PlanningContent, asked: Collection[FormField], purposes: Collection[str]
) -> tuple[Missing, ...]:
    """Everything that keeps this record from being complete, in the order of its pages.

    `purposes`: those of the collection notice that is chosen now, () without one.
    """
    return tuple(
        missing
        for section in Section
        for missing in section_gaps(section, content, asked, purposes)
    )


def section_gaps(
    section: Section,
    content: PlanningContent,
    asked: Collection[FormField],
    purposes: Collection[str],
) -> tuple[Missing, ...]:
    """What one section lacks. The idea may stay empty; so may the classification (R42)."""
    if section is Section.FIELDS:
        found = tuple(_field_gaps(content, asked, purposes))
        untouched = not content.fields
    else:
        names = [name for name in SECTION_NAMES[section] if name in OPEN_ANSWERS]
        found = tuple(
            Missing(name, OPEN_ANSWERS[name], page_of(section))
            for name in names
            if is_blank(getattr(content, name))
        )
        untouched = len(found) == len(names)
    if found and untouched and section in UNTOUCHED:
        return (Missing(found[0].field, UNTOUCHED[section], page_of(section)),)
    return found


def _field_gaps(
    content: PlanningContent, asked: Collection[FormField], purposes: Collection[str]
) -> Iterator[Missing]:
    """R20, R21, R23. What a question lacks of its own is told with its topic."""
    for field in asked:
        plan = content.field_plan(field.key)
        lacking = [
            (part, words)
            for part, words in FIELD_WORDS
            if is_blank(getattr(plan, part)) and not (field.is_question and part in OWN_PARTS)
        ]
        if lacking:
            said = ", ".join(words for _part, words in lacking)
            yield Missing(
                part_id(field.key, lacking[0][0]),
                f"Say of the field “{field.label}” {said}.",
                page_of(Section.FIELDS),
            )
        if not field.is_question and is_gone(plan.purpose, purposes):
            yield Missing(
                part_id(field.key, "purpose"),
                f"The collection notice no longer names the purpose of the field “{field.label}”."
                " Choose another.",
                page_of(Section.FIELDS),
            )
