"""What of WordPress waits for a person besides differences and what was given up."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from engage.core.unit import Unit
from engage.desk.rules import Waiting
from engage.wordpress.queries import contact
from engage.wordpress.queries.standing import alarm, count_left_out
from engage.wordpress.service import CONFIGURING_ROLES

PLACE: Final = "WordPress"
HREF: Final = "/staff/wordpress"
ALARM: Final = "Much was taken down on WordPress at once: look at it"
AWAY: Final = "WordPress does not answer as it should: look at the connection"
AWAY_LONG: Final = timedelta(hours=1)


def wordpress_duties(unit: Unit) -> Iterator[Waiting]:
    """For those who look after every ministry's posts."""
    if unit.settings.wordpress is None or not any(map(unit.actor.may, CONFIGURING_ROLES)):
        return
    alarming = alarm(unit.session)
    if alarming is not None and alarming.finished_at is not None:
        yield Waiting(alarming.finished_at, PLACE, ALARM, HREF)
    row = contact(unit.session)
    if row is not None and row.since is not None and row.since <= unit.now - AWAY_LONG:
        yield Waiting(row.since, PLACE, AWAY, HREF)
    count, since = count_left_out(unit.session)
    if since is not None:
        yield Waiting(since, PLACE, left_out_words(count), f"{HREF}#left-out")


def left_out_words(count: int) -> str:
    """'1 comment on WordPress is not taken', '3 comments on WordPress are not taken'"""
    if count == 1:
        return "1 comment on WordPress is not taken"
    return f"{count:,} comments on WordPress are not taken"
