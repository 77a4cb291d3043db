"""A person says which side is right where the two disagree.

OURS is put over theirs with the modified time that its reader saw, so that what was written there
since is not lost. THEIRS of a post stays as it is until our next change, and its title and summary
become a draft here where they can be told apart; a post that was taken down stays down, and who
left it so can think again. THEIRS of a comment takes ours from view: a moderator decides.
"""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from engage.accounts.queries import names_of
from engage.comments.answers.queries import answers_of
from engage.comments.answers.rules import with_answers
from engage.comments.queries import public_comment
from engage.core.dates import datetime_words
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.text import clean_plain, plain_one_line
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_content
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.rules import Phase
from engage.engagements.service import save_engagement
from engage.jobs.service import enqueue
from engage.moderation.service.locking import locked, require_moderator
from engage.moderation.service.reopening import Why, reopen
from engage.wordpress.markup import as_html, author_name
from engage.wordpress.models import WordPressDifference, WordPressLink
from engage.wordpress.plans import LinkState, Settling, Thing, Trouble
from engage.wordpress.queries.differences import DOWN, decided_since, last_difference
from engage.wordpress.rules import fields_hash
from engage.wordpress.seen import ours_of, readable, summary_in
from engage.wordpress.service.kinds import PUSH_COMMENT, PUSH_ENGAGEMENT
from engage.wordpress.service.noting import (
    close_difference,
    mark_settled,
    note_difference,
    theirs_of,
)
from engage.wordpress.service.posts import wanted_post
from engage.wordpress.service.sightings import choice_row
from engage.wordpress.service.sources.settling import ours_of_draft, settle_draft

__all__ = [
    "close_difference",
    "difference_for",
    "may_settle",
    "note_difference",
    "ours_digest",
    "ours_now",
    "settle",
    "settle_decided",
    "theirs_of",
    "what_happened",
]

TITLE_LENGTH: Final = 300
SUMMARY_LENGTH: Final = 1_000
"""As the form of a draft takes them."""
NO_DIFFERENCE: Final = "There is no such difference."
CHANGED_AGAIN: Final = (
    "Somebody changed it on WordPress again since you opened this page. Read what it says now."
)
CHANGED_HERE: Final = (
    "A colleague changed our text since you opened this page. Read what it says now."
)
WORDS: Final = {
    Settling.OURS: "put our text back",
    Settling.THEIRS: "kept theirs",
    Settling.BY_DECISION: "decided about the comment",
    Settling.BY_ITSELF: "",
}


def difference_for(unit: Unit, difference_id: int) -> WordPressDifference:
    """One that the actor may read: posts are for those who edit the engagement, comments for its
    moderators without a conflict of interest. Raises NotFound for all others."""
    row = unit.session.get(WordPressDifference, difference_id)
    engagement = unit.session.get(Engagement, row.engagement_id) if row else None
    if row is None or engagement is None:
        raise NotFound(NO_DIFFERENCE)
    if row.thing == Thing.COMMENT:
        _engagement, comment = locked(unit, row.local_id)
        require_moderator(unit, engagement, comment)
    elif not unit.actor.reaches(EDITING_ROLES, engagement.ministry_id):
        raise NotFound(NO_DIFFERENCE)
    return row


def ours_now(unit: Unit, row: WordPressDifference) -> dict[str, str]:
    """What we would have there, under the names of `seen.FIELD_WORDS`; {}: nothing."""
    if row.thing == Thing.COMMENT:
        public = public_comment(unit.session, unit.keyring, row.local_id)
        if public is None:
            return {}
        answers = answers_of(unit.session, [public.id])
        text = with_answers(public.text, answers.get(public.id, ()))
        return {"name": author_name(public.name), "text": as_html(text.strip())}
    if row.thing in (Thing.TOPIC, Thing.UPDATE):
        return ours_of_draft(unit, row)
    wanted = wanted_post(unit, unit.session.get(Engagement, row.local_id))
    return ours_of(wanted.fields) if wanted else {}


def may_settle(unit: Unit, row: WordPressDifference) -> bool:
    """It waits; or a post was left down, and nothing came after it."""
    if row.settled_at is None:
        return True
    last = last_difference(unit.session, row.link_id)
    is_last = last is not None and last.id == row.id
    return is_last and _is_left_down(row)


def _is_left_down(row: WordPressDifference) -> bool:
    return row.thing == Thing.ENGAGEMENT and row.how == Settling.THEIRS and row.trouble in DOWN


def ours_digest(unit: Unit, row: WordPressDifference) -> str:
    """Names what we would have there, to tell whether a colleague changed it meanwhile."""
    return hashlib.sha256(json.dumps(ours_now(unit, row), sort_keys=True).encode()).hexdigest()


def settle(
    unit: Unit,
    difference_id: int,
    how: Settling,
    seen_modified: datetime | None,
    seen_ours: str | None = None,
) -> WordPressDifference:
    """`seen_modified`: the time of the change there that its reader saw; `seen_ours`: the digest
    of ours. Raises Conflict when somebody settled it meanwhile, changed it there again, or changed
    it here; NotFound for another ministry's."""
    if how not in (Settling.OURS, Settling.THEIRS):
        raise Refused("", "Choose which of the two stays.")
    row = difference_for(unit, difference_id)
    link = _locked(unit, row)
    if not may_settle(unit, row) or (row.settled_at and how is Settling.THEIRS):
        raise Conflict(what_happened(unit, row))
    if row.remote_modified != seen_modified:
        raise Conflict(CHANGED_AGAIN)
    if seen_ours is not None and seen_ours != ours_digest(unit, row):
        raise Conflict(CHANGED_HERE)
    if row.thing == Thing.COMMENT:
        _settle_comment(unit, row, link, how)
    elif row.thing in (Thing.TOPIC, Thing.UPDATE):
        settle_draft(unit, row, link, how)
    elif how is Settling.OURS:
        _put_back(unit, row, link)
    else:
        _keep_theirs(unit, row, link)
    mark_settled(unit, row, how)
    return row


