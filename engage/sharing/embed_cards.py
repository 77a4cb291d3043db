"""Reads what a card says: of an engagement as it stands now, or of a part of it."""

from dataclasses import dataclass
from datetime import datetime

from engage.core.language import gettext as _
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase
from engage.multilingual.rules import RESULTS
from engage.multilingual.spoken import Spoken, spoken_in
from engage.sharing.embed import Subject, shortened
from engage.site import queries
from engage.site.rules import EngagementFacts
from engage.updates.queries import public_update


@dataclass(frozen=True)
class Card:
    """`tag` is the language of `title` and `text`; `about` the engagement, where the card is of a
    part of it; `at` when an update was published; `action` what the reader can do."""

    e: EngagementFacts
    title: str
    text: str
    tag: str
    href: str
    action: str
    about: str = ""
    at: datetime | None = None


def card_of(unit: Unit, found: Engagement, subject: Subject) -> Card:
    """Raises NotFound for a part that is not public, and for a language that nothing is in."""
    spoken = spoken_in(unit, found, subject.tag)
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    e = queries.engagement_facts(unit, found, content, spoken=spoken)
    if subject.topic:
        return _of_topic(unit, found, subject, spoken, e)
    if subject.update:
        row, written = public_update(unit.session, found.id, subject.update)
        facts = queries.update_facts(unit.session, row, written, spoken)
        text, action = shortened(facts.summary), _("Read the update")
        return Card(e, facts.title, text, facts.tag, subject.path, action, e.title, facts.at)
    has_results = found.timing.phase(unit.now) is Phase.RESULTS
    if subject.is_results and has_results:
        results = engagements.results_content(unit.session, found.results_revision_id)
        said, tag, _outdated = spoken.said(RESULTS, results)
        tag = tag if said.summary else e.tag
        text = shortened(said.summary)
        return Card(e, e.title, text, tag, subject.path, _("Read the results"))
    return Card(e, e.title, shortened(e.summary), e.tag, subject.path, _action(unit, found))


def _of_topic(
    unit: Unit, found: Engagement, subject: Subject, spoken: Spoken, e: EngagementFacts
) -> Card:
    topic = engagements.public_topic(unit.session, found.id, subject.topic)
    content = engagements.topic_content(unit.session, topic.published_revision_id)
    facts = queries.topic_facts(found, topic, content, spoken)
    action = (
        _("Read and comment") if found.timing.accepts_comments(unit.now) else _("Read comments")
    )
    text = shortened(facts.prompt)
    return Card(e, facts.title, text, facts.tag, subject.path, action, e.title)


def _action(unit: Unit, found: Engagement) -> str:
    if found.timing.accepts_comments(unit.now):
        return _("Take part")
    if found.timing.phase(unit.now) is Phase.RESULTS:
        return _("Read the results")
    return _("See the engagement")
