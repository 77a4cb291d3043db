"""A document of the world's engagement, kept beside what is listed."""

from engage.core.permissions import SYSTEM
from engage.media.documents.limits import CleanDocument
from engage.media.documents.rules import DocumentWords
from engage.media.documents.service import store_document
from tests.permissions.world import World, engagement_in

WORDS = DocumentWords("The plan for the night buses", "en", "", "The Province", "staff")


def make_document(world: World) -> None:
    clean = CleanDocument(b"%PDF- of the plan", 3, ())
    with world.units.writing(SYSTEM) as unit:
        name = store_document(unit, clean, WORDS, engagement_in(unit).id).name
    for page in ("", "/file", "/place", "/remove"):
        world.ids[f"/staff/engagements/<slug>/documents/<name>{page} name"] = name
    world.ids["/media/<name>.pdf name"] = name
