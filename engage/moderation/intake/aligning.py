"""How groups that were found anew continue the campaigns that are stored. Pure.

A group goes on as the campaign of which it holds most members; each campaign is continued by one
group, the largest first. So numbers of campaigns, and what was decided by them, stay what they are
while members come and go.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from engage.comments.campaigns.additions import adds_something
from engage.comments.campaigns.letter import template_of, variants_of
from engage.comments.defences.rules import Signal
from engage.comments.rules import Hold
from engage.moderation.intake.rules import hold_for

LETTER_FROM = 400
"""Members from which a letter is read; those of the first are enough for any."""


@dataclass(frozen=True)
class Seen:
    """A comment as it was read. `hold` is None for one that does not wait.

    `own_text` is its text without the labels of questions, which make no letter.
    """

    comment_id: int
    version: int
    text: str
    hold: Hold | None
    signals: frozenset[Signal]
    campaign_id: int | None
    adds: bool
    own_text: str


@dataclass(frozen=True)
class Change:
    """What becomes of one comment: its campaign (None for none) and its part of the queue."""

    seen: Seen
    adds: bool
    hold: Hold | None


@dataclass(frozen=True)
class Group:
    """The changes that belong together; without `campaign_id` a campaign begins."""

    campaign_id: int | None
    first_comment_id: int
    changes: tuple[Change, ...]


def aligned(
    comments: Sequence[Seen], numbers: Sequence[int | None], *, is_whole: bool
) -> tuple[list[Group], list[Change]]:
    """The groups in which something changes, and the changes of comments that leave campaigns.

    Nobody leaves unless the engagement was read whole: the others of the letter may be among what
    was not read. Who was decided stays counted where they are, or where their letter went.
    """
    members: dict[int, list[Seen]] = defaultdict(list)
    for comment, number in zip(comments, numbers, strict=True):
        if number is not None:
            members[number].append(comment)
    groups, taken = [], set[int]()
    for _, group in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        campaign_id = _continued(group, taken)
        if campaign_id is not None:
            taken.add(campaign_id)
        if changes := _changes(group, campaign_id):
            groups.append(Group(campaign_id, min(one.comment_id for one in group), changes))
    leaving = [
        Change(one, False, _hold_outside(one))
        for one, number in zip(comments, numbers, strict=True)
        if is_whole and number is None and one.campaign_id is not None and one.hold is not None
    ]
    return groups, leaving


def _continued(group: Sequence[Seen], taken: set[int]) -> int | None:
    votes = Counter(one.campaign_id for one in group if one.campaign_id is not None)
    free = [(-number, one) for one, number in votes.items() if one not in taken]
    return min(free)[1] if free else None


def _changes(group: Sequence[Seen], campaign_id: int | None) -> tuple[Change, ...]:
    texts = [one.own_text for one in group[:LETTER_FROM]]
    letter = template_of(texts)
    variants = variants_of(texts, letter)
    judged: dict[str, bool] = {}
    changes = []
    for one in group:
        if one.own_text not in judged:
            judged[one.own_text] = adds_something(letter, one.own_text, variants)
        adds = judged[one.own_text]
        hold = Hold.CAMPAIGN if one.hold is Hold.ORDINARY else one.hold
        is_new = campaign_id is None or one.campaign_id != campaign_id
        is_waiting_otherwise = one.hold is not None and (one.adds != adds or one.hold != hold)
        if is_new or is_waiting_otherwise:
            changes.append(Change(one, adds, hold))
    return tuple(changes)


def _hold_outside(comment: Seen) -> Hold | None:
    """Where a comment waits that is no member any more; privacy review and the rest stay."""
    if comment.hold is not Hold.CAMPAIGN:
        return comment.hold
    hold = hold_for(comment.signals, names_others=False, is_in_campaign=False)
    return hold if hold is Hold.SPAM else Hold.ORDINARY
