"""An engagement's post: published with it, changed with it, taken from view with it."""

from engage.accounts.models import Ministry
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_content, results_content
from engage.engagements.rules import EngagementContent, Phase
from engage.governance.service import Action, Outbound, outbound_guard
from engage.jobs.handlers import Later
from engage.jobs.service import enqueue
from engage.notices.models import NoticeVersion
from engage.notices.service import current_version
from engage.wordpress.dress import Dress, WantedPost, category_names
from engage.wordpress.models import WordPressChoice, WordPressLink
from engage.wordpress.plans import HIDING, LinkState, Outcome, Settling, Thing
from engage.wordpress.post_plans import VISIBLE, PostOutcome, PostPush
from engage.wordpress.queries import link_of
from engage.wordpress.queries.choices import choice_of, picture_of, shown_comments
from engage.wordpress.queries.differences import last_difference
from engage.wordpress.rules import NO_DRESSING, NoticeWords, fields_hash, post_fields, post_key
from engage.wordpress.service.kinds import PUSH_COMMENTS, PUSH_ENGAGEMENT
from engage.wordpress.service.links import HELD, record_outcome, take_charge
from engage.wordpress.service.noting import close_difference, note_difference
from engage.wordpress.service.sightings import is_open_but_for_them, note_dress, note_post
from engage.wordpress.words import Frame, engagement_post


def is_public(engagement: Engagement | None, unit: Unit) -> bool:
    return engagement is not None and engagement.timing.phase(unit.now) is not Phase.PLANNED


def wanted_post(unit: Unit, engagement: Engagement | None) -> WantedPost | None:
    """What WordPress should show of an engagement now; None: nothing."""
    if engagement is None or not is_public(engagement, unit):
        return None
    notice = current_version(unit, engagement.id)
    if notice is None:
        raise RuntimeError("an engagement was published without its collection notice")
    choice = choice_of(unit.session, engagement.id)
    content = engagement_content(unit.session, engagement.published_revision_id)
    frame = Frame(
        key=post_key(engagement.slug),
        link=f"{unit.settings.base_url}/engagements/{engagement.slug}",
        notice=notice_words(notice),
        takes_comments=_takes_comments(unit, engagement, choice, notice),
    )
    fields = post_fields(
        engagement_post(
            content,
            results_content(unit.session, engagement.results_revision_id),
            engagement.timing,
            unit.now,
            unit.settings.time_zone,
            frame,
        )
    )
    return WantedPost(
        fields, _dress(unit, engagement, content, choice), choice.dress_hash if choice else ""
    )


def _takes_comments(
    unit: Unit, engagement: Engagement, choice: WordPressChoice | None, notice: NoticeVersion
) -> bool:
    """Only under the notice in force, and only once the post was seen to show it."""
    return (
        choice is not None
        and choice.takes_comments
        and choice.notice_hash == notice.content_hash
        and engagement.timing.accepts_comments(unit.now)
    )


def _dress(
    unit: Unit,
    engagement: Engagement,
    content: EngagementContent,
    choice: WordPressChoice | None,
) -> Dress:
    ministry = unit.session.get_one(Ministry, engagement.ministry_id)
    names = category_names(ministry.name, content.topic_areas)
    return Dress(names, picture_of(unit, choice))


def notice_words(notice: NoticeVersion) -> NoticeWords:
    return NoticeWords(
        notice.title, notice.authority, notice.purpose, notice.contact, notice.content_hash
    )


def is_in_step(link: WordPressLink | None, wanted: WantedPost | None) -> bool:
    """Whether WordPress has, as far as we know, what it should have.

    A conflict never is while the engagement is public: who undid the edit there has settled it,
    and asking is the only way to see that.
    """
    if wanted is None:
        return link is None or not _is_perhaps_visible(link)
    return (
        link is not None
        and link.state == LinkState.SHOWN
        and link.fields_hash == fields_hash(wanted.fields)
        and wanted.is_dressed
    )


def _is_perhaps_visible(link: WordPressLink) -> bool:
    if link.state == LinkState.HIDDEN:
        return False
    if link.state == LinkState.CONFLICT:
        return link.remote_status in VISIBLE
    return link.is_perhaps_there


def plan_post(unit: Unit, engagement_id: int, job_id: int) -> PostPush | None:
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
        return _closing(unit, link, wanted)
    plan = _push(unit, link, wanted)
    link.attempt(HIDING if wanted is None else fields_hash(wanted.fields))
    return plan


def _push(unit: Unit, link: WordPressLink, wanted: WantedPost | None) -> PostPush:
    choice = choice_of(unit.session, link.local_id)
    settled = _is_settled(unit, link)
    undressed = wanted is not None and (link.remote_id is None or not wanted.is_dressed)
    return PostPush(
        engagement_id=link.local_id,
        link_id=link.id,
        key=link.key,
        remote_id=link.remote_id,
        fields=wanted.fields if wanted else None,
        seen=link.modified_gmt,
        ours=link.attempts | ({link.fields_hash} if link.fields_hash else set()),
        dress=wanted.dress if wanted and undressed else None,
        dropped=tuple(map(int, choice.category_ids.split())) if choice else (),
        dropped_picture=choice.remote_picture_id
        if choice and undressed and choice.picture_id is None
        else None,
        was_open=not settled and is_open_but_for_them(unit, link),
        settled=settled,
        comments=shown_comments(unit.session, link.local_id) if settled else frozenset(),
    )