def what_happened(unit: Unit, row: WordPressDifference) -> str:
    """Why there is nothing to settle any more, in words."""
    if row.settled_at is None or row.how is None:
        return CHANGED_AGAIN
    when = datetime_words(row.settled_at, unit.settings.time_zone)
    name = names_of(unit.session, {row.settled_by}).get(row.settled_by) if row.settled_by else ""
    done = WORDS[Settling(row.how)]
    if not name or not done:
        return f"The two sides say the same again since {when}. Nothing is left to settle."
    return f"{name} {done} on {when}. Nothing is left to settle."


def _locked(unit: Unit, row: WordPressDifference) -> WordPressLink:
    """The link first, as pushes lock it; then the difference, read anew."""
    link = unit.session.scalars(
        select(WordPressLink)
        .where(WordPressLink.id == row.link_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    unit.session.refresh(row, with_for_update=True)
    return link


def _put_back(unit: Unit, row: WordPressDifference, link: WordPressLink) -> None:
    """Our text goes over theirs; what was deleted is made again, with its comments."""
    if row.trouble == Trouble.DELETED_THERE:
        _forget_twins(unit, link)
    else:
        link.modified_gmt = row.remote_modified
    enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": link.local_id})


def _forget_twins(unit: Unit, link: WordPressLink) -> None:
    """WordPress deletes a post's comments with it: all are made anew when the post is there."""
    if link.remote_id is not None:
        unit.session.execute(
            update(WordPressLink)
            .where(
                WordPressLink.thing != Thing.ENGAGEMENT,
                WordPressLink.post_id == link.remote_id,
            )
            .values(
                state=LinkState.NEW,
                remote_id=None,
                remote_status="",
                fields_hash="",
                attempted="",
                trouble=None,
                gone_at=None,
                post_id=None,
            )
            .execution_options(synchronize_session=False)
        )
    link.state, link.remote_id, link.remote_status = LinkState.NEW, None, ""
    link.fields_hash = link.attempted = ""
    link.modified_gmt = link.trouble = link.gone_at = None


def _keep_theirs(unit: Unit, row: WordPressDifference, link: WordPressLink) -> None:
    """As they have it until our next change, which then goes over it; what is down stays down."""
    if row.trouble in DOWN:
        return
    engagement = unit.session.get_one(Engagement, link.local_id)
    theirs = theirs_of(unit, row)
    if "comments" in theirs:
        _switch_off(unit, engagement)
    wanted = wanted_post(unit, engagement)
    if wanted is None:
        return
    _take_into_draft(unit, engagement, ours_of(wanted.fields), theirs)
    link.state, link.trouble, link.attempted = LinkState.SHOWN, None, ""
    link.fields_hash = fields_hash(wanted.fields)
    link.modified_gmt = row.remote_modified


def _switch_off(unit: Unit, engagement: Engagement) -> None:
    """They closed it for comments, and it is to stay so."""
    choice = choice_row(unit, engagement.id)
    before, choice.takes_comments = choice.takes_comments, False
    choice.chosen_at, choice.chosen_by = unit.now, unit.actor.person_id
    unit.audit("wordpress.comments_chosen", engagement.scope, before=before, after=False)


def _take_into_draft(
    unit: Unit, engagement: Engagement, ours: dict[str, str], theirs: dict[str, str]
) -> None:
    """Their title and summary, where they changed them; approvals and publishing follow as ever.

    The summary only where it stands by itself: with results it is two texts in one.
    """
    draft = engagement_content(unit.session, engagement.draft_revision_id)
    changed = draft
    title = plain_one_line(readable(theirs.get("title", "")), TITLE_LENGTH)
    if title and theirs.get("title") != ours["title"]:
        changed = replace(changed, title=title)
    summary = clean_plain(summary_in(theirs.get("content", "")))[:SUMMARY_LENGTH]
    has_results = engagement.timing.phase(unit.now) is Phase.RESULTS
    if summary and summary != summary_in(ours["content"]) and not has_results:
        changed = replace(changed, summary=summary)
    if changed != draft:
        save_engagement(unit, engagement, changed, seen_revision_id=engagement.draft_revision_id)


def settle_decided(unit: Unit) -> int:
    """A moderator's decision that came after the change there settles it, and is carried there."""
    rows = decided_since(unit.session)
    for row in rows:
        link = _locked(unit, row)
        if row.settled_at is None:
            mark_settled(unit, row, Settling.BY_DECISION)
            _carry(unit, row, link)
    return len(rows)


def _settle_comment(
    unit: Unit, row: WordPressDifference, link: WordPressLink, how: Settling
) -> None:
    if how is Settling.THEIRS:
        reopen(unit, row.local_id, Why.CHANGED_THERE)
        return
    _carry(unit, row, link)


def _carry(unit: Unit, row: WordPressDifference, link: WordPressLink) -> None:
    """As it is here: shown there with our text, or removed."""
    link.state, link.trouble, link.fields_hash = LinkState.HELD, None, ""
    enqueue(unit, PUSH_COMMENT, {"comment_id": row.local_id})
