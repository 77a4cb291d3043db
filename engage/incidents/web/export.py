"""Taking incidents away as a file.

A download is a GET that writes (its audit entry), so it opens a writing unit of its own and is
committed before the first byte leaves.
"""

from typing import Final

from flask import Response
from flask.typing import ResponseReturnValue

from engage.incidents.exporting import as_csv, as_json
from engage.incidents.queries import incidents, steps_of
from engage.incidents.rules import EXPORTING_ROLES
from engage.incidents.service import note_export
from engage.incidents.web.blueprint import asked_kind, asked_state, blueprint
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app, no_store

LARGEST: Final = 10_000
TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@blueprint.get("/staff/incidents/export.csv", defaults={"form": "csv"})
@blueprint.get("/staff/incidents/export.json", defaults={"form": "json"})
@staff(*EXPORTING_ROLES)
def export(form: str) -> ResponseReturnValue:
    """The incidents of the list as it is filtered, the newest ten thousand of them."""
    with engage_app().units.writing(current_unit().actor) as unit:
        rows = incidents(
            unit.session,
            within=unit.actor.ministries(EXPORTING_ROLES),
            limit=LARGEST,
            state=asked_state(),
            kind=asked_kind(),
        )
        steps = steps_of(unit.session, [row.id for row in rows])
        note_export(unit, form, len(rows))
    content = as_csv(rows, steps) if form == "csv" else as_json(rows, steps)
    response = Response(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="incidents.{form}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)
