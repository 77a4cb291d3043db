"""What staff read about approvals. Pure."""

from collections.abc import Mapping
from typing import Final

from engage.governance.approvals.rules import Part, Standing, State, Step, Verdict

STEP_WORDS: Final[Mapping[Step, str]] = {
    Step.IN_PRINCIPLE: "Approval in principle (Executive Director, Citizen Engagement)",
    Step.SUPERVISOR: "Supervisor",
    Step.MINISTRY_EXECUTIVE: "Ministry executive",
    Step.PRIVACY: "Privacy officer",
    Step.SECURITY: "Information security officer",
    Step.COMMUNICATIONS: "Communications director",
    Step.DEPUTY_MINISTER: "Deputy minister",
    Step.MINISTER: "Minister's office",
    Step.EXECUTIVE: "Final approval (Executive Director, Citizen Engagement)",
}
PART_WORDS: Final[Mapping[Part, str]] = {
    Part.PLAN: "the plan",
    Part.WORDS: "the words",
    Part.DATES: "the dates",
    Part.AVENUES: "the other ways to take part",
    Part.COLLECTION: "what is collected, and the notice",
    Part.SECURITY: "security",
    Part.RECORDS: "records and intellectual property",
}
STATE_WORDS: Final[Mapping[State, str]] = {
    State.APPROVED: "Approved",
    State.RETURNED: "Returned",
    State.WAITS: "Waits",
    State.LATER: "After the steps before it",
    State.UNASKED: "Not asked for yet",
}
VERDICT_WORDS: Final[Mapping[Verdict, str]] = {
    Verdict.APPROVED: "approved",
    Verdict.RETURNED: "returned",
}


def parts_in_words(parts: frozenset[Part]) -> str:
    """'the words and the dates'"""
    words = [PART_WORDS[part] for part in Part if part in parts]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def still_needed(one: Standing) -> str:
    """'Communications director: the words changed since this was approved.'"""
    name = STEP_WORDS[one.step]
    if one.state is State.RETURNED:
        return f"{name}: this was returned with a reason."
    if one.is_reopened:
        verb = "have changed" if len(one.touched) > 1 else "changed"
        return f"{name}: {parts_in_words(one.touched)} {verb} since this was approved."
    return f"{name}: this is not approved yet."
