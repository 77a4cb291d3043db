"""What stands between a draft and the public, asked for one engagement or for many at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from engage.accounts.rules import folded_email, is_staff_email
from engage.core.dates import zone
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.approving import collection_hashes
from engage.engagements.inbox import is_inbox
from engage.engagements.models import Engagement
from engage.engagements.planning import queries as planning
from engage.engagements.planning.assessments import AssessmentKind, security_hash
from engage.engagements.planning.fields import Asking, form_fields
from engage.engagements.planning.gaps import gaps
from engage.engagements.planning.queries import standing_of
from engage.engagements.questions import purpose_fault
from engage.engagements.rules import AvenueKind, EngagementContent, Kind, unready
from engage.governance.rules import Assessed, Candidate, Missing, missing_for_publication
from engage.media.documents.service import document_faults
from engage.media.service import faults_by_engagement
from engage.notices.rules import NoticeTemplate
from engage.notices.service import find_template, load_templates


def missing_by_engagement(
    unit: Unit, engagements: Sequence[Engagement]
) -> dict[int, tuple[Missing, ...]]:
    """All that is missing in each draft, by engagement id; as many queries for one as for all."""
    ids = [one.id for one in engagements]
    drafts = queries.drafts_of(unit.session, engagements)
    plans = planning.plans_of(unit.session, engagements)
    asked = planning.asked_by_engagement(unit.session, ids)
    found = planning.current_assessments(unit.session, ids)
    collected = collection_hashes(unit, engagements)
    pictures, documents = _pictures(unit, drafts, asked), _documents(unit, drafts)
    notices, _faults = load_templates(unit.settings.notices_dir)
    missing = {}
    for number in ids:
        plan, topics = plans[number], asked[number]
        notice = notices.get(drafts[number].notice_template)
        purposes = notice.purposes if notice else ()
        privacy = found.get((number, AssessmentKind.PIA))
        security = found.get((number, AssessmentKind.SECURITY))
        missing[number] = missing_for_publication(
            replace(
                _candidate(unit, drafts[number], notices),
                topics=len(topics),
                pictures=(*pictures[number], *documents[number]),
                questions=tuple(_unexplained(topics, purposes)),
                short_period_reason=plan.short_period_reason,
                plan_gaps=gaps(plan, form_fields(topics), purposes),
                privacy=standing_of(privacy, collected[number]),
                security=standing_of(security, security_hash(plan)),
            )
        )
    return missing


def purposes_of(unit: Unit, engagement: Engagement) -> tuple[str, ...]:
    """What the collection notice of the draft collects for; () while none is chosen."""
    draft = queries.engagement_content(unit.session, engagement.draft_revision_id)
    notice = find_template(unit, draft.notice_template)
    return notice.purposes if notice else ()


def with_new_notice(unit: Unit, engagements: Sequence[Engagement]) -> set[int]:
    """Those whose chosen notice, or a wording of it, was edited or exchanged since the public last
    got it (R24)."""
    drafts = queries.drafts_of(unit.session, engagements)
    shown = queries.notice_hashes(unit.session, drafts)
    notices, _faults = load_templates(unit.settings.notices_dir)
    chosen = {number: notices.get(content.notice_template) for number, content in drafts.items()}
    return {
        number
        for number, notice in chosen.items()
        if notice and shown.get(number, notice.whole_hash) != notice.whole_hash
    }


def _candidate(
    unit: Unit, content: EngagementContent, notices: Mapping[str, NoticeTemplate]
) -> Candidate:
    """What the draft itself says; topics, plan and assessments are not looked at yet."""
    emails = [one.value for one in content.avenues if one.kind is AvenueKind.EMAIL]
    domains, mailbox = unit.settings.staff_domains, unit.settings.mailbox
    return Candidate(
        title=content.title,
        summary=content.summary,
        body=content.body,
        is_time_limited=content.kind is Kind.TIME_LIMITED,
        opens_at=content.opens_at,
        closes_at=content.closes_at,
        has_notice=content.notice_template in notices,
        government_emails=sum(
            is_staff_email(folded_email(email), domains) or is_inbox(mailbox, email)
            for email in emails
        ),
        topics=0,
        open_for=_open_for(content, unit.settings.time_zone),
        short_period_reason="",
        privacy=Assessed.MISSING,
        security=Assessed.MISSING,
    )


def _open_for(content: EngagementContent, tz: str) -> timedelta | None:
    """How long it is open, as people count: from nine to nine is whole days on any calendar."""
    if content.kind is not Kind.TIME_LIMITED or not content.opens_at or not content.closes_at:
        return None
    opens, closes = (
        moment.astimezone(zone(tz)).replace(tzinfo=None)
        for moment in (content.opens_at, content.closes_at)
    )
    return closes - opens


def _pictures(
    unit: Unit,
    drafts: Mapping[int, EngagementContent],
    asked: Mapping[int, Sequence[Asking]],
) -> dict[int, tuple[Missing, ...]]:
    """R37 to R39: what is missing of pictures in the texts of engagements and their topics."""
    texts = {
        number: [draft.body, *(topic.content.body for topic in asked[number])]
        for number, draft in drafts.items()
    }
    return {
        number: tuple(Missing("", sentence, "/pictures") for sentence in faults)
        for number, faults in faults_by_engagement(unit, texts).items()
    }


def _documents(
    unit: Unit, drafts: Mapping[int, EngagementContent]
) -> dict[int, tuple[Missing, ...]]:
    """The same of the documents that drafts list."""
    listed = {number: [one.name for one in draft.documents] for number, draft in drafts.items()}
    return {
        number: tuple(Missing("", sentence, "/documents") for sentence in faults)
        for number, faults in document_faults(unit, listed).items()
    }


def _unexplained(topics: Sequence[Asking], purposes: Collection[str]) -> Iterator[Missing]:
    """R21 to R23: what topics and their questions lack, with the page that mends it."""
    for topic in topics:
        page = f"/topics/{topic.slug}"
        if not topic.content.necessity.strip():
            title = topic.content.title
            yield Missing("necessity", f"Say why the answers to “{title}” are needed.", page)
        for sentence in unready(topic.content):
            yield Missing("questions", sentence, page)
        for question in topic.content.questions:
            fault = purpose_fault(question, purposes)
            if fault:
                yield Missing("purpose", fault, f"{page}/questions/{question.key}")
