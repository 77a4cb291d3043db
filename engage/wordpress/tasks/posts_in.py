"""The jobs that read what was written there: posts of chosen categories, and which there are."""

from typing import Final

from engage.core.permissions import SYSTEM
from engage.jobs.handlers import Handlers, JobContext, Later, networked
from engage.wordpress import service
from engage.wordpress.errors import AuthFailed, Transient
from engage.wordpress.gateway import open_transport
from engage.wordpress.gateway.pictures import Pictures
from engage.wordpress.posts_in import Look, feeds, finish_look, look, start_look
from engage.wordpress.service.kinds import LOOK_AT_CATEGORIES, PULL_POSTS
from engage.wordpress.service.sources import keep_categories


def pull_posts(context: JobContext) -> None:
    settings = context.units.settings.wordpress
    if settings is None or not feeds(context.units):
        return
    _refuse_if_paused(context)
    begun = start_look(context.units, context.job_id)
    if begun is None:
        return  # the one who is at it sees what we would
    with Pictures(settings) as pictures:
        seen = Look(context.units, begun.run_id, pictures, context.renew)
        try:
            with open_transport(settings) as transport:
                look(transport, seen)
        except (Transient, AuthFailed) as error:
            raise _later(context, error) from None
    with context.recording() as unit:
        finish_look(unit, begun, seen)


def look_at_categories(context: JobContext) -> None:
    settings = context.units.settings.wordpress
    if settings is None:
        return
    _refuse_if_paused(context)
    try:
        with open_transport(settings) as transport:
            found = transport.categories()
    except (Transient, AuthFailed) as error:
        raise _later(context, error) from None
    with context.recording() as unit:
        service.note_contact(unit)
        keep_categories(unit, found)


def _refuse_if_paused(context: JobContext) -> None:
    with context.units.reading(SYSTEM) as unit:
        service.refuse_if_paused(unit)


def _later(context: JobContext, error: Transient | AuthFailed) -> Later:
    with context.units.writing(SYSTEM) as unit:
        return Later(service.note_trouble(unit, error))


HANDLERS: Final[Handlers] = {
    PULL_POSTS: networked(pull_posts),
    LOOK_AT_CATEGORIES: networked(look_at_categories),
}
