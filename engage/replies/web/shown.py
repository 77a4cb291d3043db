"""A comment with its reply as the staff's pages show them, and what their reader may do."""

from dataclasses import dataclass
from datetime import datetime

from engage.accounts.queries import names_of
from engage.comments.models import Comment
from engage.comments.queries import PublicComment, public_comment
from engage.core.errors import NotFound, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.governance.conduct.queries import has_conflict
from engage.governance.elections.queries import is_on
from engage.governance.service import has_acknowledged
from engage.governance.wording import (
    TITLES,
    Concern,
    Rule,
    Stretch,
    Weight,
    by_rule,
    linked,
    marked,
)
from engage.governance.wording.rendering import Line
from engage.replies.models import Question, Reply, ReplyVersion
from engage.replies.queries.questions import HandedOn, question_of, referrals_of
from engage.replies.queries.speakers import Speaker, speakers_by_topic
from engage.replies.queries.staff import Step, history_of, reply_by_id, versions_of
from engage.replies.rules import MARKING_ROLES, NO_REPLY, Action, speaker
from engage.replies.service import concerns_of, refuse_unless_answerable, speaks_on
from engage.replies.service.approving import (
    approvals_of,
    body_hash,
    is_covered,
    is_signed,
    may_approve,
)
from engage.replies.service.checking import answers_of, last_word
from engage.replies.service.publishing import WITHDRAWING_ROLES
from engage.replies.service.reach import NO_COMMENT
from engage.replies.settling import fingerprint
from engage.replies.web.blueprint import within_reach

KEPT_OFF = (
    "A conflict of interest that you declared, or that was recorded for you, keeps you off this"
    " topic. A colleague answers here."
)


@dataclass(frozen=True)
class Around:
    """The comment and its place; `text` is what the public reads of it, None while it is not
    public. `barred` says why it cannot be answered now."""

    comment_id: int
    text: PublicComment | None
    engagement: Engagement
    topic: Topic
    question: Question | None
    owner: str
    speakers: tuple[Speaker, ...]
    handed_on: tuple[HandedOn, ...]
    barred: str
    is_speaker: bool
    has_acknowledged: bool
    may_mark: bool
    in_election: bool


@dataclass(frozen=True)
class Finding:
    """All that one rule found in a text, with the numbers under which it is marked there."""

    rule: Rule
    title: str
    weight: Weight
    about: str
    concerns: tuple[tuple[int, Concern], ...]
    answer: str
    is_settled: bool


@dataclass(frozen=True)
class Checked:
    """A version with what the check says of it, and as the public will read it."""

    stretches: tuple[Stretch, ...]
    findings: tuple[Finding, ...]
    authority: str
    team: str
    speaker: str
    paragraphs: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Signed:
    """One signature under the newest version, by whom and for whom ('' for themselves)."""

    role: Role
    by: str
    for_whom: str
    at: datetime


@dataclass(frozen=True)
class Approved:
    """What approves the newest version: a standing approval (`is_covered`), or two signatures."""

    is_covered: bool
    signed: tuple[Signed, ...]
    is_complete: bool
    may_approve: bool
    body_hash: str


@dataclass(frozen=True)
class ReplyShown:
    """A reply with its story. `word`: what the privacy officer was asked or said of it last."""

    reply: Reply
    versions: tuple[ReplyVersion, ...]
    checked: Checked
    steps: tuple[Step, ...]
    word: Action | None
    may_release: bool
    may_withdraw: bool
    approval: Approved

    @property
    def newest(self) -> ReplyVersion:
        return self.versions[0]


