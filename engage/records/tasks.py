"""The job that makes a records package; what a worker that dies leaves, the next one deletes."""

from typing import Final

from engage.core.permissions import SYSTEM
from engage.jobs.handlers import JobContext
from engage.jobs.rules import is_given_up
from engage.records import service
from engage.reports.workplace import workplace

PACKAGE: Final = "records.package"


def make_package(context: JobContext) -> None:
    """Makes the package of the payload's `package_id`."""
    package_id = int(context.payload["package_id"])
    units = context.units
    filing_id = service.begin(units, package_id)
    if filing_id is None:
        return
    try:
        with workplace(units.settings.var_dir / "records", package_id) as folder:
            path = folder / "package.zip"
            with_restricted = service.wants_restricted(units, package_id)
            sha256, size = service.make_archive(
                units,
                SYSTEM,
                filing_id,
                path,
                with_restricted=with_restricted,
                progress=lambda _share: context.renew(),
            )
            service.store(units, package_id, path)
    except Exception:
        if is_given_up(context.attempt):
            with units.writing(SYSTEM) as unit:
                service.give_up(unit, package_id)
        raise
    with context.recording() as unit:
        service.finish(unit, package_id, sha256, size)
