"""What is to become of a post that was written on WordPress; pure.

WordPress's own state decides whether a post is there for the public. Whether it is public here is
decided here, by a person, every time.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from engage.core.text import clean_plain, plain_one_line
from engage.engagements.rules import SUMMARY_LENGTH
from engage.wordpress.blocks.tree import parse
from engage.wordpress.marks import engage_mark
from engage.wordpress.rules import PostStatus, RemotePost

MOST_TRIES: Final = 3
"""How often a post is read again for a picture that could not be had."""
EXCERPT_WORDS: Final = 55
"""What WordPress itself shows of a post without a summary of its own."""


class Becomes(StrEnum):
    TOPIC = "topic"
    UPDATE = "update"


class InState(StrEnum):
    """What became of a post."""

    TAKEN = "taken"
    DIFFERS = "differs"
    """Changed there, and here too: a person says which of the two stays."""
    REFUSED = "refused"
    ELSEWHERE = "elsewhere"
    """Another source had it first."""
    WITHDRAWN = "withdrawn"


class Note(StrEnum):
    """What whoever publishes a draft has to know of it; kept with a name or an address."""

    PICTURE = "picture"
    NO_ALT = "no_alt"
    LEFT_OUT = "left_out"
    SIMPLIFIED = "simplified"
    TITLE_CUT = "title_cut"


class Verdict(StrEnum):
    TAKE = "take"
    WITHDRAW = "withdraw"
    SAME = "same"
    IGNORE = "ignore"


@dataclass(frozen=True)
class Known:
    """What we know of a post in a source since the last look."""

    modified: datetime
    state: InState
    tries: int = 0


@dataclass(frozen=True)
class Written:
    """A post as ours: plain title and summary, Markdown. `notes`: pairs of `Note` and what of.

    `refusal`: why it can be no draft, as a sentence.
    """

    title: str
    summary: str
    body: str
    notes: tuple[tuple[str, str], ...] = ()
    may_improve: bool = False
    refusal: str = ""

    @property
    def digest(self) -> str:
        """Equal for what says the same: by it we see whether staff changed a draft since."""
        return written_hash(self.title, self.summary, self.body)


def written_hash(title: str, summary: str, body: str) -> str:
    canonical = json.dumps([title, summary, body], ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def key_of(remote_id: int) -> str:
    """The name of the link of a post that was made there."""
    return f"post-{remote_id}"


def is_ours(post: RemotePost) -> bool:
    """Whether we put it there: taken in again it would come back to where it is from."""
    return engage_mark(post.content) is not None


def is_shown(post: RemotePost, categories: Collection[int]) -> bool:
    """Whether everybody can read it there, in one of these categories."""
    return (
        post.status is PostStatus.PUBLISH
        and not post.has_password
        and not set(post.categories).isdisjoint(categories)
        and not is_ours(post)
    )


def judge(post: RemotePost, categories: Collection[int], known: Known | None) -> Verdict:
    """`categories`: all that feed the same engagement in the same way."""
    if not is_shown(post, categories):
        is_here = known is not None and known.state is not InState.WITHDRAWN
        return Verdict.WITHDRAW if is_here else Verdict.IGNORE
    if known is None or known.state is InState.WITHDRAWN or known.modified != post.modified:
        return Verdict.TAKE
    return Verdict.TAKE if 0 < known.tries < MOST_TRIES else Verdict.SAME


def summary_of(excerpt: str, html: str) -> str:
    """The author's own summary, or the first words as WordPress shows them in lists."""
    own = plain_one_line(parse(excerpt).text(), SUMMARY_LENGTH)
    if own:
        return own
    words = clean_plain(" ".join(_words(html))).split()
    first = " ".join(words[:EXCERPT_WORDS]) + ("…" if len(words) > EXCERPT_WORDS else "")
    return plain_one_line(first, SUMMARY_LENGTH)


def _words(html: str) -> list[str]:
    """Words of paragraphs; those of captions, code and headings say little alone."""
    tree = parse(html)
    paragraphs = [part for part in tree.walk() if not isinstance(part, str) and part.name == "p"]
    return [part.text() for part in paragraphs[:20]] or [tree.text()]
