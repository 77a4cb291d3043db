"""A filing of the world, and a package of it that is ready."""

from engage.core.permissions import SYSTEM
from engage.engagements.queries import engagement_by_slug
from engage.records.models import RecordsFiling, RecordsPackage, RecordsPart
from tests.permissions.world import SLUG, World


def make_filing(world: World) -> None:
    with world.units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        filing = RecordsFiling(
            engagement_id=engagement.id,
            number=1,
            file_number="340-20/WORLD",
            filed_on=unit.now.date(),
            classification="arcs-340",
            schedule="Key record",
            audit_seq=1,
            filed_at=unit.now,
        )
        unit.session.add(filing)
        unit.session.flush()
        package = RecordsPackage(
            filing_id=filing.id,
            has_restricted=False,
            state="ready",
            sha256="c" * 64,
            size=1,
            requested_at=unit.now,
        )
        unit.session.add(package)
        unit.session.flush()
        unit.session.add(RecordsPart(package_id=package.id, number=0, content=b"x"))
        world.ids["package_id"] = package.id
