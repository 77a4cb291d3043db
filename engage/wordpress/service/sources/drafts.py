"""A topic or an update as the draft of a post: what both have in common for whoever writes one."""

from dataclasses import dataclass, replace

from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import topic_content, topics_of
from engage.engagements.rules import SLUG_LENGTH, TopicContent, UpdateContent, slug_fault
from engage.engagements.service import add_topic, save_topic
from engage.engagements.slugs import suggested_slug
from engage.updates.models import EngagementUpdate
from engage.updates.queries import update_content
from engage.updates.service import add_update, save_update
from engage.wordpress.plans import Thing
from engage.wordpress.sourcing import Becomes, Written, written_hash

UNNAMED = "post"


@dataclass(frozen=True)
class Draft:
    """`row` is the topic or the update. What staff add to a post (a prompt, why answers are needed)
    does not count as a change of what came."""

    engagement: Engagement
    row: Topic | EngagementUpdate

    @property
    def thing(self) -> Thing:
        return Thing.TOPIC if isinstance(self.row, Topic) else Thing.UPDATE

    @property
    def is_public(self) -> bool:
        if isinstance(self.row, Topic):
            return self.row.published_revision_id is not None
        return self.row.is_public


def draft_of(unit: Unit, thing: str, local_id: int) -> Draft:
    row: Topic | EngagementUpdate
    if thing == Thing.TOPIC:
        row = unit.session.get_one(Topic, local_id)
    else:
        row = unit.session.get_one(EngagementUpdate, local_id)
    return Draft(unit.session.get_one(Engagement, row.engagement_id), row)


def find_draft(unit: Unit, thing: str, local_id: int) -> Draft:
    """To change it: its engagement locked, as staff lock it who save."""
    draft = draft_of(unit, thing, local_id)
    unit.session.refresh(draft.engagement, with_for_update={"key_share": True})
    unit.session.refresh(draft.row)
    return draft


def says(unit: Unit, draft: Draft) -> tuple[str, str, str]:
    """Title, summary ('' of a topic) and text of the draft as it is now."""
    if isinstance(draft.row, Topic):
        topic = topic_content(unit.session, draft.row.draft_revision_id)
        return topic.title, "", topic.body
    update = update_content(unit.session, draft.row.draft_revision_id)
    return update.title, update.summary, update.body


def digest_of(unit: Unit, draft: Draft) -> str:
    return written_hash(*says(unit, draft))


def is_untouched(unit: Unit, draft: Draft, digest: str) -> bool:
    """Whether nobody here wrote a word of it, a prompt neither."""
    if digest_of(unit, draft) != digest:
        return False
    if not isinstance(draft.row, Topic):
        return True
    now = topic_content(unit.session, draft.row.draft_revision_id)
    return now == TopicContent(title=now.title, body=now.body)


def take_back(unit: Unit, draft: Draft) -> bool:
    """Only what is public of it stays, and nothing of one that never was; False: nothing went."""
    before = draft.row.draft_revision_id
    if before == draft.row.published_revision_id:
        return False
    draft.row.draft_revision_id = draft.row.published_revision_id
    unit.audit(
        "wordpress.draft_taken_back",
        draft.row.scope,
        before=before,
        after=draft.row.draft_revision_id,
    )
    return True


def save(unit: Unit, draft: Draft, written: Written) -> None:
    """A new draft revision; what is public stays as it is. Raises Refused for what our text cannot
    hold."""
    row, seen = draft.row, draft.row.draft_revision_id
    if isinstance(row, Topic):
        before = topic_content(unit.session, seen)
        topic = replace(before, title=written.title, body=written.body)
        save_topic(unit, draft.engagement, row, topic, seen_revision_id=seen)
    else:
        update = UpdateContent(written.title, written.summary, written.body)
        save_update(unit, draft.engagement, row, update, seen_revision_id=seen)


def add(unit: Unit, engagement: Engagement, becomes: Becomes, written: Written) -> Draft:
    """A draft that only staff see, at an address of its own. Raises Refused."""
    if becomes is Becomes.TOPIC:
        content = TopicContent(title=written.title, body=written.body)
        slug = _free_slug(unit, engagement, written.title)
        return Draft(engagement, add_topic(unit, engagement, slug, content))
    return Draft(
        engagement,
        add_update(unit, engagement, UpdateContent(written.title, written.summary, written.body)),
    )


def _free_slug(unit: Unit, engagement: Engagement, title: str) -> str:
    taken = {topic.slug for topic in topics_of(unit.session, engagement.id)}
    wanted = suggested_slug(title) or UNNAMED
    slug, number = wanted, 2
    while slug in taken or slug_fault(slug, is_topic=True):
        slug, number = f"{wanted[: SLUG_LENGTH - 8]}-{number}", number + 1
    return slug
