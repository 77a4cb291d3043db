"""Which comments of the same engagement a new one resembles: a letter's members, or one comment.

However large a campaign grows, the same few rows are read: a dozen holders of each of the comment's
numbers, the likeliest few dozen of them with their texts. Whoever records the outcome asks for the
`nearest` again: what arrived in between is then seen, and looked at first.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import CompoundSelect, and_, bindparam, select, union_all
from sqlalchemy.orm import Session

from engage.comments.answers.queries import labels_of
from engage.comments.answers.rules import without_labels
from engage.comments.campaigns.additions import adds_something
from engage.comments.campaigns.arriving import LOOKED_AT, companions, group_of
from engage.comments.campaigns.letter import template_of, variants_of
from engage.comments.models import Comment, CommentText
from engage.comments.rules import State
from engage.moderation.models import CampaignMember, CommentSketch

HOLDERS: Final = 12
NEAREST: Final = LOOKED_AT
MEMBERS: Final = 12
JUDGED: Final = 6
"""So many show the letter well enough to say who adds to it, until all members are read again."""


@dataclass(frozen=True)
class Group:
    """A campaign, or (without a number) a single comment, with some of its texts."""

    campaign_id: int | None
    comment_ids: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Kin:
    """The group to which a text belongs, and who adds something to its letter: then they are
    decided singly (R79). `others_add` goes with the group's comments."""

    group: Group
    adds: bool
    others_add: tuple[bool, ...]


def nearest(
    session: Session, engagement_id: int, comment_id: int, keys: Sequence[int]
) -> tuple[int, ...]:
    """The comments that share most numbers with these keys, the likeliest first."""
    if not keys:
        return ()
    values: dict[str, int] = {f"key{number}": key for number, key in enumerate(keys)}
    values |= {"engagement_id": engagement_id, "comment_id": comment_id}
    votes: Counter[int] = Counter(session.scalars(_sharing(len(keys)), values))
    ranked = sorted(votes, key=lambda one: (-votes[one], one))
    return tuple(ranked[:NEAREST])


# Put together once for each number of keys: making it anew took as long as a third of a look.
@lru_cache
def _sharing(count: int) -> CompoundSelect[int]:
    """Holders of each of so many keys, a comment as often as it holds one of them."""
    return union_all(
        *(
            select(
                select(CommentSketch.comment_id)
                .where(
                    CommentSketch.engagement_id == bindparam("engagement_id"),
                    CommentSketch.band == bindparam(f"key{number}"),
                    CommentSketch.comment_id != bindparam("comment_id"),
                )
                .limit(HOLDERS)
                .subquery()
            )
            for number in range(count)
        )
    )


def groups_of(session: Session, comment_ids: Sequence[int]) -> list[Group]:
    """These comments in their campaigns, in the order given, their texts without the labels of
    questions; what was taken back stays out."""
    if not comment_ids:
        return []
    question = (
        select(Comment.id, CommentText.body, CampaignMember.campaign_id)
        .join(
            CommentText,
            and_(CommentText.comment_id == Comment.id, CommentText.version == Comment.version),
        )
        .outerjoin(CampaignMember, CampaignMember.comment_id == Comment.id)
        .where(Comment.id.in_(comment_ids), Comment.state != State.WITHDRAWN)
    )
    rows = {row.id: row for row in session.execute(question)}
    labels = labels_of(session, rows)
    grouped: dict[tuple[int | None, int], list[int]] = {}
    for number in (one for one in comment_ids if one in rows):
        campaign_id = rows[number].campaign_id
        # A comment without a campaign stands for itself.
        grouped.setdefault((campaign_id, 0 if campaign_id else number), []).append(number)
    return [
        Group(
            campaign_id,
            tuple(members[:MEMBERS]),
            tuple(
                without_labels(rows[number].body, labels.get(number, frozenset()))
                for number in members[:MEMBERS]
            ),
        )
        for (campaign_id, _), members in grouped.items()
    ]


def kin_of(text: str, groups: Sequence[Group]) -> Kin | None:
    """The group to which the text belongs; None for a text of its own.

    The neighbours are grouped with the text as a file of their own: what strangers write alike
    shows itself only among several.
    """
    owners = [group for group in groups for _ in group.texts]
    beside = [one for group in groups for one in group.texts]
    found = _copied(text, beside, owners) or companions(text, beside)
    if not found:
        return None
    campaign_id = group_of(owners[n].campaign_id for n in found)
    group = next(owners[n] for n in found if owners[n].campaign_id == campaign_id)
    group = Group(campaign_id, group.comment_ids[:JUDGED], group.texts[:JUDGED])
    texts = [*group.texts, text]
    letter = template_of(texts)
    variants = variants_of(texts, letter)
    *others, own = [adds_something(letter, one, variants) for one in texts]
    return Kin(group, own, tuple(others))


def _copied(text: str, beside: Sequence[str], owners: Sequence[Group]) -> tuple[int, ...]:
    """Copies of the very text that are members already: where most comments of a campaign belong
    is then known without a comparison."""
    return tuple(
        n
        for n, (one, owner) in enumerate(zip(beside, owners, strict=True))
        if owner.campaign_id is not None and one == text
    )
