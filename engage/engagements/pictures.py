"""Where texts of engagements show a picture: asked before one is taken away."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engage.engagements.models import Engagement, Revision, Topic

_OF_ENGAGEMENT: Final = (
    (Engagement.published_revision_id, "the public text of {}"),
    (Engagement.draft_revision_id, "the draft of {}"),
    (Engagement.results_revision_id, "the public results of {}"),
    (Engagement.results_draft_revision_id, "the draft of the results of {}"),
)


def shown_in_engagements(session: Session, name: str) -> Iterator[str]:
    """Texts, results and topics that show it, public ones and drafts, in words."""
    shows = Revision.content.contains(f"/media/{name}.", autoescape=True)
    for column, words in _OF_ENGAGEMENT:
        asked = select(Engagement.title).join(Revision, Revision.id == column).where(shows)
        for title in session.scalars(asked.order_by(Engagement.id)):
            yield words.format(f"“{title}”")
    in_topics = (
        select(Topic.id, Topic.title)
        .join(
            Revision,
            or_(Revision.id == Topic.published_revision_id, Revision.id == Topic.draft_revision_id),
        )
        .where(shows)
        .order_by(Topic.id)
        .distinct()
    )
    for row in session.execute(in_topics):
        yield f"the topic “{row.title}”"
