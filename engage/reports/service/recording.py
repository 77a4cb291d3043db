"""A release by its record, and whether the files that are kept are still those of it."""

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engage.core.errors import NotFound
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.reports import queries
from engage.reports.models import ReportRelease
from engage.reports.service.reach import engagement_with_releases
from engage.reports.states import is_value
from engage.reports.verifying import Checked, Finding, content_fault

NO_RELEASE = "This engagement has no such release."


@dataclass(frozen=True)
class Recorded:
    """What a release says of itself: `sums` gives each file's SHA-256."""

    number: int
    report_id: int
    content_hash: str
    sums: Mapping[str, str]


def recorded_release(unit: Unit, slug: str, number: int | None) -> Recorded:
    """The record of a release; None: of the latest. NotFound for what is none."""
    engagement = engagement_with_releases(unit, slug)
    if number is None:
        number = queries.next_number(unit.session, engagement.id) - 1
    found = queries.release_by_number(unit.session, engagement.id, number)
    if found is None:
        raise NotFound(NO_RELEASE)
    return record_of(found)


def record_of(release: ReportRelease) -> Recorded:
    sums = {file.name: file.sha256 for file in queries.files_in(release)}
    return Recorded(release.number, release.report_id, release.content_hash, sums)


def check_stored(units: Units, record: Recorded) -> tuple[list[Checked], list[str]]:
    """The files that are kept against the record, and what is wrong with the value in the JSON."""
    found, faults = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, wanted in sorted(record.sums.items()):
            path = Path(folder) / name
            digest = _copied(units, record.report_id, name, path)
            finding = Finding.SAME if digest == wanted else Finding.OTHER
            found.append(Checked(name, Finding.MISSING if digest is None else finding))
            if digest is not None and is_value(name):
                fault = content_fault(path, record.content_hash)
                faults += [fault] if fault else []
            path.unlink(missing_ok=True)
    return found, faults


def _copied(units: Units, report_id: int, name: str, path: Path) -> str | None:
    """The SHA-256 of a kept file, whose bytes then lie in `path` if it is the value; None: gone."""
    digest, number = hashlib.sha256(), 0
    with path.open("wb") as file:
        while (content := _part(units, report_id, name, number)) is not None:
            digest.update(content)
            if is_value(name):
                file.write(content)
            number += 1
    return digest.hexdigest() if number else None


def _part(units: Units, report_id: int, name: str, number: int) -> bytes | None:
    with units.reading(SYSTEM) as unit:
        return queries.part_of(unit.session, report_id, name, number)