def around(unit: Unit, comment_id: int) -> Around:
    """Raises NotFound for a comment of another ministry."""
    comment = unit.session.get(Comment, comment_id)
    engagement = unit.session.get(Engagement, comment.engagement_id) if comment else None
    within = within_reach(unit)
    if comment is None or engagement is None:
        raise NotFound(NO_COMMENT)
    if within is not None and engagement.ministry_id not in within:
        raise NotFound(NO_COMMENT)
    question = question_of(unit.session, comment_id)
    speakers = speakers_by_topic(unit.session, [comment.topic_id]).get(comment.topic_id, ())
    is_speaker = speaks_on(unit, comment.topic_id)
    owner = next((one.name for one in speakers if question and one.id == question.owner_id), "")
    return Around(
        comment_id=comment_id,
        text=public_comment(unit.session, unit.keyring, comment_id),
        engagement=engagement,
        topic=unit.session.get_one(Topic, comment.topic_id),
        question=question,
        owner=owner or ("a colleague" if question else ""),
        speakers=speakers,
        handed_on=referrals_of(unit.session, comment_id),
        barred=_barred(unit, comment),
        is_speaker=is_speaker,
        has_acknowledged=has_acknowledged(unit),
        may_mark=is_speaker or unit.actor.reaches(MARKING_ROLES, engagement.ministry_id),
        in_election=is_on(unit.session, unit.now),
    )


def reply_shown(unit: Unit, reply_id: int) -> ReplyShown:
    """Raises NotFound for a reply of another ministry."""
    reply = reply_by_id(unit.session, reply_id, within=within_reach(unit))
    if reply is None:
        raise NotFound(NO_REPLY)
    engagement = unit.session.get_one(Engagement, reply.engagement_id)
    versions = tuple(versions_of(unit.session, reply.id))
    word = last_word(unit, reply)
    return ReplyShown(
        reply=reply,
        versions=versions,
        checked=_checked(unit, engagement, versions[0], is_released=word is Action.RELEASED),
        steps=history_of(unit.session, reply.id),
        word=word,
        may_release=unit.actor.reaches((Role.PRIVACY_OFFICER,), engagement.ministry_id)
        and versions[0].written_by != unit.actor.person_id,
        may_withdraw=speaks_on(unit, reply.topic_id)
        or unit.actor.reaches(WITHDRAWING_ROLES, engagement.ministry_id),
        approval=_approved(unit, engagement, reply, versions[0]),
    )


def _approved(unit: Unit, engagement: Engagement, reply: Reply, written: ReplyVersion) -> Approved:
    given = approvals_of(unit, written)
    people = {one.approved_by for one in given} | {one.approved_for for one in given}
    names = names_of(unit.session, {one for one in people if one is not None})
    waits = reply.withdrawn_at is None and reply.published_version != reply.version
    return Approved(
        is_covered=is_covered(unit, engagement),
        signed=tuple(
            Signed(
                Role(one.role),
                names.get(one.approved_by, ""),
                names.get(one.approved_for or 0, ""),
                one.approved_at,
            )
            for one in given
        ),
        is_complete=is_signed(given, written),
        may_approve=waits and may_approve(unit, engagement, written),
        body_hash=body_hash(written),
    )


def _barred(unit: Unit, comment: Comment) -> str:
    if has_conflict(unit.session, unit.actor.person_id, comment.engagement_id, comment.topic_id):
        return KEPT_OFF
    try:
        refuse_unless_answerable(unit, comment)
    except Refused as refusal:
        return refusal.message
    return ""


def _checked(
    unit: Unit, engagement: Engagement, written: ReplyVersion, *, is_released: bool
) -> Checked:
    concerns = concerns_of(unit, engagement, written)
    numbered = {id(one): number for number, one in enumerate(concerns, 1)}
    answers = answers_of(unit, written)
    findings = []
    for rule, found in by_rule(concerns):
        asked = [one for one in found if one.weight is Weight.ANSWER]
        about = fingerprint(written.body, asked) if asked else ""
        answer = answers.get(rule)
        findings.append(
            Finding(
                rule=rule,
                title=TITLES[rule],
                weight=found[0].weight,
                about=about,
                concerns=tuple((numbered[id(one)], one) for one in found),
                answer=answer.reason if answer else "",
                is_settled=is_released or (answer is not None and answer.about == about),
            )
        )
    return Checked(
        stretches=marked(written.body, concerns),
        findings=tuple(findings),
        authority=written.authority,
        team=written.team,
        speaker=speaker(written.first_name, written.role_title),
        paragraphs=linked(written.body, unit.settings.staff_domains),
    )
