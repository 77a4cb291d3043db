"""The words of the planning record: sections, questions, answers, as staff read them. Pure."""

from collections.abc import Mapping
from typing import Final

from engage.engagements.planning.assessments import AssessmentKind, Threats
from engage.engagements.planning.rules import Section
from engage.engagements.planning.schedules import schedule_words
from engage.engagements.planning.steps import IdeaStepKind

SECTION_WORDS: Final[Mapping[Section, str]] = {
    Section.IDEA: "The idea",
    Section.NEED: "Need, audience and evidence",
    Section.PRIVACY: "Six privacy questions",
    Section.FIELDS: "Fields of the form",
    Section.SECURITY: "Security",
    Section.PROPERTY: "Intellectual property",
    Section.RECORDS: "Records",
}
PLAN_LABELS: Final[Mapping[str, str]] = {
    "idea": "The idea",
    "need": "What is it needed for?",
    "audience": "Whom do you want to hear from?",
    "evidence": "What is known already?",
    "corporate_first": "Could a corporate account or site do it first?",
    "short_period_reason": "Why is it open for less than four weeks?",
    "photos": "Are photos or recordings of people taken, collected or shown?",
    "other_people": "Is information about other people collected, or likely to be sent in?",
    "third_parties": "Can somebody be identified who did not take part, and how?",
    "data_flow": "Where does the information go, from the form to its end?",
    "end_of_project": "What becomes of the information when the project ends?",
    "prevention": "How is improper disclosure prevented?",
    "collects_nothing": "We collect no personal information",
    "fields": "Fields of the form",
    "site_terms": "Which site terms apply?",
    "settings": "Which settings protect the site and its accounts?",
    "intellectual_property": "Who owns what is sent in and what is published?",
    "records": "Which records come into being, and who keeps them?",
    "classification": "Records classification",
}
ASSESSMENT_WORDS: Final[Mapping[AssessmentKind, str]] = {
    AssessmentKind.PIA: "Privacy Impact Assessment",
    AssessmentKind.SECURITY: "Security assessment",
}
THREATS_WORDS: Final[Mapping[Threats, str]] = {
    Threats.NOT_REQUIRED: "No Security Threat and Risk Assessment is required",
    Threats.REQUIRED: "A Security Threat and Risk Assessment is required, and not done yet",
    Threats.DONE: "A Security Threat and Risk Assessment was done",
}
IDEA_STEP_WORDS: Final[Mapping[IdeaStepKind, str]] = {
    IdeaStepKind.ASKED: "Put to Citizen Engagement",
    IdeaStepKind.GO_ON: "Go on: write the full plan",
    IdeaStepKind.CORPORATE_FIRST: "Use a corporate account or site",
    IdeaStepKind.SHARE_CONTENT: "Share content with the shop",
    IdeaStepKind.NO: "Not as an engagement",
}


def answer_words(name: str, value: str) -> str:
    """A value of the record as the history shows it."""
    if name == "collects_nothing":
        return "Yes" if value == str(True) else "No"
    return schedule_words(value) if name == "classification" else value
