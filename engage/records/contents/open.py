"""What all who work with the records may read: plan, approvals, content, decisions, audit."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engage.audit.models import AuditEntry
from engage.coding.models import CodedComment, CodedTheme, Theme
from engage.comments.models import Comment
from engage.engagements.models import Revision, Topic
from engage.engagements.planning.models import Assessment, IdeaStep, SharedContent
from engage.governance.approvals.models import Approval, ApprovalRequest, MinorEdit, OptionalStep
from engage.governance.approvals.rules import SubjectKind
from engage.governance.conduct.models import StandingApproval
from engage.governance.elections.models import ElectionException
from engage.moderation.models import Decision, DecisionReason
from engage.multilingual.models import EngagementTranslation
from engage.notices.models import NoticeVersion, NoticeWording
from engage.records.contents.lines import rows
from engage.replies.models import Reply, ReplyApproval, ReplyStep, ReplyVersion
from engage.reports.models import Report
from engage.updates.models import EngagementUpdate

Members = Iterator[tuple[str, Iterator[bytes]]]
Column = InstrumentedAttribute[Any]


def open_members(session: Session, number: int, audit_seq: int) -> Members:
    """Tables of the engagement with this number; its audit up to the entry `audit_seq`."""
    yield from _plan(session, number)
    yield from _approvals(session, number)
    yield from _content(session, number)
    yield from _decisions(session, number)
    yield "decisions/audit.jsonl", _audit(session, number, audit_seq)


def _plan(session: Session, number: int) -> Members:
    yield "plan/revisions.jsonl", _revisions(session, "planning", _just(number))
    columns: tuple[Column, ...] = (
        Assessment.id, Assessment.kind, Assessment.number, Assessment.decided_on,
        Assessment.signatories, Assessment.conditions, Assessment.decision, Assessment.covers,
        Assessment.planning_revision_id, Assessment.recorded_at, Assessment.recorded_by,
    )  # fmt: skip
    yield "plan/assessments.jsonl", rows(session, columns, Assessment.engagement_id == number)
    columns = (
        IdeaStep.id, IdeaStep.step, IdeaStep.words, IdeaStep.planning_revision_id,
        IdeaStep.taken_at, IdeaStep.taken_by,
    )  # fmt: skip
    yield "plan/idea_notes.jsonl", rows(session, columns, IdeaStep.engagement_id == number)
    columns = (
        SharedContent.id, SharedContent.sent_on, SharedContent.sent_to, SharedContent.content,
        SharedContent.recorded_at, SharedContent.recorded_by, SharedContent.outcome,
        SharedContent.outcome_at, SharedContent.outcome_by,
    )  # fmt: skip
    yield "plan/shared_content.jsonl", rows(session, columns, SharedContent.engagement_id == number)
    columns = (
        NoticeVersion.id, NoticeVersion.number, NoticeVersion.template, NoticeVersion.title,
        NoticeVersion.authority, NoticeVersion.purpose, NoticeVersion.contact, NoticeVersion.body,
        NoticeVersion.content_hash, NoticeVersion.created_at, NoticeVersion.created_by,
    )  # fmt: skip
    yield "notice/versions.jsonl", rows(session, columns, NoticeVersion.engagement_id == number)
    versions = select(NoticeVersion.id).where(NoticeVersion.engagement_id == number)
    columns = (
        NoticeWording.id, NoticeWording.notice_version_id, NoticeWording.language,
        NoticeWording.title, NoticeWording.authority, NoticeWording.purpose, NoticeWording.contact,
        NoticeWording.body, NoticeWording.content_hash,
    )  # fmt: skip
    of_it = NoticeWording.notice_version_id.in_(versions)
    yield "notice/wordings.jsonl", rows(session, columns, of_it)


def _approvals(session: Session, number: int) -> Members:
    columns: tuple[Column, ...] = (
        ApprovalRequest.id, ApprovalRequest.subject_kind, ApprovalRequest.subject_id,
        ApprovalRequest.requested_at, ApprovalRequest.requested_by, ApprovalRequest.note,
        ApprovalRequest.withdrawn_at, ApprovalRequest.completed_at,
    )  # fmt: skip
    yield "approvals/requests.jsonl", rows(session, columns, _about(number, *columns[1:3]))
    columns = (
        OptionalStep.id, OptionalStep.subject_kind, OptionalStep.subject_id, OptionalStep.step,
        OptionalStep.person_id, OptionalStep.reason, OptionalStep.added_at, OptionalStep.added_by,
        OptionalStep.dropped_at, OptionalStep.dropped_by,
    )  # fmt: skip
    yield "approvals/optional_steps.jsonl", rows(session, columns, _about(number, *columns[1:3]))
    columns = (
        Approval.id, Approval.subject_kind, Approval.subject_id, Approval.step, Approval.verdict,
        Approval.reason, Approval.person_id, Approval.for_person_id, Approval.decided_at,
        Approval.content_hash, Approval.parts, Approval.snapshot,
    )  # fmt: skip
    yield "approvals/decisions.jsonl", rows(session, columns, _about(number, *columns[1:3]))
    columns = (
        MinorEdit.id, MinorEdit.subject_kind, MinorEdit.subject_id, MinorEdit.part,
        MinorEdit.before_hash, MinorEdit.after_hash, MinorEdit.reason, MinorEdit.made_at,
        MinorEdit.made_by, MinorEdit.seen_at, MinorEdit.seen_by, MinorEdit.contested_at,
    )  # fmt: skip
    yield "approvals/minor_edits.jsonl", rows(session, columns, _about(number, *columns[1:3]))
    columns = (
        StandingApproval.id, StandingApproval.kind, StandingApproval.given_by,
        StandingApproval.given_for, StandingApproval.given_at, StandingApproval.reason,
        StandingApproval.starts_at, StandingApproval.ends_at, StandingApproval.countersigned_by,
        StandingApproval.countersigned_for, StandingApproval.countersigned_at,
        StandingApproval.ended_at, StandingApproval.ended_by, StandingApproval.ended_reason,
    )  # fmt: skip
    yield (
        "approvals/standing.jsonl",
        rows(session, columns, StandingApproval.engagement_id == number),
    )
    columns = (
        ElectionException.id, ElectionException.kind, ElectionException.ground,
        ElectionException.authority, ElectionException.program, ElectionException.asked_at,
        ElectionException.communications_by, ElectionException.communications_at,
        ElectionException.communications_reason, ElectionException.executive_by,
        ElectionException.executive_at, ElectionException.executive_reason,
        ElectionException.revoked_at, ElectionException.revoked_by,
    )  # fmt: skip
    mine = ElectionException.engagement_id == number
    yield "approvals/election_exceptions.jsonl", rows(session, columns, mine)


def _content(session: Session, number: int) -> Members:
    topics = select(Topic.id).where(Topic.engagement_id == number)
    updates = select(EngagementUpdate.id).where(EngagementUpdate.engagement_id == number)
    yield "content/engagement.jsonl", _revisions(session, "engagement", _just(number))
    yield "content/results.jsonl", _revisions(session, "results", _just(number))
    yield "content/topics.jsonl", _revisions(session, "topic", topics)
    yield "content/updates.jsonl", _revisions(session, "update", updates)
    translations = select(EngagementTranslation.id).where(
        EngagementTranslation.engagement_id == number
    )
    yield "content/translations.jsonl", _revisions(session, "translation", translations)


def _decisions(session: Session, number: int) -> Members:
    decided = select(Decision.id).where(Decision.comment_id.in_(_comments(number)))
    columns: tuple[Column, ...] = (
        Decision.id, Decision.comment_id, Decision.version, Decision.from_state, Decision.to_state,
        Decision.outcome, Decision.decided_at, Decision.decided_by, Decision.referred_to,
        Decision.undoes_id,
    )  # fmt: skip
    yield "decisions/comments.jsonl", rows(session, columns, Decision.id.in_(decided))
    columns = (DecisionReason.decision_id, DecisionReason.reason)
    yield (
        "decisions/reasons.jsonl",
        rows(session, columns, DecisionReason.decision_id.in_(decided)),
    )
    columns = (
        Reply.id, Reply.comment_id, Reply.to_version, Reply.version, Reply.published_version,
        Reply.published_at, Reply.corrected_at, Reply.withdrawn_at,
    )  # fmt: skip
    yield "decisions/replied_to.jsonl", rows(session, columns, Reply.engagement_id == number)
    replies = select(Reply.id).where(Reply.engagement_id == number)
    columns = (
        ReplyVersion.reply_id, ReplyVersion.version, ReplyVersion.body, ReplyVersion.team,
        ReplyVersion.first_name, ReplyVersion.role_title, ReplyVersion.written_at,
        ReplyVersion.written_by,
    )  # fmt: skip
    yield "decisions/replies.jsonl", rows(session, columns, ReplyVersion.reply_id.in_(replies))
    columns = (
        ReplyStep.id, ReplyStep.reply_id, ReplyStep.version, ReplyStep.action, ReplyStep.taken_at,
        ReplyStep.taken_by, ReplyStep.note,
    )  # fmt: skip
    yield "decisions/reply_steps.jsonl", rows(session, columns, ReplyStep.reply_id.in_(replies))
    columns = (
        ReplyApproval.reply_id, ReplyApproval.version, ReplyApproval.role, ReplyApproval.body_hash,
        ReplyApproval.approved_at, ReplyApproval.approved_by, ReplyApproval.approved_for,
    )  # fmt: skip
    yield (
        "decisions/reply_approvals.jsonl",
        rows(session, columns, ReplyApproval.reply_id.in_(replies), by=3),
    )
    columns = (
        Theme.id, Theme.key, Theme.label_en, Theme.label_fr, Theme.definition, Theme.parent_id,
        Theme.position, Theme.retired_at,
    )  # fmt: skip
    yield "decisions/themes.jsonl", rows(session, columns, Theme.engagement_id == number)
    columns = (CodedTheme.comment_id, CodedTheme.theme_id)
    coded = select(CodedComment.comment_id).where(CodedComment.engagement_id == number)
    yield "decisions/codes.jsonl", rows(session, columns, CodedTheme.comment_id.in_(coded))


def _revisions(session: Session, subject: str, numbers: Select[int]) -> Iterator[bytes]:
    columns = (
        Revision.subject_id, Revision.number, Revision.id, Revision.content, Revision.content_hash,
        Revision.created_at, Revision.created_by,
    )  # fmt: skip
    return rows(session, columns, Revision.subject == subject, Revision.subject_id.in_(numbers))


def _just(number: int) -> Select[int]:
    return select(literal(number))


def _comments(number: int) -> Select[int]:
    return select(Comment.id).where(Comment.engagement_id == number)


def _about(number: int, kind: Column, subject_id: Column) -> ColumnElement[bool]:
    """That a row is about this engagement, its results, updates, reports or translations."""
    updates = select(EngagementUpdate.id).where(EngagementUpdate.engagement_id == number)
    reports = select(Report.id).where(Report.engagement_id == number)
    translations = select(EngagementTranslation.id).where(
        EngagementTranslation.engagement_id == number
    )
    return or_(
        kind.in_([SubjectKind.ENGAGEMENT, SubjectKind.RESULTS]) & (subject_id == number),
        (kind == SubjectKind.UPDATE) & subject_id.in_(updates),
        (kind == SubjectKind.REPORT) & subject_id.in_(reports),
        (kind == SubjectKind.TRANSLATION) & subject_id.in_(translations),
    )


def _audit(session: Session, number: int, up_to: int) -> Iterator[bytes]:
    """What was done with the engagement and all that belongs to it."""
    about = or_(
        AuditEntry.subject.in_([f"engagement:{number}", f"results:{number}"]),
        AuditEntry.subject.in_(_named("comment", Comment.id, Comment.engagement_id == number)),
        AuditEntry.subject.in_(_named("topic", Topic.id, Topic.engagement_id == number)),
        AuditEntry.subject.in_(_named("report", Report.id, Report.engagement_id == number)),
        AuditEntry.subject.in_(_named("reply", Reply.id, Reply.engagement_id == number)),
        AuditEntry.subject.in_(
            _named("update", EngagementUpdate.id, EngagementUpdate.engagement_id == number)
        ),
        AuditEntry.subject.in_(
            _named(
                "translation",
                EngagementTranslation.id,
                EngagementTranslation.engagement_id == number,
            )
        ),
    )
    columns = (
        AuditEntry.seq, AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.subject,
        AuditEntry.detail, AuditEntry.key_id, AuditEntry.previous, AuditEntry.seal,
    )  # fmt: skip
    return rows(session, columns, about, AuditEntry.seq <= up_to)


def _named(kind: str, number: Column, condition: ColumnElement[bool]) -> Select[str]:
    """Subjects as the audit names them: 'comment:12'."""
    return select(literal(f"{kind}:") + cast(number, String)).where(condition)
