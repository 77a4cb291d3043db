"""What is asked about acknowledgements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from engage.governance.models import Acknowledgement
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS, PolicyPage, policy_page
from engage.governance.rules import acknowledgement_ends, is_acknowledged


@dataclass(frozen=True)
class Standing:
    """One document as it stands now, and when a person last acknowledged this very text."""

    name: str
    page: PolicyPage
    acknowledged_at: datetime | None

    @property
    def ends_at(self) -> datetime | None:
        return acknowledgement_ends(self.acknowledged_at) if self.acknowledged_at else None

    def is_current(self, now: datetime) -> bool:
        return is_acknowledged(self.acknowledged_at, now)


def standings(session: Session, person_id: int) -> tuple[Standing, ...]:
    """Every document that has to be acknowledged, with the person's last time, in one query."""
    rows = session.execute(_LAST, {"person": person_id})
    last = {(document, content_hash): at for document, content_hash, at in rows}
    pages = {name: policy_page(name) for name in ACKNOWLEDGED_DOCUMENTS}
    return tuple(
        Standing(name, page, last.get((name, page.content_hash))) for name, page in pages.items()
    )


# Every page of moderators asks this: it is put together once.
_LAST: Final = (
    select(
        Acknowledgement.document,
        Acknowledgement.content_hash,
        func.max(Acknowledgement.acknowledged_at),
    )
    .where(Acknowledgement.person_id == bindparam("person"))
    .group_by(Acknowledgement.document, Acknowledgement.content_hash)
)
