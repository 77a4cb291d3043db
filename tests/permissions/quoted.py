"""What the world's pages of quotations, of the register of reuse and of consents are about."""

from engage.core.permissions import SYSTEM
from engage.reuse.models import Quotation, ReuseConsent, ReuseRecord
from engage.reuse.queries.choosing import PublishedText, published_text
from engage.reuse.queries.standing import text_hash_of
from tests.permissions.world import World, engagement_in

PAGE = "/staff/engagements/<slug>/quotations/<quotation_id>"


def make_quotations(world: World) -> None:
    """A draft of words that are public, a use of it, a removed one to put back, and a consent."""
    ids, now = world.ids, world.units.clock.now()
    with world.units.reading(SYSTEM) as unit:
        engagement_id = engagement_in(unit).id
        text = published_text(unit.session, engagement_id, str(ids["public_id"]))
    number = world.add(_quotation(world, engagement_id, text), "quotation_id")
    removed = _quotation(world, engagement_id, text)
    removed.removed_at = now
    ids[f"{PAGE}/restore quotation_id"] = world.add(removed)
    use = ReuseRecord(
        engagement_id=engagement_id,
        quotation_id=number,
        target_kind="page",
        target="About buses",
        removed="{}",
        kept="{}",
        basis="collected_for_it",
        content_hash="a" * 64,
        used_at=now,
    )
    world.add(use, "record_id")
    consent = ReuseConsent(
        ministry_id=world.ministry_id,
        what="What she said of buses.",
        purpose="The report.",
        to_whom="Its readers",
        proof="File 7",
        effective_at=now,
        recorded_at=now,
    )
    world.add(consent, "consent_id")


def _quotation(world: World, engagement_id: int, text: PublishedText) -> Quotation:
    return Quotation(
        engagement_id=engagement_id,
        topic_id=text.topic_id,
        position=1,
        comment_id=text.comment_id,
        comment_version=text.version,
        language="en",
        text_hash=text_hash_of(text.body),
        start=0,
        end=len(text.body),
        chosen_at=world.units.clock.now(),
    )
