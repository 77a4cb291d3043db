"""Which messages a person may read and act on, and one of them locked as its reader saw it.

Those who read an engagement's comments read the mail that was led to it. A message that was led
nowhere may concern any ministry, so it is for those of these roles who reach every one.
"""

from typing import Final

from sqlalchemy import select

from engage.accounts.queries import names_of
from engage.core.dates import datetime_words
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.reach import COMMENT_READING_ROLES
from engage.governance.conduct.service import refuse_in_conflict
from engage.governance.service import must_acknowledge, require_acknowledged
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.queries.pages import NO_MAIL, Within, message
from engage.mail.incoming.words import settled_words

MAIL_ROLES: Final = COMMENT_READING_ROLES
GONE: Final = "What this message said is not here any more, so nothing can be made of it."
CHANGED: Final = "This message was changed while you were reading it. See below how it stands now."


def within_reach(unit: Unit) -> Within:
    """The ministries whose mail the actor reads; None: every one, and what is of none."""
    return unit.actor.ministries(MAIL_ROLES)


def locked(unit: Unit, mail_id: int, seen_version: int | None) -> IncomingMail:
    """The message as its reader saw it, locked; raises NotFound, or Conflict saying what happened.

    Moderators act once they acknowledged the rules (R15), and nobody in a conflict of interest
    with the engagement that it was led to (R51): Refused.
    """
    row = unit.session.scalar(
        select(IncomingMail)
        .where(IncomingMail.id == mail_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or not _reaches(unit, row.engagement_id):
        raise NotFound(NO_MAIL)
    if row.version != seen_version:
        raise Conflict(what_happened(unit, row))
    if must_acknowledge(unit):
        require_acknowledged(unit)
    if row.engagement_id is not None:
        refuse_in_conflict(unit, row.engagement_id)
    return row


def _reaches(unit: Unit, engagement_id: int | None) -> bool:
    within = within_reach(unit)
    if within is None:
        return True
    engagement = unit.session.get(Engagement, engagement_id) if engagement_id else None
    return engagement is not None and engagement.ministry_id in within


def refuse_if_gone(unit: Unit, row: IncomingMail) -> None:
    """Raises Refused where nothing is left of what a message said, or its key is not here."""
    if not message(unit.session, unit.keyring, row.id, within=None).is_left:
        raise Refused("", GONE)


def what_happened(unit: Unit, row: IncomingMail) -> str:
    """Who settled it, when, and how."""
    if row.settled_at is None:
        return CHANGED
    who = "A colleague"
    if row.settled_by is not None:
        mine = row.settled_by == unit.actor.person_id
        name = names_of(unit.session, {row.settled_by}).get(row.settled_by, who)
        who = "You" if mine else name
    at = datetime_words(row.settled_at, unit.settings.time_zone)
    return f"{who} settled this message already: {settled_words(row.settled_as)}, {at}."
