"""An engagement whose records can be filed once it has closed."""

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from tests.app_fixtures import build_engagement
from tests.planning import plan
from tests.reports.people import SLUG

CLASSIFICATION = "arcs-340"


def classified(units: Units) -> None:
    """Published, and with a classification in its plan."""
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        plan(unit, engagement_by_slug(unit.session, SLUG), classification=CLASSIFICATION)
