"""The jobs about posts: pushing one, and looking at one because a person asked.

As with every push WordPress being down, slow or busy puts a job off and never counts against it,
nor does a wrong password, which a person has to put right.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.core.wordpress_settings import WordPressSettings
from engage.jobs.handlers import Handlers, JobContext, Later, networked, transactional
from engage.jobs.service import Payload
from engage.wordpress import service
from engage.wordpress.errors import AuthFailed, Transient
from engage.wordpress.gateway import open_transport
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.looking import compare_posts
from engage.wordpress.posting import send_post
from engage.wordpress.service.kinds import DROP_DIFFERENCE, LOOK_AT_POST, PUSH_ENGAGEMENT
from engage.wordpress.service.noting import drop_difference

Answer = TypeVar("Answer")


def push_engagement(context: JobContext) -> None:
    settings = context.units.settings.wordpress
    if settings is None:
        return  # switched off meanwhile; switched on again, reconciling finds what is missing
    with context.units.writing(SYSTEM) as unit:
        service.refuse_if_paused(unit)
        plan = service.plan_post(unit, int(context.payload["engagement_id"]), context.job_id)
    if plan is None:
        return
    outcome = _answered(context, settings, lambda there: send_post(there, plan))
    with context.recording() as unit:
        service.note_contact(unit)
        service.record_post(unit, plan, outcome)


def look_at_engagement(context: JobContext) -> None:
    settings = context.units.settings.wordpress
    if settings is None:
        return
    with context.units.reading(SYSTEM) as unit:
        service.refuse_if_paused(unit)
    engagement_id = int(context.payload["engagement_id"])
    _answered(
        context,
        settings,
        lambda there: compare_posts(context.units, there, engagement_id=engagement_id),
    )
    with context.recording() as unit:
        service.note_contact(unit)


def _drop(unit: Unit, payload: Payload) -> None:
    drop_difference(unit, int(payload["comment_id"]))


def _answered(
    context: JobContext, settings: WordPressSettings, ask: Callable[[Transport], Answer]
) -> Answer:
    try:
        with open_transport(settings) as transport:
            return ask(transport)
    except (Transient, AuthFailed) as error:
        with context.units.writing(SYSTEM) as unit:
            seconds = service.note_trouble(unit, error)
        raise Later(seconds) from None


HANDLERS: Final[Handlers] = {
    PUSH_ENGAGEMENT: networked(push_engagement),
    LOOK_AT_POST: networked(look_at_engagement),
    DROP_DIFFERENCE: transactional(_drop),
}
