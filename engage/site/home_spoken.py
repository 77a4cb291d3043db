"""What the things that a search found are called on a page in another language: by the titles that
staff translated, as their own pages are. Asked for what is shown, never for all that was found."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from engage.core.language import WordsIn
from engage.engagements.rules import engagement_from_json, topic_from_json, update_from_json
from engage.multilingual.rules import ENGAGEMENT, topic_key, update_key
from engage.multilingual.spoken import Spoken, spoken_of_each
from engage.search.queries import Found, rows_of
from engage.search.rules import Kind

Titles = Mapping[tuple[Kind, int], WordsIn]
"""By kind and id; what is not there has none but that of its row."""


def titles_shown(session: Session, shown: Mapping[Kind, Sequence[Found]]) -> Titles:
    """Those of what is shown and of what it stands in, as far as they are translated."""
    spoken = spoken_of_each(session, {row.engagement_id for rows in shown.values() for row in rows})
    if not spoken:
        return {}
    topics = {row.topic_id for row in shown[Kind.COMMENT] if row.engagement_id in spoken}
    rows: dict[Kind, Sequence[Found]] = {
        Kind.ENGAGEMENT: rows_of(session, Kind.ENGAGEMENT, list(spoken)),
        Kind.TOPIC: [*rows_of(session, Kind.TOPIC, list(topics)), *shown[Kind.TOPIC]],
        Kind.UPDATE: shown[Kind.UPDATE],
    }
    return {
        (kind, row.id): _TITLES[kind](spoken[row.engagement_id], row)
        for kind, found in rows.items()
        for row in found
        if row.engagement_id in spoken
    }


def _of_engagement(spoken: Spoken, row: Found) -> WordsIn:
    said, tag, _is_outdated = spoken.said(ENGAGEMENT, engagement_from_json(row.content))
    return WordsIn(said.title, tag)


def _of_topic(spoken: Spoken, row: Found) -> WordsIn:
    said, tag, _is_outdated = spoken.said(topic_key(row.id), topic_from_json(row.content))
    return WordsIn(said.title, tag)


def _of_update(spoken: Spoken, row: Found) -> WordsIn:
    said, tag, _is_outdated = spoken.said(update_key(row.id), update_from_json(row.content))
    return WordsIn(said.title, tag)


_TITLES: Final[Mapping[Kind, Callable[[Spoken, Found], WordsIn]]] = {
    Kind.ENGAGEMENT: _of_engagement,
    Kind.TOPIC: _of_topic,
    Kind.UPDATE: _of_update,
}
