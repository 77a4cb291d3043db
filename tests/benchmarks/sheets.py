"""Files to import: made-up comments as a collecting body would hand them over."""

import csv
import io
from datetime import datetime, timedelta

from engage.comments.import_rules import Sheet, read_sheet
from engage.core.permissions import Role
from engage.moderation.importing import Imported, import_comments
from tests.app_fixtures import make_person
from tests.benchmarks.engage_copy import READ, SLUG, EngageCopy
from tests.benchmarks.words import made_up_comments

MAPPING = {
    "text": "comment-body",
    "received_at": "timestamp",
    "state": "moderated",
    "source_id": "comment-id",
    "display_name": "name",
}


def made_up_file(count: int, first_at: datetime, states: tuple[int, ...]) -> bytes:
    """`states` go round: 1 accepted, 0 waiting, -1 rejected."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["comment-id", "timestamp", "moderated", "name", "comment-body"])
    for n, comment in enumerate(made_up_comments(count)):
        at = first_at + timedelta(seconds=n)
        row = [n, int(at.timestamp() * 1000), states[n % len(states)], comment.name, comment.text]
        writer.writerow(row)
    return file.getvalue().encode()


def bring_in(copy: EngageCopy, raw: bytes, mapping: dict[str, str] | None = None) -> Imported:
    """From the file's bytes to the commit, as `engage import comments` does it."""
    administrator = make_person(copy.units, Role.ADMINISTRATOR)
    sheet: Sheet = read_sheet(raw, mapping or MAPPING, copy.units.clock.now())
    return import_comments(copy.units, administrator, SLUG, READ, sheet)
