"""A translation of the world's engagement that the public reads, with a draft that waits."""

from engage.core.permissions import SYSTEM
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import TranslatedText
from engage.governance.approvals.service import ask
from engage.multilingual.approving import translation_subject
from engage.multilingual.queries import drafted_originals
from engage.multilingual.service import add_translation, save_translation
from tests.permissions.world import SLUG, World


def make_translation(world: World) -> None:
    with world.units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        made = add_translation(unit, engagement, "pa")
        (own, *_) = drafted_originals(unit.session, engagement)
        words = TranslatedText("engagement", **dict.fromkeys(own.fields, "ਬੱਸਾਂ"))
        save_translation(unit, engagement, made, [words], seen_revision_id=None)
        made.published_revision_id = made.draft_revision_id
        engagement.languages = "pa"
        changed = TranslatedText("engagement", **dict.fromkeys(own.fields, "ਰਾਤ"))
        save_translation(unit, engagement, made, [changed], seen_revision_id=made.draft_revision_id)
        ask(unit, translation_subject(unit, engagement, made))
    text = "/staff/engagements/<slug>/translations/<tag>/texts/<key>"
    world.ids |= {"tag": "pa", f"{text} key": "engagement", f"{text}/confirm key": "engagement"}
