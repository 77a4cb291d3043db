"""One comment as its page shows it: text, place, story, and what its reader may do with it."""

from dataclasses import dataclass, replace
from typing import Any, Final

from flask.typing import ResponseReturnValue

from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.queries import topic_content
from engage.engagements.reach import COMMENT_READING_ROLES
from engage.moderation.forms import DecisionForm
from engage.moderation.models import Decision
from engage.moderation.queries.comments import Item, item
from engage.moderation.queries.decisions import Step, history
from engage.moderation.rules import (
    CHANNEL_WORDS,
    CHOICES,
    MODERATING_ROLES,
    NOTE_LENGTH,
    STATE_WORDS,
    WORDS,
    Outcome,
    Reason,
)
from engage.moderation.web.blueprint import page

REFUSED: Final = 422
CONFLICT: Final = 409


@dataclass(frozen=True)
class Shown:
    """An item and what stands around it.

    `prompt` is what its author was asked, `may_queue` whether the queue is open to the reader.
    """

    item: Item
    prompt: str
    steps: tuple[Step, ...]
    may_queue: bool
    may_decide: bool
    may_unpublish: bool


def shown_item(unit: Unit, comment_id: int) -> Shown:
    """The comment as it stands now; raises NotFound beyond the ministries of the reader.

    Names are for those who moderate; a lead who reads along does not need them (R61).
    """
    found = item(
        unit.session,
        unit.keyring,
        comment_id,
        within=unit.actor.ministries(COMMENT_READING_ROLES),
    )
    may_queue = unit.actor.reaches(MODERATING_ROLES, found.ministry_id)
    if not may_queue:
        found = replace(found, name="")
    moderates = unit.actor.may(Role.MODERATOR, found.ministry_id)
    return Shown(
        item=found,
        prompt=topic_content(unit.session, found.topic_revision_id).prompt,
        steps=history(unit.session, comment_id),
        may_queue=may_queue,
        may_decide=moderates and found.row.waiting_since is not None,
        may_unpublish=moderates and found.row.published_version is not None,
    )


def empty_form(shown: Shown, note: str = "") -> DecisionForm:
    """A form on the version that is shown, whatever the request carried."""
    return DecisionForm(formdata=None, seen_version=shown.item.row.version, note=note)


def item_page(
    shown: Shown, form: DecisionForm, action: str, status: int = 200, conflict: str = ""
) -> ResponseReturnValue:
    return page(
        "comment.html",
        status,
        shown=shown,
        form=form,
        action=action,
        conflict=conflict,
        is_focused=False,
        **words(),
    )


def words() -> dict[str, Any]:
    """The labels that the templates of items and lists choose from."""
    return {
        "channel_words": CHANNEL_WORDS,
        "state_words": STATE_WORDS,
        "reason_words": WORDS,
        "choices": CHOICES,
        "note_length": NOTE_LENGTH,
    }


def done_words(decision: Decision, reasons: tuple[Reason, ...]) -> str:
    """What was just done, by number and reason: it travels in a cookie, so no text of a person."""
    if decision.outcome == Outcome.PUBLISH:
        return f"Comment {decision.comment_id} is published."
    why = ", ".join(WORDS[reason].label.lower() for reason in reasons)
    if decision.to_state == decision.from_state:
        return (
            f"The correction of comment {decision.comment_id} is not published ({why})."
            " Its earlier text stays public."
        )
    return f"Comment {decision.comment_id} is not published ({why})."
