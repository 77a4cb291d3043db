"""The bytes of packages: kept in parts for a week, or until a newer package of the kind is ready.

A package holds people's names and addresses outside of their seals, so it does not lie about for
longer than it takes to fetch it; it can be made again at any time. An attempt has a number:
a worker that slept beyond its lease finds that another has begun, and stops (`Abandoned`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Select, and_, delete, exists, or_, select
from sqlalchemy.orm import aliased

from engage.core.errors import NotFound
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.engagements.queries import engagement_by_id
from engage.records import queries
from engage.records.archive import pieces_of
from engage.records.models import RecordsFiling, RecordsPackage, RecordsPart
from engage.records.rules import UNDER_WAY, State

KEPT_FOR: Final = timedelta(days=7)
PARTS_AT_ONCE: Final = 8
WITHOUT_BYTES: Final = (State.FAILED, State.DELETED)


class Abandoned(Exception):
    """The package is no longer this attempt's: stop, and change nothing."""


@dataclass(frozen=True)
class Attempt:
    """One attempt at a package, by its number."""

    units: Units
    package_id: int
    filing_id: int
    number: int

    @contextmanager
    def ours(self) -> Iterator[tuple[Unit, RecordsPackage]]:
        """A transaction in which the package is seen to be this attempt's; raises Abandoned."""
        with self.units.writing(SYSTEM) as unit:
            yield unit, self.claimed(unit)

    def claimed(self, unit: Unit) -> RecordsPackage:
        package = queries.package_by_id(unit.session, self.package_id, lock=True)
        if package.attempt != self.number or package.state != State.BUILDING:
            raise Abandoned
        return package

    def store(self, path: Path) -> None:
        """Keeps the bytes, a part in a transaction each, so that others can write meanwhile."""
        for number, piece in enumerate(pieces_of(path)):
            with self.ours() as (unit, _package):
                unit.session.add(
                    RecordsPart(package_id=self.package_id, number=number, content=piece)
                )


def begin(units: Units, package_id: int) -> Attempt | None:
    """Takes a package for a new attempt, without what an earlier one left; None when it ended."""
    with units.writing(SYSTEM) as unit:
        package = queries.package_by_id(unit.session, package_id, lock=True)
        if package.state not in UNDER_WAY:
            return None
        package.state = State.BUILDING
        package.attempt += 1
        attempt = Attempt(units, package_id, package.filing_id, package.attempt)
    while _delete_some(units, package_id):
        pass
    return attempt


def streamed(units: Units, package_id: int, size: int) -> Iterator[bytes]:
    """The bytes of a package, each part read in a moment's transaction of its own; raises NotFound
    where one is gone, so that nobody takes half for the whole."""
    sent, number = 0, 0
    while sent < size:
        with units.reading(SYSTEM) as unit:
            content = queries.part_of(unit.session, package_id, number)
        if content is None:
            raise NotFound(queries.NO_PACKAGE)
        yield content
        sent, number = sent + len(content), number + 1


def sweep(units: Units) -> None:
    """Ends what was kept long enough or has a newer one beside it, and deletes its bytes."""
    with units.writing(SYSTEM) as unit:
        for package, engagement_id in unit.session.execute(_outlived(unit)).all():
            before = package.state
            package.state = State.DELETED
            unit.audit(
                "records.package_deleted",
                engagement_by_id(unit.session, engagement_id).scope,
                package=package.id,
                before=before,
            )
        question = (
            select(RecordsPart.package_id)
            .join(RecordsPackage, RecordsPackage.id == RecordsPart.package_id)
            .where(RecordsPackage.state.in_(WITHOUT_BYTES))
            .distinct()
        )
        unit.session.flush()
        left = unit.session.scalars(question).all()
    for package_id in left:
        while _delete_some(units, package_id):
            pass


def _outlived(unit: Unit) -> Select[RecordsPackage, int]:
    newer, of = aliased(RecordsPackage), aliased(RecordsFiling)
    has_newer = exists().where(
        newer.filing_id == of.id,
        of.engagement_id == RecordsFiling.engagement_id,
        newer.has_restricted == RecordsPackage.has_restricted,
        newer.state == State.READY,
        newer.id > RecordsPackage.id,
    )
    is_old = RecordsPackage.requested_at <= unit.now - KEPT_FOR
    return (
        select(RecordsPackage, RecordsFiling.engagement_id)
        .join(RecordsFiling, RecordsFiling.id == RecordsPackage.filing_id)
        .where(
            or_(
                and_(RecordsPackage.state == State.READY, or_(is_old, has_newer)),
                and_(RecordsPackage.state.in_(UNDER_WAY), is_old),
            )
        )
        .with_for_update(of=RecordsPackage)
    )


def _delete_some(units: Units, package_id: int) -> bool:
    """Deletes some parts; False when none was left."""
    with units.writing(SYSTEM) as unit:
        some = select(RecordsPart.number).where(RecordsPart.package_id == package_id)
        numbers = unit.session.scalars(some.limit(PARTS_AT_ONCE)).all()
        if numbers:
            unit.session.execute(
                delete(RecordsPart)
                .where(RecordsPart.package_id == package_id, RecordsPart.number.in_(numbers))
                .execution_options(synchronize_session=False)
            )
        return bool(numbers)
