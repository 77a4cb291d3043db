"""Where features are joined: blueprints, which event causes which jobs, who does them, what recurs.

Features never call upward; they emit. These tables are the only place that knows who listens.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from flask import Blueprint

import engage.accounts.models
import engage.comments.models
import engage.governance.models
import engage.moderation.models
import engage.notices.models  # noqa: F401  every table belongs to the metadata
from engage.accounts.tasks import FORGET, forget
from engage.audit.service import append_notes
from engage.comments.web import blueprint as comments_pages
from engage.core.clock import Clock, SystemClock
from engage.core.db import Database
from engage.core.events import Event
from engage.core.settings import Settings
from engage.core.unit import Unit, UnitHooks, Units
from engage.engagements.service import ANNOUNCE
from engage.engagements.tasks import announce
from engage.engagements.web import blueprint as engagement_pages
from engage.jobs.celery_bridge import Nudge
from engage.jobs.handlers import Handler, transactional
from engage.jobs.schedule import Recurring
from engage.jobs.service import insert_jobs
from engage.jobs.tasks import PRUNE, prune_jobs
from engage.site.web import blueprint as public_pages

SUBSCRIPTIONS: Final[Mapping[type[Event], tuple[str, ...]]] = {}

HANDLERS: Final[Mapping[str, Handler]] = {
    ANNOUNCE: transactional(announce),
    FORGET: transactional(forget),
    PRUNE: transactional(prune_jobs),
}

RECURRING: Final = (
    Recurring(PRUNE, timedelta(hours=1)),
    Recurring(FORGET, timedelta(hours=1)),
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (public_pages, comments_pages, engagement_pages)


def make_units(settings: Settings, clock: Clock | None = None) -> Units:
    """Database, clock, keys and hooks in one: what web, worker and commands work through."""

    def write_jobs(unit: Unit) -> None:
        insert_jobs(unit, SUBSCRIPTIONS)

    hooks = UnitHooks(insert_jobs=write_jobs, append_audit=append_notes)
    if settings.redis_url:
        hooks.committed.append(Nudge(settings.redis_url))
    return Units(Database(settings.database_url), settings, clock or SystemClock(), hooks)
