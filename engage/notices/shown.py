"""In which words a notice stands before its reader: those of their language, or the English ones.

A page, a mail or a slip asks with the languages that its reader can be told in, the nearest first.
What was shown goes with the form and is kept with the comment (R24).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engage.core.unit import Unit
from engage.notices.models import NoticeVersion, NoticeWording
from engage.notices.rules import ORIGINAL
from engage.notices.service import current_version, wordings_of
from engage.notices.wordings import language_name


@dataclass(frozen=True)
class ShownNotice:
    """A version of a notice as somebody reads it; `wording` None: in English."""

    version: NoticeVersion
    wording: NoticeWording | None = None

    @property
    def _words(self) -> NoticeVersion | NoticeWording:
        return self.wording or self.version

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def created_at(self) -> datetime:
        return self.version.created_at

    @property
    def tag(self) -> str:
        return self.wording.language if self.wording else ORIGINAL

    @property
    def language_name(self) -> str:
        """For staff: 'French'."""
        return language_name(self.tag)

    @property
    def wording_id(self) -> int | None:
        return self.wording.id if self.wording else None

    @property
    def title(self) -> str:
        return self._words.title

    @property
    def authority(self) -> str:
        return self._words.authority

    @property
    def purpose(self) -> str:
        return self._words.purpose

    @property
    def contact(self) -> str:
        return self._words.contact

    @property
    def body(self) -> str:
        return self._words.body

    @property
    def content_hash(self) -> str:
        """Of the very words that are shown."""
        return self._words.content_hash


def current_notice(unit: Unit, engagement_id: int, *tags: str) -> ShownNotice | None:
    """The version in force in the first of these languages that it has; None: there is no notice.

    English asks the database nothing more than the version itself.
    """
    version = current_version(unit, engagement_id)
    return in_words(unit, version, *tags) if version is not None else None


def every_wording(unit: Unit, engagement_id: int) -> tuple[ShownNotice, ...]:
    """The version in force in each language that it has, English first; () where there is none."""
    version = current_version(unit, engagement_id)
    if version is None:
        return ()
    return (
        ShownNotice(version),
        *(ShownNotice(version, one) for one in wordings_of(unit, version.id)),
    )


def in_words(unit: Unit, version: NoticeVersion, *tags: str) -> ShownNotice:
    """This version in the first of these languages that it has."""
    for tag in tags:
        wording = wording_in(unit, version.id, tag) if tag and tag != ORIGINAL else None
        if wording is not None:
            return ShownNotice(version, wording)
    return ShownNotice(version)


def wording_in(unit: Unit, version_id: int, tag: str) -> NoticeWording | None:
    return unit.session.scalar(
        select(NoticeWording).where(
            NoticeWording.notice_version_id == version_id, NoticeWording.language == tag
        )
    )


def notice_read(unit: Unit, version_id: int, wording_id: int | None) -> ShownNotice | None:
    """What somebody read, by the numbers that a form or a comment keeps; None: there is none."""
    version = unit.session.get(NoticeVersion, version_id)
    wording = unit.session.get(NoticeWording, wording_id) if wording_id else None
    return ShownNotice(version, wording) if version is not None else None


def says_the_same(unit: Unit, now: NoticeVersion, read: ShownNotice) -> bool:
    """Whether the version in force says, in the language in which somebody read an earlier one,
    the very same words: a wording in another language changes nothing for them."""
    if read.wording is None:
        return now.content_hash == read.content_hash
    wording = wording_in(unit, now.id, read.tag)
    return wording is not None and wording.content_hash == read.content_hash
