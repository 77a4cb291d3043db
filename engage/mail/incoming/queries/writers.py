"""Who wrote to an engagement by mail, and what, for whoever has to see that none of it gets out."""

from collections.abc import Iterator

from sqlalchemy import or_, select

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


def words_of_mail(unit: Unit, engagement_id: int) -> Iterator[str]:
    """Subjects, texts and what was cut off, of what is no comment. Raises Undecryptable when a data
    key is gone."""
    row = IncomingMail
    rows = unit.session.execute(
        select(row.id, row.subject_cipher, row.body_cipher, row.cut_cipher)
        .where(
            row.engagement_id == engagement_id,
            or_(
                row.subject_cipher.is_not(None),
                row.body_cipher.is_not(None),
                row.cut_cipher.is_not(None),
            ),
        )
        .order_by(row.id)
        .execution_options(yield_per=1000)
    )
    for number, subject, body, cut in rows:
        said = (
            opened(unit.keyring, number, "subject", subject),
            opened(unit.keyring, number, "body", body),
            opened(unit.keyring, number, "cut", cut),
        )
        yield from filter(None, said)
