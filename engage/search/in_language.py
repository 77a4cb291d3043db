"""What staff translated into a language, as a search on its pages needs it: which text translates
what, and the words of titles.

Thousands are told apart at each search, and they change when a translation is published or taken
back: that moves a version (`TRANSLATED`) in the same transaction. So they are kept for as long as
the version stays, which is read first each time; a change in between makes what is kept too new and
never too old.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from engage.core.ledgers import content_version
from engage.multilingual.models import TRANSLATED, TextInLanguage
from engage.multilingual.queries import public_texts_of_each
from engage.multilingual.rules import ENGAGEMENT
from engage.search.rules import Kind, plain_words
from engage.search.translated import is_public_in

Words = frozenset[str]
_LANGUAGE: Final = bindparam("language", type_=String)
# All of a kind in one row, in two lists of the same order: to hand out thousands of rows takes
# longer than to find them.
_ORIGINALS: Final = (
    select(
        TextInLanguage.kind,
        func.aggregate_strings(cast(TextInLanguage.id, String), ","),
        func.aggregate_strings(cast(TextInLanguage.subject_id, String), ","),
    )
    .where(is_public_in(_LANGUAGE))
    .group_by(TextInLanguage.kind)
)


@dataclass(frozen=True)
class InLanguage:
    """All that can be read in it at one version. `originals`: by kind, what each text (its id)
    translates (the id of that)."""

    version: int
    language: str
    originals: Mapping[Kind, Mapping[int, int]]
    _titles: dict[int, Words] = field(default_factory=dict, repr=False)

    def title_words(self, session: Session, engagement_ids: Collection[int]) -> dict[int, Words]:
        """Of the translated titles of these, by id; those without one are left out."""
        if new := [one for one in engagement_ids if one not in self._titles]:
            said = public_texts_of_each(session, new, self.language)
            for number in new:
                text = said.get(number, {}).get(ENGAGEMENT)
                self._titles[number] = frozenset(plain_words(text.title)) if text else frozenset()
        return {one: self._titles[one] for one in engagement_ids if self._titles[one]}


_KEPT: Final[WeakKeyDictionary[Engine, dict[str, InLanguage]]] = WeakKeyDictionary()


def in_language(session: Session, language: str) -> InLanguage:
    """What the public reads in it now."""
    version = content_version(session, TRANSLATED)
    kept = _KEPT.setdefault(session.get_bind().engine, {})
    known = kept.get(language)
    if known is None or known.version != version:
        rows: Iterable[Any] = session.connection().execute(_ORIGINALS, {"language": language})
        originals = {
            Kind(kind): dict(zip(_numbers(texts), _numbers(subjects), strict=True))
            for kind, texts, subjects in rows
        }
        known = kept[language] = InLanguage(version, language, originals)
    return known


def _numbers(listed: str) -> Iterable[int]:
    return map(int, listed.split(","))
