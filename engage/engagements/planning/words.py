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
HINTS: Final[Mapping[str, str]] = {
    "idea": "A few sentences are enough: what you would ask, whom, and when.",
    "need": "The decision that waits for it, who takes it, and by when.",
    "audience": "Who is touched by the decision, and how you will reach those who rarely answer.",
    "evidence": "Studies, earlier engagements, letters. Say what they leave open.",
    "corporate_first": "They need no new form. Say why one of them would do, or not.",
    "short_period_reason": "Only needed when people have less than 28 days. Leave it empty "
    "otherwise.",
    "photos": "Say where, by whom and with whose consent; or that there are none.",
    "other_people": "People write about neighbours, patients, staff. Say what you do about it.",
    "third_parties": "Small places, rare cases and job titles identify people too.",
    "data_flow": "From the form in the browser to the database, to moderators, to the report, "
    "and to others. Say in which country each step is.",
    "end_of_project": "What is deleted, what is kept, by whom and until when.",
    "prevention": "Who may read what, what is removed before anything is shown, how it is checked.",
    "collects_nothing": "Comments can name people, so a Privacy Impact Assessment is needed all "
    "the same.",
    "site_terms": "The corporate terms of use, and what is added for this engagement.",
    "settings": "Who may sign in and how, what is filtered, who reads alarms. For an account on "
    "another site: its privacy and security settings.",
    "intellectual_property": "Pictures and texts that you publish; what may be done with what "
    "people send.",
    "records": "Comments, decisions, the report, letters. Say which office keeps them.",
    "classification": "It can be chosen later: nothing closes or opens because of it. Only "
    "archiving needs it.",
}
FIELD_LABELS: Final[Mapping[str, str]] = {
    "necessity": "Why is it needed?",
    "use": "What is it used for?",
    "purpose": "Under which purpose of the notice does it fall?",
    "flow": "Where does it go?",
    "disposition": "What becomes of it at the end of the project?",
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
