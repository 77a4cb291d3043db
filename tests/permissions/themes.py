"""The codebook that the world's pages of themes are about."""

from engage.coding.models import CodingRun, CommentCoding, ThemeProposal
from engage.coding.rules.codebook import ThemeContent
from engage.coding.service.codebook import add_theme
from engage.coding.service.deriving import derive
from engage.comments.models import Comment
from engage.core.permissions import SYSTEM
from tests.permissions.world import World, engagement_in

BASE = "/staff/engagements/<slug>/themes"
OF_A_THEME = ("", "/move", "/merge", "/split", "/retire", "/revive", "/suggested")


def make_themes(world: World) -> None:
    """Two themes, a comment that a colleague coded, suggestions that were worked out."""
    ids, now = world.ids, world.units.clock.now()
    with world.units.writing(SYSTEM) as unit:
        engagement = engagement_in(unit)
        for label in ("Bus routes", "Bus fares"):
            add_theme(unit, engagement, ThemeContent(label))
    for page in OF_A_THEME:
        ids[f"{BASE}/codebook/<key>{page} key"] = "bus-routes"
    ids[f"{BASE}/coding/<comment_id> comment_id"] = ids["published"]
    _dispute(world)
    run = CodingRun(
        engagement_id=ids["engagement_id"],
        kind="themes",
        state="waiting",
        wanted=10,
        asked_at=now,
    )
    number = world.add(run)
    proposal = ThemeProposal(
        run_id=number, position=1, words='["bus", "night"]', examples="[]", comments=3
    )
    ids[f"{BASE}/coding/undo/<number> number"] = 1
    ids[f"{BASE}/suggestions/<number>/cancel number"] = number
    ids[f"{BASE}/suggestions/<number>/dismiss number"] = world.add(proposal)


def _dispute(world: World) -> None:
    """Two colleagues, neither of whom any page is asked for, chose differently."""
    number = world.ids["asked"]
    world.ids[f"{BASE}/disagreements/<comment_id> comment_id"] = number
    with world.units.writing(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, number)
        for person_id, fits_none in ((1, True), (world.colleague.person_id, False)):
            unit.session.add(
                CommentCoding(
                    comment_id=comment.id,
                    person_id=person_id,
                    is_ruling=False,
                    version=comment.published_version,
                    text_mark="",
                    fits_none=fits_none,
                    note="",
                    coded_at=unit.now,
                )
            )
        unit.session.flush()
        derive(unit, comment, 2)
