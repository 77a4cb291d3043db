"""One comment as its page shows it: text, place, story, and what its reader may do with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from flask.typing import ResponseReturnValue

from engage.comments.answers.queries import answers_of
from engage.comments.answers.rules import ShownAnswer
from engage.comments.defences.rules import Signal
from engage.comments.rules import Hold, Invalid, State
from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.reach import COMMENT_READING_ROLES
from engage.incidents.queries import open_incident_of
from engage.moderation.choices import LABEL_WORDS, Choice, suggested
from engage.moderation.clock import response_clock
from engage.moderation.forms import DecisionForm
from engage.moderation.highlighting import Noticed, Stretch, noticed, stretches
from engage.moderation.keys import NAMES
from engage.moderation.models import Decision
from engage.moderation.parts import PART_WORDS
from engage.moderation.queries.answering import Above, comment_above
from engage.moderation.queries.author_past import PastDecisions, authors_past_decisions
from engage.moderation.queries.beside import Note, flags_of, keeps_off, notes_on
from engage.moderation.queries.came_with import CameWith, came_with
from engage.moderation.queries.comments import Item, item
from engage.moderation.queries.decisions import Step, history
from engage.moderation.queries.preferences import keys_of
from engage.moderation.reported.queries import Report, reports_of
from engage.moderation.reported.rules import STAFF_WORDS
from engage.moderation.rules import (
    CHANNEL_WORDS,
    CHOICES,
    MESSAGE_LENGTH,
    MODERATING_ROLES,
    NOTE_LENGTH,
    PUBLISHING,
    REFERRAL_WORDS,
    STATE_WORDS,
    WORDS,
    Outcome,
    Reason,
)
from engage.moderation.service.claims import ClaimState
from engage.moderation.web.blueprint import page
from engage.moderation.web.language import languages
from engage.web.forms import Form

REFUSED: Final = 422
CONFLICT: Final = 409

SIGNAL_WORDS: Final[dict[str, str]] = {
    Signal.HONEYPOT: "a field that people do not see was filled in",
    Signal.QUICK: "it was sent sooner than anybody writes",
    Signal.OFTEN: "one address sent many comments within the hour",
    Signal.NO_PROOF: "the browser gave no proof of work",
    Signal.SPAM_ELSEWHERE: "the site on which it was left took it for spam",
    Signal.LINKS: "it holds many or hidden links",
    Signal.WORDS: "it holds a word of the list of banned words",
    Signal.LEARNED: "it resembles what was called spam before",
    Signal.UNREAD: "the automatic check failed on this text, so nothing was looked for in it",
    Signal.NO_NAMES: "names were not looked for in it",
}


@dataclass(frozen=True)
class Shown:
    """An item and what stands around it.

    `may_queue`: the queue is open to the reader; `moderates`: deciding is, too. Neither is for whom
    a conflict of interest keeps off the topic (`is_kept_off`): they read along, as a lead does.
    """

    item: Item
    steps: tuple[Step, ...]
    marks: tuple[Noticed, ...]
    stretches: tuple[Stretch, ...]
    notes: Sequence[Note]
    past: PastDecisions | None
    due_at: datetime | None
    is_overdue: bool
    may_queue: bool
    moderates: bool
    may_decide: bool
    may_unpublish: bool
    claim: ClaimState | None = None
    is_kept_off: bool = False
    answers: tuple[ShownAnswer, ...] = ()
    reports: tuple[Report, ...] = ()
    incident_id: int | None = None
    came: CameWith | None = None
    above: Above | None = None

    @property
    def is_read_by_another(self) -> bool:
        return self.claim is not None and not self.claim.is_mine

    @property
    def choices(self) -> list[Choice]:
        """Words that the detector suggests to take out."""
        return suggested(self.marks)


def read_item(unit: Unit, comment_id: int) -> Item:
    """The comment alone; raises NotFound beyond the ministries of the reader."""
    within = unit.actor.ministries(COMMENT_READING_ROLES)
    return item(unit.session, unit.keyring, comment_id, within=within)


def shown_item(unit: Unit, comment_id: int) -> Shown:
    """The comment as it stands now; raises NotFound beyond the ministries of the reader.

    Names are for those who moderate; a lead who reads along does not need them (R61).
    """
    within = unit.actor.ministries(COMMENT_READING_ROLES)
    found = read_item(unit, comment_id)
    row = found.row
    is_kept_off = keeps_off(unit.session, unit.actor.person_id, comment_id)
    may_queue = unit.actor.reaches(MODERATING_ROLES, found.ministry_id) and not is_kept_off
    beside = found.beside if may_queue else frozenset()
    if not may_queue:
        found = replace(found, name="")
    moderates = unit.actor.may(Role.MODERATOR, found.ministry_id) and not is_kept_off
    latest = Step(found.recorded_at, row.version, found.text, None)
    is_new = row.version == 1 and "decisions" not in found.beside
    steps = (latest,) if is_new else history(unit.session, comment_id)
    # Without an address and with nothing decided yet there is no past to ask for.
    has_past = may_queue and (found.has_address or len(steps) > 1)
    flags = flags_of(unit.session, comment_id, row.version) if "flags" in found.beside else ()
    marks = noticed(found.text, flags)
    since = row.waiting_since
    due_at = response_clock(unit.settings).due_at(since) if since else None
    return Shown(
        item=found,
        steps=steps,
        marks=marks,
        stretches=stretches(found.text, marks),
        notes=notes_on(unit.session, comment_id) if "notes" in beside else (),
        past=authors_past_decisions(unit.session, comment_id, within) if has_past else None,
        due_at=due_at,
        is_overdue=due_at is not None and due_at <= unit.now,
        may_queue=may_queue,
        moderates=moderates,
        may_decide=moderates and since is not None,
        may_unpublish=moderates and row.published_version is not None,
        is_kept_off=is_kept_off,
        answers=answers_of(unit.session, [comment_id]).get(comment_id, ())
        if "answers" in found.beside
        else (),
        reports=reports_of(unit.session, comment_id) if "reports" in beside else (),
        incident_id=open_incident_of(unit.session, comment_id, within=within)
        if "incidents" in beside
        else None,
        came=came_with(
            unit.session,
            unit.keyring,
            comment_id,
            found.beside,
            unit.actor.person_id,
            is_gone=row.state == State.WITHDRAWN,
            is_kept_off=is_kept_off,
        ),
        above=comment_above(unit.session, unit.keyring, found.answers) if found.answers else None,
    )


def empty_form(found: Item, **kept: Any) -> DecisionForm:
    """A form on the version that is shown, whatever the request carried."""
    return DecisionForm(formdata=None, seen_version=found.row.version, **kept)


def show_refusal(form: Form, refusal: Refused) -> None:
    """All that a rule found wrong, each at its field."""
    for fault in refusal.faults if isinstance(refusal, Invalid) else (refusal,):
        form.show_fault(fault)


def item_page(
    unit: Unit, shown: Shown, form: DecisionForm, action: str, status: int = 200, **more: Any
) -> ResponseReturnValue:
    """One comment by itself. `more`: conflict, preview, choices, href of the list."""
    return page(
        "comment.html",
        status,
        **item_context(shown, form, action) | {"list_href": ""} | more,
        keys=keys_of(unit.session, unit.actor.person_id),
        **words(),
    )


def item_context(shown: Shown | None, form: DecisionForm | None, action: str) -> dict[str, Any]:
    """What `_item.html` asks for, as it is when nothing went wrong."""
    return {
        "shown": shown,
        "form": form,
        "action": action,
        "choices": shown.choices if shown else [],
        "conflict": "",
        "preview": None,
        "is_focused": False,
    }


def words() -> dict[str, Any]:
    """The labels that the templates of items and lists choose from."""
    return {
        "channel_words": CHANNEL_WORDS,
        "state_words": STATE_WORDS,
        "part_words": PART_WORDS,
        "signal_words": SIGNAL_WORDS,
        "reason_words": WORDS,
        "report_words": STAFF_WORDS,
        "label_words": LABEL_WORDS,
        "referral_words": REFERRAL_WORDS,
        "known_languages": languages(),
        "reasons": CHOICES,
        "key_names": NAMES,
        "note_length": NOTE_LENGTH,
        "message_length": MESSAGE_LENGTH,
    }


def done_words(decision: Decision, reasons: tuple[Reason, ...]) -> str:
    """What was just done, by number and reason: it travels in a cookie, so no text of a person."""
    number = decision.comment_id
    if decision.outcome == Outcome.PUBLISH_REDACTED:
        return f"Comment {number} is published with words taken out."
    if decision.outcome in PUBLISHING:
        return f"Comment {number} is published."
    if decision.outcome == Outcome.REFER:
        return f"Comment {number} is referred. It waits under “{PART_WORDS[Hold.REFERRED]}”."
    if decision.outcome == Outcome.SPAM:
        return f"Comment {number} is not published (spam)."
    if decision.outcome == Outcome.UNDO:
        return f"Undone: comment {number} is as it was before."
    why = ", ".join(WORDS[reason].label.lower() for reason in reasons)
    if decision.to_state == decision.from_state:
        return (
            f"The correction of comment {number} is not published ({why})."
            " Its earlier text stays public."
        )
    return f"Comment {number} is not published ({why})."
