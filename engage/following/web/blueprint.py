"""The blueprint, and how refusals reach the fields of a form."""

from typing import Final

from flask import Blueprint

from engage.core.errors import Refused
from engage.core.language import gettext as _
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase
from engage.following.rules import Invalid

blueprint = Blueprint("following", __name__)

REFUSED: Final = 422


def faults_of(refusal: Refused) -> tuple[Refused, ...]:
    if isinstance(refusal, Invalid):
        return refusal.faults
    return (Refused(refusal.field, _(refusal.message)),)


def shown(unit: Unit, engagement: Engagement) -> dict[str, str]:
    """The engagement as the pages name it: as it was published last; no link while out of view."""
    content = engagements.engagement_content(unit.session, engagement.published_revision_id)
    in_view = engagement.timing.phase(unit.now) is not Phase.PLANNED
    return {
        "title": content.title,
        "slug": engagement.slug,
        "href": f"/engagements/{engagement.slug}" if in_view else "",
        "ministry": engagements.ministries_named(unit.session, [engagement.ministry_id])[
            engagement.ministry_id
        ],
    }
