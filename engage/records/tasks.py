"""The jobs that make a records package, and that delete what packages may not leave.

What a worker that dies leaves, the next one deletes, or the clock: in the database and on the disk.
"""

from pathlib import Path
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.settings import Settings
from engage.jobs.handlers import JobContext, LeaseLost
from engage.jobs.rules import is_given_up
from engage.records import keeping, service
from engage.records.keeping import Abandoned, Attempt
from engage.reports import workplace as workplaces
from engage.reports.workplace import workplace

PACKAGE: Final = "records.package"
SWEEP: Final = "records.sweep"


def make_package(context: JobContext) -> None:
    """Makes the package of the payload's `package_id`."""
    attempt = keeping.begin(context.units, int(context.payload["package_id"]))
    if attempt is None:
        return
    try:
        sha256, size = _made(context, attempt)
        with context.recording() as unit:
            service.finish(unit, attempt, sha256, size)
    except Abandoned:
        return
    except LeaseLost:
        raise
    except Exception:
        if is_given_up(context.attempt):
            with context.units.writing(SYSTEM) as unit:
                service.give_up(unit, attempt)
        raise


def _made(context: JobContext, attempt: Attempt) -> tuple[str, int]:
    units = context.units
    with workplace(_place(units.settings), attempt.package_id) as folder:
        path = folder / "package.zip"
        sha256, size = service.make_archive(
            units,
            SYSTEM,
            attempt.filing_id,
            path,
            with_restricted=service.wants_restricted(units, attempt.package_id),
            progress=lambda _share: context.renew(),
        )
        attempt.store(path)
    return sha256, size


def sweep_packages(context: JobContext) -> None:
    """Deletes packages after their time, and what builds that died left on this machine's disk."""
    workplaces.sweep(_place(context.units.settings))
    keeping.sweep(context.units)


def _place(settings: Settings) -> Path:
    return settings.var_dir / "records"
