"""What a person typed for a decision, judged as a whole before anything changes. Pure.

Nothing here reads the comment: whether marked words lie in its text is `privacy.redaction`'s to
say, and whether it is still the text that was read, the use case's.
"""

from dataclasses import dataclass
from typing import Final

from engage.comments.rules import Fault, Invalid
from engage.core.text import clean_plain, is_blank
from engage.incidents.rules import Kind
from engage.moderation.rules import (
    ABSURD_NOTE,
    CHOICES,
    CHOSEN,
    MESSAGE_LENGTH,
    NOTE_LENGTH,
    PUBLISHING,
    REVEAL_REASON_LENGTH,
    Outcome,
    Reason,
    Referral,
    chosen_reasons,
)
from engage.privacy.redaction import Redaction

LEAST_OF_A_REASON: Final = 5
OF_PRIVACY: Final = frozenset({Reason.THIRD_PARTY_INFORMATION, Reason.OWN_CONTACT_DETAILS})
OF_SPAM: Final = frozenset({Reason.SPAM, Reason.ADVERTISING, Reason.UNSAFE_LINKS})


@dataclass(frozen=True)
class Ruling:
    """A decision that breaks no rule: ready to be applied. `message` '': the template as it is."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    note: str
    refer_to: Referral | None = None
    message: str = ""
    opens_incident: bool = False

    @property
    def incident(self) -> Kind | None:
        """The incident that comes with the decision: a threat is always one (R31)."""
        if Reason.THREAT in self.reasons:
            return Kind.THREAT
        if not self.opens_incident:
            return None
        is_private = self.outcome is Outcome.PUBLISH_REDACTED or not OF_PRIVACY.isdisjoint(
            self.reasons
        )
        if is_private or self.refer_to is Referral.PRIVACY_OFFICER:
            return Kind.PRIVACY
        return Kind.OTHER if OF_SPAM.isdisjoint(self.reasons) else Kind.SPAM

    @property
    def removes_all(self) -> bool:
        """Whether the whole text goes, as nobody marked what in it is about somebody else (R28)."""
        return Reason.THIRD_PARTY_INFORMATION in self.reasons


@dataclass(frozen=True)
class Asked:
    """A decision as it was typed."""

    outcome: str
    reasons: tuple[str, ...]
    note: str
    redactions: tuple[Redaction, ...] = ()
    refer_to: str = ""
    message: str | None = None
    opens_incident: bool = False


def decision_faults(
    outcome: str, reasons: tuple[str, ...], *, redactions: int = 0, refer_to: str = ""
) -> tuple[Fault, ...]:
    """All that is wrong with a decision: not publishing needs a reason, publishing takes none."""
    if outcome not in CHOSEN:
        return (Fault("outcome", "Choose whether to publish the comment."),)
    return tuple(
        fault
        for fault in (
            _reasons_fault(Outcome(outcome), reasons),
            _redactions_fault(Outcome(outcome), redactions),
            _referral_fault(Outcome(outcome), refer_to),
        )
        if fault
    )


def _reasons_fault(outcome: Outcome, reasons: tuple[str, ...]) -> Fault | None:
    if any(reason not in CHOICES for reason in reasons):
        return Fault("reasons", "Choose reasons from the list.")
    if outcome in PUBLISHING and reasons:
        words = "You ticked a reason and chose to publish. Clear the reasons first."
        return Fault("reasons", words)
    if outcome is Outcome.REFER and reasons:
        words = "You ticked a reason and chose to refer it. Clear the reasons first."
        return Fault("reasons", words)
    if outcome is Outcome.SPAM and set(reasons) - {Reason.SPAM}:
        return Fault("reasons", "For other reasons than spam, choose not to publish it.")
    if outcome is Outcome.NOT_PUBLISH and not reasons:
        return Fault("reasons", "Tick at least one reason why it is not published.")
    return None


def _redactions_fault(outcome: Outcome, redactions: int) -> Fault | None:
    if outcome is Outcome.PUBLISH_REDACTED and not redactions:
        return Fault("redactions", "Mark the words to take out.")
    if outcome in (Outcome.PUBLISH, Outcome.REFER) and redactions:
        words = "You marked words to take out. Publish it without them, or clear the marks first."
        return Fault("redactions", words)
    return None


def _referral_fault(outcome: Outcome, refer_to: str) -> Fault | None:
    if outcome is Outcome.REFER and refer_to not in set(Referral):
        return Fault("refer_to", "Choose who is to answer it.")
    return None


def ruled(asked: Asked) -> Ruling:
    """The decision, its reasons in the policy's order, its texts cleaned; raises Invalid.

    A threat takes no message, whatever was typed (R31); nor does what was only referred.
    """
    faults = list(
        decision_faults(
            asked.outcome,
            asked.reasons,
            redactions=len(asked.redactions),
            refer_to=asked.refer_to,
        )
    )
    note = _cleaned("note", asked.note, NOTE_LENGTH, faults)
    message = _cleaned("message", asked.message or "", MESSAGE_LENGTH, faults)
    if faults:
        raise Invalid(tuple(faults))
    outcome = Outcome(asked.outcome)
    reasons = chosen_reasons((Reason.SPAM,) if outcome is Outcome.SPAM else asked.reasons)
    is_silent = Reason.THREAT in reasons or outcome is Outcome.REFER
    return Ruling(
        outcome=outcome,
        reasons=reasons,
        note=note,
        refer_to=Referral(asked.refer_to) if outcome is Outcome.REFER else None,
        message="" if is_silent else message,
        opens_incident=asked.opens_incident,
    )


def _cleaned(field: str, typed: str, limit: int, faults: list[Fault]) -> str:
    cleaned = clean_plain(typed[:ABSURD_NOTE])
    if len(cleaned) > limit:
        faults.append(Fault(field, f"Shorten the {field} to {limit:,} characters or fewer."))
    return cleaned


def cleaned_note(typed: str) -> str:
    """A note for colleagues; raises Invalid for one that says nothing or is too long."""
    faults: list[Fault] = []
    note = _cleaned("note", typed, NOTE_LENGTH, faults)
    if not faults and is_blank(note):
        faults.append(Fault("note", "Write the note."))
    if faults:
        raise Invalid(tuple(faults))
    return note


def cleaned_reveal_reason(typed: str) -> str:
    """Why somebody needs to read what was taken out; raises Invalid where it says nothing."""
    faults: list[Fault] = []
    reason = _cleaned("reason", typed, REVEAL_REASON_LENGTH, faults)
    if not faults and sum(character.isalnum() for character in reason) < LEAST_OF_A_REASON:
        faults.append(Fault("reason", "Write why you need to read it."))
    if faults:
        raise Invalid(tuple(faults))
    return reason
