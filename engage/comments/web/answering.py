"""What a reply answers, as its form shows it: the address names it (`?to=<public id>`).

A comment that is not public (any more) can be answered all the same: what was written is taken as a
comment of its own, and the form says so before it is sent.
"""

from dataclasses import dataclass
from typing import Final

from flask import request

from engage.comments.models import Comment
from engage.comments.queries import COMMENT, as_public, is_hidden, public_rows
from engage.comments.threads.rules import is_public_id
from engage.core.unit import Unit
from engage.engagements.models import Topic
from engage.governance.elections.queries import hidden_comments

QUOTED: Final = 400
"""Characters of the comment that stand above its reply; the rest is one link away."""


@dataclass(frozen=True)
class Answered:
    """`is_public` with its `name` ('': none) and the beginning of its `text`."""

    public_id: str
    is_public: bool = False
    name: str = ""
    text: str = ""
    language: str = ""
    is_cut: bool = False


def answered_in(unit: Unit, topic: Topic) -> Answered | None:
    """None where nothing is answered, and for what cannot be the id of a comment."""
    public_id = request.args.get("to", "")
    if not is_public_id(public_id):
        return None
    row = unit.session.execute(
        public_rows().where(COMMENT.c.public_id == public_id, COMMENT.c.topic_id == topic.id)
    ).first()
    if row is None or _is_held(unit, topic, row.id):
        return Answered(public_id)
    found = as_public(row, unit.keyring)
    is_cut = len(found.text) > QUOTED
    words = found.text[:QUOTED].rstrip()
    return Answered(public_id, True, found.name, words, found.language or "", is_cut)


def _is_held(unit: Unit, topic: Topic, comment_id: int) -> bool:
    hidden = hidden_comments(unit.session, topic.engagement_id, unit.now)
    return bool(hidden) and is_hidden(unit.session.get_one(Comment, comment_id), hidden)
