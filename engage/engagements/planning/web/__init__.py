"""Staff pages of the planning record: the whole, its sections, the idea, the assessments."""

from engage.engagements.planning.web import assessing, idea, sections
from engage.engagements.planning.web.blueprint import blueprint

__all__ = ["assessing", "blueprint", "idea", "sections"]