def _is_settled(unit: Unit, link: WordPressLink) -> bool:
    """In conflict, and a person has said that ours goes over theirs."""
    last = last_difference(unit.session, link.id)
    return (
        link.state == LinkState.CONFLICT
        and last is not None
        and last.settled_at is not None
        and last.how == Settling.OURS
    )


def _closing(unit: Unit, link: WordPressLink, wanted: WantedPost) -> PostPush | None:
    """Held by an election, yet what must take no comments any more is closed for them."""
    choice = choice_of(unit.session, link.local_id)
    is_open_there = choice is not None and choice.comments_open
    if not is_open_there or wanted.fields.comments_open or link.remote_id is None:
        return None
    return PostPush(
        engagement_id=link.local_id,
        link_id=link.id,
        key=link.key,
        remote_id=link.remote_id,
        fields=wanted.fields,
        seen=link.modified_gmt,
        ours=frozenset(),
        closing_only=True,
        was_open=True,
    )


def record_post(unit: Unit, plan: PostPush, outcome: Outcome) -> None:
    """Keeps what came of it; comments that waited for their post follow, and so do changes made
    here while it was under way."""
    link = unit.session.get_one(WordPressLink, plan.link_id, with_for_update=True)
    if isinstance(outcome, PostOutcome) and outcome.post is not None:
        note_post(unit, plan.engagement_id, outcome.post)
    if plan.closing_only and outcome.state is LinkState.SHOWN:
        link.modified_gmt = outcome.modified
        _tell(unit, plan, outcome)
        return
    was_shown = link.state == LinkState.SHOWN and bool(link.fields_hash)
    was_in_conflict = link.state == LinkState.CONFLICT
    sent_hash = fields_hash(plan.fields) if plan.fields else ""
    record_outcome(unit, link, outcome, sent_hash, unit.now)
    _record_difference(unit, plan, link, outcome)
    if not (was_in_conflict and outcome.state is LinkState.CONFLICT):
        _tell(unit, plan, outcome)
    if outcome.state is LinkState.SHOWN and not was_shown:
        enqueue(unit, PUSH_COMMENTS, {"engagement_id": plan.engagement_id})
    _follow(unit, plan, outcome)


def _record_difference(unit: Unit, plan: PostPush, link: WordPressLink, outcome: Outcome) -> None:
    if outcome.state is not LinkState.CONFLICT or outcome.trouble is None:
        close_difference(unit, link, Settling.BY_ITSELF)
        if outcome.state is LinkState.SHOWN and plan.dress is not None:
            sent = outcome.dressed if isinstance(outcome, PostOutcome) else None
            note_dress(unit, plan.engagement_id, plan.dress, sent or NO_DRESSING)
        return
    theirs = outcome.post.theirs if isinstance(outcome, PostOutcome) and outcome.post else {}
    note_difference(unit, link, outcome.trouble, theirs, outcome.modified)


def _tell(unit: Unit, plan: PostPush, outcome: Outcome) -> None:
    seen = outcome.post if isinstance(outcome, PostOutcome) else None
    unit.audit(
        "wordpress.post_pushed",
        f"engagement:{plan.engagement_id}",
        remote=outcome.remote_id,
        outcome=outcome.state.value,
        trouble=outcome.trouble,
        takes_comments=seen.comments_open if seen else None,
    )


def _follow(unit: Unit, plan: PostPush, outcome: Outcome) -> None:
    """A change made here meanwhile; and comments are opened by a second push, once the first was
    seen to show the notice."""
    wanted = wanted_post(unit, unit.session.get(Engagement, plan.engagement_id))
    fields = wanted.fields if wanted else None
    if fields != plan.fields or (
        wanted and outcome.state is LinkState.SHOWN and not wanted.is_dressed
    ):
        enqueue(unit, PUSH_ENGAGEMENT, {"engagement_id": plan.engagement_id})


def outgoing(unit: Unit, engagement: Engagement, link: WordPressLink | None) -> Action:
    """What a push of this post would be. That a post which is there says 'closed' is never held."""
    is_there = link is not None and link.state in (LinkState.SHOWN, LinkState.CONFLICT)
    has_closed = engagement.timing.phase(unit.now) is Phase.CLOSED
    kind = Outbound.SHOW_CLOSED if is_there and has_closed else Outbound.PUSH_POST
    return Action(kind, engagement.id)


def _may_go_out(unit: Unit, engagement: Engagement, link: WordPressLink) -> bool:
    """Later while a stop stands; False while an election holds it: its approval pushes it then.

    A stop holds no closing for comments either: whoever switched them off is not kept waiting.
    """
    verdict = outbound_guard(unit, outgoing(unit, engagement, link))
    if not verdict.allowed and not verdict.by_election:
        if _is_to_close(unit, engagement):
            return False
        raise Later(HELD)
    return verdict.allowed


def _is_to_close(unit: Unit, engagement: Engagement) -> bool:
    choice = choice_of(unit.session, engagement.id)
    wanted = wanted_post(unit, engagement)
    return bool(choice and choice.comments_open and wanted and not wanted.fields.comments_open)
