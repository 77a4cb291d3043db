"""The jobs of mail to followers and of the moderators' digest, in one list for the wiring."""

from datetime import timedelta
from typing import Final

from engage.jobs.handlers import Handlers
from engage.jobs.schedule import Recurring
from engage.mail.followers import mornings, owing

HANDLERS: Final[Handlers] = {**owing.HANDLERS, **mornings.HANDLERS}
RECURRING: Final = (Recurring(mornings.LOOK_AT_MORNING, timedelta(minutes=5)),)
