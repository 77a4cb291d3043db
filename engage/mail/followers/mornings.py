"""When the moderators' digest is owed: at half past eight on working days, once to each."""

from datetime import date
from typing import Final

from engage.core.business_hours import CLOSES, OPENS, is_workday
from engage.core.dates import zone
from engage.core.unit import Unit
from engage.jobs.handlers import Handlers, transactional
from engage.jobs.service import Payload, enqueue
from engage.mail.followers.digests import counts, moderators
from engage.mail.rules import MailKind, Order, RecipientKind
from engage.mail.service import order_mails

LOOK_AT_MORNING: Final = "mail.look_at_morning"
OWE_DIGESTS: Final = "mail.queue_digests"
QUEUE: Final = "queue"


def look_at_morning(unit: Unit, _payload: Payload) -> None:
    """Recurs; begins the day's digests once, in working hours."""
    local = unit.now.astimezone(zone(unit.settings.time_zone))
    if is_workday(local.date()) and OPENS <= local.time() < CLOSES:
        day = local.date().isoformat()
        enqueue(unit, OWE_DIGESTS, {"day": day}, key=f"{OWE_DIGESTS}:{day}")


def owe_digests(unit: Unit, payload: Payload) -> None:
    """One mail a day to each, by its key, whoever runs this however often."""
    day = date.fromisoformat(str(payload["day"])).isoformat()
    orders = [
        Order(
            MailKind.QUEUE_DIGEST,
            RecipientKind.PERSON,
            person_id,
            QUEUE,
            0,
            f"queue_digest:{day}:{person_id}",
            step=day,
        )
        for person_id in moderators(unit)
        if counts(unit, person_id) is not None
    ]
    order_mails(unit, orders)


HANDLERS: Final[Handlers] = {
    LOOK_AT_MORNING: transactional(look_at_morning),
    OWE_DIGESTS: transactional(owe_digests),
}
