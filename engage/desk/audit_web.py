"""The audit, to be searched and taken away: for those who answer for everything (R76).

A download is a GET that writes its audit entry, so it opens a writing unit of its own and is
committed before the first byte leaves.
"""

from datetime import time, timedelta
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.dates import from_local
from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.desk.audit_exporting import as_csv, as_json
from engage.desk.audit_queries import audit_page, counted_up_to, everybody, families, titles
from engage.desk.audit_rules import (
    LARGEST_FILE,
    OTHER_ACTORS,
    PAGE,
    Entry,
    Sought,
    changes,
    engagement_id_of,
    person_id_of,
)
from engage.desk.audit_words import FAMILY_WORDS, action_words, plain
from engage.desk.forms import AuditSearchForm
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app, no_store

blueprint = Blueprint("audit", __name__)

PATH: Final = "/staff/audit"
READING: Final = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
TOO_MANY: Final = (
    f"These are more than {LARGEST_FILE:,} entries. Choose fewer days, and take the file in parts."
)
FIELDS: Final = ("actor", "action", "about", "since", "until")


@blueprint.get(PATH)
@staff(*READING)
def search() -> ResponseReturnValue:
    unit = _reading()
    form = _form(unit)
    return _page(unit, form, 200 if form.validate() else 422)


@blueprint.get(f"{PATH}/export.csv", defaults={"form": "csv"})
@blueprint.get(f"{PATH}/export.json", defaults={"form": "json"})
@staff(*READING)
def export(form: str) -> ResponseReturnValue:
    reading = _reading()
    asked = _form(reading)
    if not asked.validate():
        return _page(reading, asked, 422)
    sought = _sought(reading, asked)
    if counted_up_to(reading.session, sought, LARGEST_FILE) > LARGEST_FILE:
        asked.show_fault(Refused("", TOO_MANY))
        return _page(reading, asked, 422)
    # Read before writing begins: a large file takes seconds, in which nobody could write.
    entries = audit_page(reading.session, sought, limit=LARGEST_FILE)
    reading.close()
    with engage_app().units.writing(reading.actor) as unit:
        unit.audit(
            "audit.exported",
            "audit",
            form=form,
            count=len(entries),
            actor=sought.actor,
            actions=sought.family,
            about=sought.subject,
            since=sought.since.isoformat() if sought.since else None,
            until=sought.until.isoformat() if sought.until else None,
        )
    content = as_csv(entries) if form == "csv" else as_json(entries)
    response = Response(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="audit.{form}"'
    return no_store(response)


def _reading() -> Unit:
    """This request's unit, for who holds one of the roles for every ministry."""
    unit = current_unit()
    unit.actor.require(*READING)
    return unit


def _form(unit: Unit) -> AuditSearchForm:
    form = AuditSearchForm()
    people = [(f"person:{number}", name) for number, name in everybody(unit.session)]
    form.actor.choices = [("", "Anybody"), *OTHER_ACTORS.items(), *people]
    kinds = ((one, FAMILY_WORDS.get(one) or plain(one)) for one in families(unit.session))
    form.action.choices = [("", "Any"), *sorted(kinds, key=lambda pair: pair[1])]
    form.actor.data, form.action.data = form.actor.data or "", form.action.data or ""
    return form


def _sought(unit: Unit, form: AuditSearchForm) -> Sought:
    tz = unit.settings.time_zone
    first, last = form.since.data, form.until.data
    return Sought(
        actor=form.actor.data,
        family=form.action.data,
        subject=(form.about.data or "").strip(),
        since=from_local(first, time(), tz) if first else None,
        until=from_local(last + timedelta(days=1), time(), tz) if last else None,
    )


def _page(unit: Unit, form: AuditSearchForm, status: int) -> ResponseReturnValue:
    before = _place()
    found: list[Entry] = []
    if not form.errors:
        found = audit_page(unit.session, _sought(unit, form), limit=PAGE + 1, before=before)
    shown = found[:PAGE]
    asked = {name: request.args[name] for name in FIELDS if request.args.get(name)}
    older = {**asked, "before": str(shown[-1].seq)} if len(found) > PAGE else None
    html = render_template(
        "desk/audit.html",
        form=form,
        entries=[(one, action_words(one.action), changes(one.detail)) for one in shown],
        named=_names(unit, shown),
        asked=asked,
        older_href=_href(older) if older else "",
        newest_href=_href(asked) if before is not None else "",
    )
    return no_store(make_response(html, status))


def _place() -> int | None:
    """The number below which the page begins; without one it begins at the newest entry."""
    number = request.args.get("before", type=int)
    return number if number is not None and 0 < number < 2**31 else None


def _href(query: dict[str, str]) -> str:
    return f"{PATH}?{urlencode(query)}" if query else PATH


def _names(unit: Unit, entries: list[Entry]) -> dict[str, str]:
    """What actors and subjects are called, by how the audit writes them."""
    labels = {one.actor for one in entries} | {one.subject for one in entries}
    people = {label: number for label in labels if (number := person_id_of(label)) is not None}
    meant = {label: number for label in labels if (number := engagement_id_of(label)) is not None}
    names = names_of(unit.session, set(people.values()))
    called = titles(unit.session, set(meant.values()))
    return {
        **{label: plain(label) for label in labels},
        **OTHER_ACTORS,
        **{label: names[number] for label, number in people.items() if number in names},
        **{label: called[number] for label, number in meant.items() if number in called},
    }
