"""Where the two sides disagree: a list, and one difference with both texts side by side.

Who edits an engagement settles what concerns its post; a comment's are for its moderators. What
somebody wrote is on the page alone, never in an address or a flash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.crypto import Undecryptable
from engage.core.errors import Conflict
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.reach import EDITING_ROLES
from engage.updates.models import EngagementUpdate
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store
from engage.wordpress.forms import SettleForm
from engage.wordpress.marks import notice_shown
from engage.wordpress.models import WordPressDifference
from engage.wordpress.plans import Settling, Thing, Trouble
from engage.wordpress.queries.differences import DOWN, kept_down, waiting_differences
from engage.wordpress.seen import FieldDifference, differing
from engage.wordpress.service.differences import (
    difference_for,
    may_settle,
    ours_digest,
    ours_now,
    settle,
    theirs_of,
    what_happened,
)
from engage.wordpress.web.blueprint import blueprint

CONFLICT: Final = 409
SETTLING_ROLES: Final = (*EDITING_ROLES, Role.MODERATOR)
UNREADABLE: Final = "The key for this text is not here, so it cannot be read."
TROUBLE_WORDS: Final = {
    Trouble.CHANGED_THERE: "Changed on WordPress",
    Trouble.TAKEN_DOWN_THERE: "Taken down on WordPress",
    Trouble.DELETED_THERE: "Deleted on WordPress",
    Trouble.MARKED_SPAM_THERE: "Marked as spam on WordPress",
}
FLASHES: Final = {
    (Thing.ENGAGEMENT, Settling.OURS): "Settled. Our text is on its way to WordPress.",
    (Thing.ENGAGEMENT, Settling.THEIRS): "Settled. WordPress stays as it is.",
    (
        Thing.COMMENT,
        Settling.OURS,
    ): "Settled. The comment is on its way to WordPress as it is here.",
    (Thing.COMMENT, Settling.THEIRS): "Settled. The comment waits in the queue for a decision.",
    (Thing.TOPIC, Settling.OURS): "Settled. The topic stays as it is here.",
    (Thing.TOPIC, Settling.THEIRS): "Settled as WordPress has it.",
    (Thing.UPDATE, Settling.OURS): "Settled. The update stays as it is here.",
    (Thing.UPDATE, Settling.THEIRS): "Settled as WordPress has it.",
}


@dataclass(frozen=True)
class Shown:
    """A difference as its reader sees it."""

    row: WordPressDifference
    title: str
    slug: str
    words: str
    is_post: bool
    is_down: bool
    fields: tuple[FieldDifference, ...]
    draft: tuple[str, str]
    notice_lost: bool
    unreadable: str
    settled: str
    may_settle: bool


@blueprint.get("/staff/wordpress/differences")
@staff(*SETTLING_ROLES)
def differences() -> ResponseReturnValue:
    unit = current_unit()
    posts = unit.actor.ministries(EDITING_ROLES)
    comments = unit.actor.ministries((Role.MODERATOR,))
    html = render_template(
        "wordpress/differences.html",
        waiting=waiting_differences(unit.session, posts, comments),
        kept=kept_down(unit.session, posts, comments),
        words=TROUBLE_WORDS,
    )
    return no_store(make_response(html))


@blueprint.get("/staff/wordpress/differences/<number:difference_id>")
@staff(*SETTLING_ROLES)
def difference(difference_id: int) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, difference_for(unit, difference_id))


@blueprint.post("/staff/wordpress/differences/<number:difference_id>")
@staff(*SETTLING_ROLES)
def settle_difference(difference_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), SettleForm()
    row = difference_for(unit, difference_id)
    how = {"ours": Settling.OURS, "theirs": Settling.THEIRS}.get(request.form.get("how", ""))
    try:
        with unit.attempt():
            seen, ours = _instant(form.seen.data), form.ours.data or ""
            settle(unit, row.id, how or Settling.BY_ITSELF, seen, ours)
    except Conflict as conflict:
        return _page(unit, row, CONFLICT, str(conflict))
    flash(FLASHES[Thing(row.thing), Settling(row.how or "")])
    return redirect(url_for(".differences"), 303)


def _page(
    unit: Unit, row: WordPressDifference, status: int = 200, message: str = ""
) -> ResponseReturnValue:
    form = SettleForm(formdata=None)
    form.seen.data = row.remote_modified.isoformat() if row.remote_modified else ""
    form.ours.data = ours_digest(unit, row)
    html = render_template(
        "wordpress/difference.html", one=_shown(unit, row), form=form, message=message
    )
    return no_store(make_response(html, status))


def _shown(unit: Unit, row: WordPressDifference) -> Shown:
    engagement = unit.session.get_one(Engagement, row.engagement_id)
    fields: tuple[FieldDifference, ...] = ()
    unreadable, notice_lost = "", False
    try:
        theirs = theirs_of(unit, row)
        fields = differing(ours_now(unit, row), theirs)
        notice_lost = _lost_notice(row, theirs)
    except Undecryptable:
        unreadable = UNREADABLE
    return Shown(
        row=row,
        title=engagement.title,
        slug=engagement.slug,
        words=TROUBLE_WORDS[Trouble(row.trouble)],
        is_post=row.thing == Thing.ENGAGEMENT,
        is_down=row.trouble in DOWN,
        fields=fields,
        draft=_draft(unit, row, engagement),
        notice_lost=notice_lost,
        unreadable=unreadable,
        settled=what_happened(unit, row) if row.settled_at else "",
        may_settle=may_settle(unit, row),
    )


def _lost_notice(row: WordPressDifference, theirs: Mapping[str, str]) -> bool:
    is_post = row.thing == Thing.ENGAGEMENT
    return is_post and "content" in theirs and not notice_shown(theirs["content"])


def _draft(unit: Unit, row: WordPressDifference, engagement: Engagement) -> tuple[str, str]:
    """Title and address of the topic or update that a post became; '' for anything else."""
    base = f"/staff/engagements/{engagement.slug}"
    if row.thing == Thing.TOPIC:
        topic = unit.session.get_one(Topic, row.local_id)
        return topic.title, f"{base}/topics/{topic.slug}"
    if row.thing == Thing.UPDATE:
        update = unit.session.get_one(EngagementUpdate, row.local_id)
        return update.title, f"{base}/updates/{update.slug}"
    return "", ""


def _instant(text: str | None) -> datetime | None:
    """None for what is no instant: it then differs from the one that was shown."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
