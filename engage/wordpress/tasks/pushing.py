"""The jobs that push: prepare in a transaction, send with none open, record in another.

WordPress being down, slow or busy puts a job off and never counts against it, nor does a wrong
password, which a person has to put right; both stop all pushes for a while. An answer that cannot
be understood counts, and after its tries the job waits for a person on the staff page.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.core.wordpress_settings import WordPressSettings
from engage.jobs.handlers import Handler, Handlers, JobContext, Later, networked, transactional
from engage.jobs.service import Payload
from engage.wordpress import service
from engage.wordpress.errors import AuthFailed, BadData, Closed, Transient
from engage.wordpress.gateway import Connection, WordPress
from engage.wordpress.plans import Outcome
from engage.wordpress.sending import send_comment, send_post
from engage.wordpress.service import (
    PUSH_COMMENT,
    PUSH_COMMENTS,
    PUSH_ENGAGEMENT,
    RECONCILE,
    RELEASE,
)

CLOSED_PAUSE: Final = 600.0

Plan = TypeVar("Plan")


def open_wordpress(settings: WordPressSettings) -> WordPress:
    """The gateway of one piece of work; BadData when the address may not be used at all."""
    try:
        return WordPress(Connection(settings.url, settings.user, settings.password))
    except ValueError as error:
        raise BadData(str(error)) from None


def _pusher(
    id_field: str,
    plan: Callable[[Unit, int, int], Plan | None],
    send: Callable[[WordPress, Plan], Outcome],
    record: Callable[[Unit, Plan, Outcome], None],
) -> Handler:
    def push(context: JobContext) -> None:
        settings = context.units.settings.wordpress
        if settings is None:
            return  # switched off meanwhile; switched on again, reconciling finds what is missing
        with context.units.writing(SYSTEM) as unit:
            service.refuse_if_paused(unit)
            planned = plan(unit, int(context.payload[id_field]), context.job_id)
        if planned is None:
            return
        outcome = _answered(context, settings, lambda wordpress: send(wordpress, planned))
        with context.recording() as unit:
            service.note_contact(unit)
            record(unit, planned, outcome)

    return networked(push)


def _answered(
    context: JobContext, settings: WordPressSettings, send: Callable[[WordPress], Outcome]
) -> Outcome:
    try:
        with open_wordpress(settings) as wordpress:
            return send(wordpress)
    except (Transient, AuthFailed) as error:
        with context.units.writing(SYSTEM) as unit:
            seconds = service.note_trouble(unit, error)
        raise Later(seconds) from None
    except Closed:
        raise Later(CLOSED_PAUSE) from None


def _reconcile(unit: Unit, _payload: Payload) -> None:
    service.reconcile(unit)


def _follow_comments(unit: Unit, payload: Payload) -> None:
    service.follow_comments(unit, int(payload["engagement_id"]))


def _release(unit: Unit, payload: Payload) -> None:
    service.release(unit, str(payload["kind"]), int(payload["engagement_id"]))


HANDLERS: Final[Handlers] = {
    PUSH_ENGAGEMENT: _pusher("engagement_id", service.plan_post, send_post, service.record_post),
    PUSH_COMMENT: _pusher("comment_id", service.plan_comment, send_comment, service.record_comment),
    PUSH_COMMENTS: transactional(_follow_comments),
    RECONCILE: transactional(_reconcile),
    RELEASE: transactional(_release),
}
