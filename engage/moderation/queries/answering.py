"""What a comment answers, for whoever decides on it: its public text, or that there is none now."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engage.comments.queries import public_comment
from engage.core.crypto import Keyring

QUOTED: Final = 400
"""Characters; the whole is one link away."""


@dataclass(frozen=True)
class Above:
    """`text` is the beginning of what is public of the comment, '' for answers alone; with
    `is_public` false neither name nor text are there."""

    comment_id: int
    is_public: bool
    name: str = ""
    text: str = ""
    is_cut: bool = False


def comment_above(session: Session, keyring: Keyring, comment_id: int) -> Above:
    found = public_comment(session, keyring, comment_id)
    if found is None:
        return Above(comment_id, is_public=False)
    words = found.text[:QUOTED].rstrip()
    return Above(comment_id, True, found.name, words, is_cut=len(found.text) > QUOTED)
