"""Who wrote to an engagement by mail, for whoever has to see that none of it gets out."""

from collections.abc import Iterator

from sqlalchemy import select

from engage.core.unit import Unit
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.sealing import opened


def addresses_of_writers(unit: Unit, engagement_id: int) -> Iterator[str]:
    """Also of what is no comment. Raises Undecryptable when a data key is gone."""
    rows = unit.session.execute(
        select(IncomingMail.id, IncomingMail.sender_cipher)
        .where(IncomingMail.engagement_id == engagement_id, IncomingMail.sender_cipher.is_not(None))
        .order_by(IncomingMail.id)
        .execution_options(yield_per=1000)
    )
    for number, cipher in rows:
        yield opened(unit.keyring, number, "sender", cipher)
