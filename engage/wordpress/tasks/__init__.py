"""The jobs of both ways: what pushes, what pulls, what compares."""

from typing import Final

from engage.jobs.handlers import Handlers
from engage.wordpress.tasks.drifting import HANDLERS as DRIFTING
from engage.wordpress.tasks.posting import HANDLERS as POSTING
from engage.wordpress.tasks.posts_in import HANDLERS as POSTS_IN
from engage.wordpress.tasks.pulling import HANDLERS as PULLING
from engage.wordpress.tasks.pushing import HANDLERS as PUSHING

__all__ = ["HANDLERS"]

HANDLERS: Final[Handlers] = {**PUSHING, **POSTING, **PULLING, **POSTS_IN, **DRIFTING}
