"""The jobs that read what people left there and that compare both sides.

Each begins by making sure that no other worker is at it, leaves the site alone while it is paused,
and writes its run down however it ends.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from engage.core.permissions import SYSTEM
from engage.core.wordpress_settings import WordPressSettings
from engage.jobs.handlers import Handlers, JobContext, Later, networked
from engage.wordpress import service
from engage.wordpress.comparing import compare_round, finish_comparing, start_comparing
from engage.wordpress.errors import AuthFailed, Transient
from engage.wordpress.gateway import open_transport
from engage.wordpress.holding import Open
from engage.wordpress.pulling import finish_pull, pull, start_pull
from engage.wordpress.service.kinds import COMPARE, PULL_COMMENTS

Done = TypeVar("Done")


def pull_comments(context: JobContext) -> None:
    settings = context.units.settings.wordpress
    if settings is None or not _may_ask(context):
        return
    begun = start_pull(context.units, context.job_id)
    if begun is None:
        return
    opened = _opener(settings)
    pulled = _answered(context, lambda: pull(context.units, begun, opened, context.renew))
    with context.recording() as unit:
        finish_pull(unit, begun, pulled)


def compare(context: JobContext) -> None:
    settings = context.units.settings.wordpress
    if settings is None or not _may_ask(context):
        return
    begun = start_comparing(context.units, context.job_id)
    if begun is None:
        return
    opened, is_confirmed = _opener(settings), bool(context.payload.get("confirmed", 0))
    done = _answered(
        context,
        lambda: compare_round(
            context.units, begun, opened, context.renew, is_confirmed=is_confirmed
        ),
    )
    with context.recording() as unit:
        finish_comparing(unit, begun, done)


def _opener(settings: WordPressSettings) -> Open:
    return lambda: open_transport(settings)


def _may_ask(context: JobContext) -> bool:
    """While the site is left alone a look is left out: the next one sees the same and more. One
    that was put off goes on waiting, because its run is not over."""
    with context.units.reading(SYSTEM) as unit:
        try:
            service.refuse_if_paused(unit)
        except Later:
            if context.claim.attempts > 1:
                raise
            return False
    return True


def _answered(context: JobContext, do: Callable[[], Done]) -> Done:
    try:
        return do()
    except (Transient, AuthFailed) as error:
        with context.units.writing(SYSTEM) as unit:
            seconds = service.note_trouble(unit, error)
        raise Later(seconds) from None


HANDLERS: Final[Handlers] = {
    PULL_COMMENTS: networked(pull_comments),
    COMPARE: networked(compare),
}
