"""Comments as moderators see them: all of an engagement, one whole (what waits: see `waiting`).

Lists load what they show in one SELECT and page by key, so the last page costs what the first
does. `within` limits each to ministries (None: all); who may see what is `Actor.ministries`.
A comment that its author took back shows no text and no name any more.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from engage.comments.answers.models import CommentAnswer
from engage.comments.attachments.models import Attachment, CutPart
from engage.comments.attachments.rules import HolderKind
from engage.comments.models import Comment, CommentPerson, CommentText
from engage.comments.provenance.models import KeyedEntry
from engage.comments.queries import Cursor, display_name
from engage.comments.rules import State
from engage.core.crypto import Keyring
from engage.core.errors import NotFound
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import topic_from_json
from engage.incidents.models import Incident
from engage.moderation.models import CampaignMember, CommentFlag, CommentNote, Decision, Quarantine
from engage.moderation.reported.models import CommentReport
from engage.moderation.rules import NO_COMMENT

EXCERPT: Final = 280
Within = frozenset[int] | None
Question = Select[*tuple[Any, ...]]

Latest = aliased(CommentText, name="latest_text")
Shown = aliased(CommentText, name="public_text")


@dataclass(frozen=True)
class Row:
    """A comment in a list. `excerpt` is the start of its latest text, '' once taken back.

    `is_answers_only`: its author chose answers and wrote nothing; no words were taken out of it.
    """

    id: int
    version: int
    state: str
    channel: str
    received_at: datetime
    waiting_since: datetime | None
    published_version: int | None
    engagement_slug: str
    engagement_title: str
    topic_title: str
    excerpt: str
    hold: str
    language: str | None
    is_answers_only: bool

    @property
    def is_correction(self) -> bool:
        """Whether it waits while an earlier text of it is public."""
        return self.waiting_since is not None and self.published_version is not None

    @property
    def waits_at(self) -> Cursor | None:
        return Cursor(self.waiting_since, self.id) if self.waiting_since else None


ROW_WIDTH: Final = len(fields(Row))


@dataclass(frozen=True)
class Item:
    """One comment to decide on, whole, with the name that its author chose ('': none), and the
    `prompt` that they answered.

    `is_screened`: the intake has looked at this version. `signals`: what was noticed of how it was
    sent. `recorded_at` is when this version came; `adds_something`, whether a member of a campaign
    says more than its letter; `answers` is the comment that it replies to; `beside` names what
    there is to ask for of it.
    """

    row: Row
    ministry_id: int
    prompt: str
    public_id: str
    text: str
    public_text: str
    name: str
    is_screened: bool
    signals: tuple[str, ...]
    recorded_at: datetime
    has_address: bool
    campaign_id: int | None
    adds_something: bool
    answers: int | None
    beside: frozenset[str]


def comments_of_engagement(
    session: Session,
    engagement_id: int,
    *,
    state: State | None,
    limit: int,
    before_id: int | None = None,
) -> list[Row]:
    """All comments of an engagement or those in one state, last recorded first."""
    question = rows().where(Comment.engagement_id == engagement_id)
    if state is not None:
        question = question.where(Comment.state == state)
    if before_id is not None:
        question = question.where(Comment.id < before_id)
    question = question.order_by(Comment.id.desc()).limit(limit)
    return [row_of(row) for row in session.execute(question)]


def item(session: Session, keyring: Keyring, comment_id: int, *, within: Within) -> Item:
    """One comment in whatever state; raises NotFound."""
    values: dict[str, Any] = {"number": comment_id}
    if within is not None:
        values["within"] = sorted(within)
    found = session.execute(_ITEM if within is None else _ITEM_WITHIN, values).first()
    if found is None:
        raise NotFound(NO_COMMENT)
    row = row_of(found)
    (ministry, topic, public_id, screened, signals, text, shown, recorded_at) = found[
        ROW_WIDTH : ROW_WIDTH + 8
    ]
    cipher, has_address, campaign_id, adds_something, answers = found[
        ROW_WIDTH + 8 : ROW_WIDTH + 13
    ]
    is_gone = row.state == State.WITHDRAWN
    return Item(
        row=row,
        ministry_id=ministry,
        prompt=topic_from_json(topic).prompt if topic else "",
        public_id=public_id,
        text="" if is_gone else text or "",
        public_text=shown or "",
        name="" if is_gone else display_name(keyring, comment_id, cipher),
        is_screened=screened == row.version,
        signals=tuple(signal for signal in signals.split(",") if signal),
        recorded_at=recorded_at or row.received_at,
        has_address=bool(has_address),
        campaign_id=campaign_id,
        adds_something=bool(adds_something),
        answers=answers,
        beside=frozenset(
            name for name, is_there in zip(BESIDE, found[-len(BESIDE) :], strict=True) if is_there
        ),
    )


_ANSWERS_ONLY: Final = case(
    (
        and_(
            Latest.body == "",
            Comment.state != State.WITHDRAWN.value,
            exists().where(CommentAnswer.comment_id == Comment.id),
            ~exists().where(
                Quarantine.comment_id == Comment.id, Quarantine.version == Comment.version
            ),
        ),
        True,
    ),
    else_=False,
)


def row_of(found: Any) -> Row:
    """The `Row` that stands first in a result of `rows`."""
    return Row(*found[:ROW_WIDTH])


def rows(*more: Any) -> Question:
    """The columns of `Row`, in its order, and then those that a question adds."""
    excerpt = case(
        (Comment.state == State.WITHDRAWN.value, ""),
        else_=func.coalesce(func.substr(Latest.body, 1, EXCERPT), ""),
    )
    question: Question = (
        select(
            Comment.id,
            Comment.version,
            Comment.state,
            Comment.channel,
            Comment.received_at,
            Comment.waiting_since,
            Comment.published_version,
            Engagement.slug,
            Engagement.title,
            Topic.title,
            excerpt,
            Comment.hold,
            Comment.language,
            _ANSWERS_ONLY,
            *more,
        )
        .select_from(Comment)
        .join(Engagement, Engagement.id == Comment.engagement_id)
        .join(Topic, Topic.id == Comment.topic_id)
        .outerjoin(Latest, and_(Latest.comment_id == Comment.id, Latest.version == Comment.version))
    )
    return question


def limited(question: Question, within: Within, engagement_id: int | None) -> Question:
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if engagement_id is not None:
        question = question.where(Comment.engagement_id == engagement_id)
    return question


# Most comments have nothing of these: one look at nine indexes spares as many questions.
BESIDE: Final[dict[str, Any]] = {
    "answers": CommentAnswer.comment_id == Comment.id,
    "decisions": Decision.comment_id == Comment.id,
    "flags": CommentFlag.comment_id == Comment.id,
    "notes": CommentNote.comment_id == Comment.id,
    "reports": CommentReport.comment_id == Comment.id,
    "incidents": Incident.comment_id == Comment.id,
    "keyed": KeyedEntry.comment_id == Comment.id,
    "cut": CutPart.comment_id == Comment.id,
    "files": and_(
        Attachment.holder_kind == HolderKind.COMMENT.value, Attachment.holder_id == Comment.id
    ),
}
# Put together once: every page with an item asks this.
_ITEM: Final = (
    rows(
        Engagement.ministry_id,
        Revision.content,
        Comment.public_id,
        Comment.screened_version,
        Comment.signals,
        Latest.body,
        Shown.body,
        Latest.recorded_at,
        CommentPerson.name_cipher,
        CommentPerson.email_index.is_not(None),
        CampaignMember.campaign_id,
        CampaignMember.adds_something,
        Comment.parent_id,
        *(exists().where(beside) for beside in BESIDE.values()),
    )
    .outerjoin(
        Shown,
        and_(Shown.comment_id == Comment.id, Shown.version == Comment.published_version),
    )
    .outerjoin(CommentPerson, CommentPerson.comment_id == Comment.id)
    .outerjoin(Revision, Revision.id == Topic.published_revision_id)
    .outerjoin(CampaignMember, CampaignMember.comment_id == Comment.id)
    .where(Comment.id == bindparam("number"))
)
_ITEM_WITHIN: Final = _ITEM.where(Engagement.ministry_id.in_(bindparam("within", expanding=True)))
