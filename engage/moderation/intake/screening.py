"""The job `moderation.screen`: every comment is looked at before the queue shows it (R27, R79).

It reads in a transaction of its own, looks at the text while none is open, and writes in one more,
which also marks the job done. Killed anywhere, it is done again from the start and finds what is
left to do; done twice, it finds nothing. Payloads hold numbers only.
"""

from typing import Final

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.jobs.handlers import JobContext
from engage.jobs.service import enqueue
from engage.moderation.intake.kin import groups_of, kin_of, nearest
from engage.moderation.intake.looking import Looked, look
from engage.moderation.intake.reading import Unscreened, unscreened, unscreened_in
from engage.moderation.intake.recording import Moved, Sight, forget, record
from engage.moderation.rules import SCREEN
from engage.moderation.spam.looking import Spotting, load_spotting

TRIES: Final = 4
CHUNK: Final = 50
AT_ONCE: Final = 500
"""So many comments of an import in one job; the rest is another job's, with a lease of its own."""


def screen(context: JobContext) -> None:
    """Looks at one comment, or at those of an engagement into which some were imported."""
    if "comment_id" in context.payload:
        _screen_one(context, int(context.payload["comment_id"]))
    else:
        _screen_many(context, int(context.payload["engagement_id"]))


def _screen_one(context: JobContext, comment_id: int) -> None:
    with context.units.reading(SYSTEM) as unit:
        found = unscreened(unit.session, comment_id)
        spotting = load_spotting(unit.session) if found else Spotting()
    if found is None:
        with context.recording() as unit:
            _forget_withdrawn(unit, comment_id)
        return
    looked = look(found, spotting)
    for tried in range(TRIES):
        sight = beside_others(context.units, found, looked)
        try:
            with context.recording() as unit:
                record(unit, sight, is_last_try=tried == TRIES - 1)
        except Moved:
            continue
        return


def _screen_many(context: JobContext, engagement_id: int) -> None:
    with context.units.reading(SYSTEM) as unit:
        spotting = load_spotting(unit.session)
    after, done = int(context.payload.get("after", 0)), 0
    while done < AT_ONCE:
        context.renew()
        with context.units.reading(SYSTEM) as unit:
            chunk = unscreened_in(unit.session, engagement_id, after=after, limit=CHUNK)
        for found in chunk:
            _screen_imported(context.units, found, spotting)
        done += len(chunk)
        if len(chunk) < CHUNK:
            return
        after = chunk[-1].comment_id
    with context.recording() as unit:
        enqueue(unit, SCREEN, {"engagement_id": engagement_id, "after": after})


def _screen_imported(units: Units, found: Unscreened, spotting: Spotting) -> None:
    looked = look(found, spotting)
    for tried in range(TRIES):
        sight = beside_others(units, found, looked)
        try:
            with units.writing(SYSTEM) as unit:
                record(unit, sight, is_last_try=tried == TRIES - 1)
        except Moved:
            continue
        return


def beside_others(units: Units, found: Unscreened, looked: Looked) -> Sight:
    """Reads the likeliest neighbours, and compares with no transaction open."""
    with units.reading(SYSTEM) as unit:
        seen = nearest(unit.session, found.engagement_id, found.comment_id, looked.keys)
        groups = groups_of(unit.session, seen)
    return Sight(found, looked, seen, kin_of(found.own_text, groups))


def _forget_withdrawn(unit: Unit, comment_id: int) -> None:
    comment = unit.session.get(Comment, comment_id)
    if comment is not None and comment.state == State.WITHDRAWN:
        forget(unit, comment_id)
