"""What stands between a draft and the public, asked for one engagement or for many at once."""

from collections.abc import Mapping, Sequence

from engage.accounts.rules import folded_email, is_staff_email
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.models import Engagement
from engage.engagements.rules import (
    AvenueKind,
    EngagementContent,
    Kind,
    TopicContent,
    unready,
)
from engage.governance.rules import Candidate, Missing, missing_for_publication
from engage.notices.rules import NoticeTemplate
from engage.notices.service import load_templates


def missing_by_engagement(
    unit: Unit, engagements: Sequence[Engagement]
) -> dict[int, tuple[Missing, ...]]:
    """All that is missing in each draft, by engagement id; two queries, however many there are."""
    ids = [one.id for one in engagements]
    drafts = queries.drafts_of(unit.session, engagements)
    topics = queries.topic_drafts(unit.session, ids)
    notices, _faults = load_templates(unit.settings.notices_dir)
    domains = unit.settings.staff_domains
    return {
        number: missing_for_publication(
            _candidate(content, topics.get(number, ()), notices, domains)
        )
        for number, content in drafts.items()
    }


def with_new_notice(unit: Unit, engagements: Sequence[Engagement]) -> set[int]:
    """Those whose chosen notice was edited, or exchanged, since the public last got it (R24)."""
    drafts = queries.drafts_of(unit.session, engagements)
    shown = queries.notice_hashes(unit.session, drafts)
    notices, _faults = load_templates(unit.settings.notices_dir)
    chosen = {number: notices.get(content.notice_template) for number, content in drafts.items()}
    return {
        number
        for number, notice in chosen.items()
        if notice and shown.get(number, notice.content_hash) != notice.content_hash
    }


def _candidate(
    content: EngagementContent,
    topics: Sequence[TopicContent],
    notices: Mapping[str, NoticeTemplate],
    domains: tuple[str, ...],
) -> Candidate:
    emails = [one.value for one in content.avenues if one.kind is AvenueKind.EMAIL]
    return Candidate(
        title=content.title,
        summary=content.summary,
        body=content.body,
        is_time_limited=content.kind is Kind.TIME_LIMITED,
        opens_at=content.opens_at,
        closes_at=content.closes_at,
        has_notice=content.notice_template in notices,
        government_emails=sum(is_staff_email(folded_email(email), domains) for email in emails),
        pia_reference=content.pia_reference,
        topics=len(topics),
        questions=tuple(sentence for topic in topics for sentence in unready(topic)),
    )
