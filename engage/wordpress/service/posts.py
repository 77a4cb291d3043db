"""An engagement's post: published with it, changed with it, taken from view with it."""

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_content, results_content
from engage.engagements.rules import Phase
from engage.governance.service import Action, Outbound, outbound_guard
from engage.jobs.handlers import Later
from engage.jobs.service import enqueue
from engage.notices.models import NoticeVersion
from engage.notices.service import current_version
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import HIDING, LinkState, Outcome, PostPlan, Thing
from engage.wordpress.queries import link_of
from engage.wordpress.rules import (
    NoticeWords,
    PostFields,
    PostStatus,
    fields_hash,
    post_fields,
    post_key,
)
from engage.wordpress.service.kinds import PUSH_COMMENTS, PUSH_ENGAGEMENT
from engage.wordpress.service.links import HELD, record_outcome, take_charge
from engage.wordpress.words import Frame, engagement_post

VISIBLE = (PostStatus.PUBLISH, PostStatus.FUTURE, PostStatus.PRIVATE)


def is_public(engagement: Engagement | None, unit: Unit) -> bool:
    return engagement is not None and engagement.timing.phase(unit.now) is not Phase.PLANNED


def wanted_post(unit: Unit, engagement: Engagement | None) -> PostFields | None:
    """What WordPress should show of an engagement now; None: nothing."""
    if engagement is None or not is_public(engagement, unit):
        return None
    notice = current_version(unit, engagement.id)
    if notice is None:
        raise RuntimeError("an engagement was published without its collection notice")
    results_id = engagement.results_revision_id
    return post_fields(
        engagement_post(
            engagement_content(unit.session, engagement.published_revision_id),
            results_content(unit.session, results_id),
            engagement.timing,
            unit.now,
            unit.settings.time_zone,
            Frame(
                key=post_key(engagement.slug),
                link=f"{unit.settings.base_url}/engagements/{engagement.slug}",
                notice=notice_words(notice),
            ),
        )
    )


def notice_words(notice: NoticeVersion) -> NoticeWords:
    return NoticeWords(
        notice.title, notice.authority, notice.purpose, notice.contact, notice.content_hash
    )


def is_in_step(link: WordPressLink | None, wanted: PostFields | None) -> bool:
    """Whether WordPress has, as far as we know, what it should have.

    A conflict never is while the engagement is public: who undid the edit there has settled it,
    and asking is the only way to see that.
    """
    if wanted is None:
        return link is None or not _is_perhaps_visible(link)
    return (
        link is not None
        and link.state == LinkState.SHOWN
        and link.fields_hash == fields_hash(wanted)
    )


def _is_perhaps_visible(link: WordPressLink) -> bool:
    if link.state == LinkState.HIDDEN:
        return False
    if link.state == LinkState.CONFLICT:
        return link.remote_status in VISIBLE
    return link.is_perhaps_there


def plan_post(unit: Unit, engagement_id: int, job_id: int) -> PostPlan | None:
    """What to send for this engagement; None: nothing. Later while stopped or another job runs."""
    engagement = unit.session.get(Engagement, engagement_id)
    wanted = wanted_post(unit, engagement)
    found = link_of(unit.session, Thing.ENGAGEMENT, engagement_id)
    if engagement is None or (found is None and wanted is None):
        return None
    key = found.key if found else post_key(engagement.slug)
    link = take_charge(unit, Thing.ENGAGEMENT, engagement_id, key, job_id)
    if is_in_step(link, wanted):
        return None
    if wanted is not None and not _may_go_out(unit, engagement, link):
        return None
    ours = link.attempts | ({link.fields_hash} if link.fields_hash else set())
    link.attempt(HIDING if wanted is None else fields_hash(wanted))
    return PostPlan(
        engagement_id, link.id, link.key, link.remote_id, wanted, link.modified_gmt, ours
    )


def record_post(unit: Unit, plan: PostPlan, outcome: Outcome) -> None:
    """Keeps what came of it; comments that waited for their post follow, and so do changes made
    here while it was under way."""
    link = unit.session.get_one(WordPressLink, plan.link_id, with_for_update=True)
    was_shown = link.state == LinkState.SHOWN and bool(link.fields_hash)
    was_in_conflict = link.state == LinkState.CONFLICT
    sent_hash = fields_hash(plan.fields) if plan.fields else ""
    record_outcome(unit, link, outcome, sent_hash, unit.now)
    if not (was_in_conflict and outcome.state is LinkState.CONFLICT):
        unit.audit(
            "wordpress.post_pushed",
            f"engagement:{plan.engagement_id}",
            remote=outcome.remote_id,
            outcome=outcome.state.value,
            trouble=outcome.trouble,
        )
    if outcome.state is LinkState.SHOWN and not was_shown:
        enqueue(unit, PUSH_COMMENTS, {"engagement_id": plan.engagement_id})
    wanted = wanted_post(unit, unit.session.get(Engagement, plan.engagement_id))
    if wanted != plan.fields:
        enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": plan.engagement_id})


def outgoing(unit: Unit, engagement: Engagement, link: WordPressLink | None) -> Action:
    """What a push of this post would be. That a post which is there says 'closed' is never held."""
    is_there = link is not None and link.state in (LinkState.SHOWN, LinkState.CONFLICT)
    has_closed = engagement.timing.phase(unit.now) is Phase.CLOSED
    kind = Outbound.SHOW_CLOSED if is_there and has_closed else Outbound.PUSH_POST
    return Action(kind, engagement.id)


def _may_go_out(unit: Unit, engagement: Engagement, link: WordPressLink) -> bool:
    """Later while a stop stands; False while an election holds it: its approval pushes it then."""
    verdict = outbound_guard(unit, outgoing(unit, engagement, link))
    if not verdict.allowed and not verdict.by_election:
        raise Later(HELD)
    return verdict.allowed
