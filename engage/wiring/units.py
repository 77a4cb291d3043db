"""Everything that use cases work through, joined: tables, rules that features above others bring,
and what a transaction does besides."""

import engage.accounts.models
import engage.avenues.models
import engage.coding.models
import engage.comments.answers.models
import engage.comments.attachments.models
import engage.comments.defences.models
import engage.comments.models
import engage.comments.provenance.models
import engage.comments.threads.models
import engage.engagements.planning.models
import engage.following.models
import engage.governance.approvals.models
import engage.governance.conduct.models
import engage.governance.elections.models
import engage.governance.models
import engage.incidents.models
import engage.mail.followers.models
import engage.mail.incoming.models
import engage.mail.models
import engage.media.documents.models
import engage.media.models
import engage.moderation.intake.models
import engage.moderation.models
import engage.moderation.reported.models
import engage.moderation.spam.models
import engage.multilingual.models
import engage.notices.models
import engage.outreach.models
import engage.records.models
import engage.replies.models
import engage.reports.models
import engage.reports.passing.models
import engage.reuse.models
import engage.search.models
import engage.updates.models
import engage.wordpress.models  # noqa: F401  every table belongs to the metadata
from engage.audit.service import append_notes
from engage.avenues.platforms import PLATFORMS
from engage.core.clock import Clock, SystemClock
from engage.core.db import Database
from engage.core.settings import Settings
from engage.core.unit import Unit, UnitHooks, Units
from engage.engagements.approving import APPROVABLE
from engage.engagements.pictures import shown_in_engagements
from engage.governance.approvals.rules import SubjectKind
from engage.jobs.service import Subscriptions, insert_jobs
from engage.mail.followers.composing import PUBLIC_REPORTS
from engage.mail.incoming.queries.writers import addresses_of_writers, words_of_mail
from engage.media.service import SHOWN_IN
from engage.multilingual.approving import approvable_translation
from engage.outreach.queries import platforms
from engage.reports.approving import approvable_report
from engage.reports.brought import ADDRESS_SOURCES, WORD_SOURCES
from engage.reports.queries import is_in_public_view
from engage.search.service import follow as follow_public
from engage.updates.approving import approvable_update
from engage.updates.queries import shown_in_updates
from engage.wordpress.queries.choices import posts_with_picture

ADDRESS_SOURCES[:] = [addresses_of_writers]
WORD_SOURCES[:] = [words_of_mail]
"""Whom and what the leak gate of reports looks for besides those it knows itself."""

PUBLIC_REPORTS[:] = [is_in_public_view]
"""Mail to followers says of a report only as long as it can be read."""

APPROVABLE[SubjectKind.UPDATE] = approvable_update
APPROVABLE[SubjectKind.TRANSLATION] = approvable_translation
APPROVABLE[SubjectKind.REPORT] = approvable_report
"""What goes through approvals besides engagements and their results."""

PLATFORMS[:] = [platforms]
"""Where posts may be captured: tools of the register (R2)."""

SHOWN_IN[:] = [shown_in_engagements, shown_in_updates, posts_with_picture]
"""Who shows pictures, and so keeps one from being taken away."""


def _listening(settings: Settings) -> Subscriptions:
    from engage.wiring.jobs import subscriptions  # noqa: PLC0415  nearly all of the program

    return subscriptions(settings)


def make_units(settings: Settings, clock: Clock | None = None) -> Units:
    """Database, clock, keys and hooks in one: what web, worker and commands work through."""

    def write_jobs(unit: Unit) -> None:
        if unit.events:
            insert_jobs(unit, _listening(settings))

    hooks = UnitHooks(insert_jobs=write_jobs, append_audit=append_notes)
    hooks.touched.append(follow_public)
    if settings.redis_url:
        from engage.jobs.celery_bridge import Nudge  # noqa: PLC0415  Celery, for large ones alone

        hooks.committed.append(Nudge(settings.redis_url))
    return Units(Database(settings.database_url), settings, clock or SystemClock(), hooks)
