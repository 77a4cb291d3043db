"""Importing a table: say which column holds what, see all that is wrong, import it whole.

A table is read before the transaction that writes: SQLite has one write lock, and reading the
largest takes seconds. Up to 5,000 rows are imported within the request; more is for the command.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.avenues.forms import ActionForm, TableForm
from engage.avenues.mapping import (
    SAMPLE_ROWS,
    TARGET_HINTS,
    TARGET_WORDS,
    choosable,
    chosen,
    guessed,
    missing,
    sample,
)
from engage.avenues.service.drafts import (
    LARGEST_FILE,
    MOST_ROWS,
    bytes_of,
    import_draft,
    keep_draft,
    own_draft,
    throw_away,
)
from engage.avenues.templating import csv_template, xlsx_template
from engage.avenues.web.blueprint import REFUSED, blueprint, importable, page
from engage.comments.attachments.rules import MEGABYTE
from engage.comments.import_rows import LineFault, Sheet, read_records
from engage.comments.import_rules import new_sheet, records_of
from engage.comments.import_xlsx import sheet_names
from engage.core.errors import Refused
from engage.core.permissions import Actor
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Topic
from engage.engagements.web.blueprint import side_of
from engage.moderation.importing import FaultyFile, Imported
from engage.moderation.rules import IMPORTING_ROLES
from engage.web.access import staff, takes_files
from engage.web.transaction import current_unit, engage_app, no_store, request_now

DRAFT: Final = "<number:draft_id>"
SHOWN_FAULTS: Final = 100
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Looked:
    """A table as it was read with the columns that somebody chose."""

    heading: tuple[str, ...]
    names: tuple[str, ...]
    name: str
    mapping: Mapping[str, str]
    sheet: Sheet
    samples: tuple[tuple[str, ...], ...]

    @property
    def can_be_imported(self) -> bool:
        return not self.sheet.fault_count and not missing(self.mapping)


@blueprint.get("/staff/engagements/<slug>/import")
@staff(*IMPORTING_ROLES)
def importing(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _upload_page(unit, importable(unit, slug), TableForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/import")
@takes_files(LARGEST_FILE + MEGABYTE)
@staff(*IMPORTING_ROLES)
def upload(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), TableForm()
    engagement = importable(unit, slug)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Refused("file", "Choose a file.")
        raw = sent.stream.read(LARGEST_FILE + 1)
        with unit.attempt():
            draft = keep_draft(unit, engagement, raw)
    except Refused as refusal:
        form.show_fault(refusal)
        return _upload_page(unit, engagement, form, REFUSED)
    return redirect(url_for(".look", slug=slug, draft_id=draft.id), 303)


@blueprint.get(f"/staff/engagements/<slug>/import/{DRAFT}")
@staff(*IMPORTING_ROLES)
def look(slug: str, draft_id: int) -> ResponseReturnValue:
    unit = current_unit()
    engagement = importable(unit, slug)
    raw = bytes_of(unit, own_draft(unit, engagement, draft_id))
    return _look_page(unit, engagement, draft_id, _looked(unit, raw))


@blueprint.post(f"/staff/engagements/<slug>/import/{DRAFT}")
@staff(*IMPORTING_ROLES)
def import_table(slug: str, draft_id: int) -> ResponseReturnValue:
    """`do`: look again with other columns, import, or throw away."""
    do = request.form.get("do", "")
    if do == "throw_away":
        unit = current_unit()
        throw_away(unit, importable(unit, slug), draft_id)
        flash("The file is deleted. Nothing was imported.")
        return redirect(url_for(".importing", slug=slug), 303)
    looked, topics = _read_draft(current_unit().actor, slug, draft_id)
    topic = topics.get(request.form.get("topic", ""))
    unit = current_unit()
    engagement = importable(unit, slug)
    if do != "import" or topic is None or not looked.can_be_imported:
        is_refused = do == "import"
        return _look_page(
            unit,
            engagement,
            draft_id,
            looked,
            REFUSED if is_refused else 200,
            asks_topic=is_refused and topic is None,
        )
    try:
        with unit.attempt():
            done = import_draft(unit, engagement, topic, draft_id, looked.sheet)
    except FaultyFile as faulty:
        looked.sheet.faults[:] = list(faulty.faults)
        looked.sheet.fault_count = faulty.count
        return _look_page(unit, engagement, draft_id, looked, REFUSED)
    return _done_page(unit, engagement, topic, done)


@blueprint.get("/staff/engagements/<slug>/import/template.csv", defaults={"kind": "csv"})
@blueprint.get("/staff/engagements/<slug>/import/template.xlsx", defaults={"kind": "xlsx"})
@staff(*IMPORTING_ROLES)
def template(slug: str, kind: str) -> ResponseReturnValue:
    importable(current_unit(), slug)
    content, media_type = (
        (csv_template(), "text/csv; charset=utf-8") if kind == "csv" else (xlsx_template(), XLSX)
    )
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="comments.{kind}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)


def _read_draft(actor: Actor, slug: str, draft_id: int) -> tuple[Looked, dict[str, Topic]]:
    """The table, read in a unit that writes nothing."""
    with engage_app().units.reading(actor) as unit:
        engagement = importable(unit, slug, to_change=False)
        raw = bytes_of(unit, own_draft(unit, engagement, draft_id))
        topics = _topics(unit, engagement)
    return _looked(current_unit(), raw), topics


def _looked(unit: Unit, raw: bytes) -> Looked:
    """With the columns of the form, or those that the heading suggests."""
    tz = unit.settings.time_zone
    names = sheet_names(raw)
    asked = request.form.get("sheet", "")
    name = asked if asked in names else ""
    sheet = new_sheet(raw)
    records = list(records_of(raw, sheet, tz=tz, name=name))
    heading = records[0][1] if records else []
    samples = tuple(sample(cells) for _line, cells in records[1 : SAMPLE_ROWS + 1])
    typed = {target: request.form.get(f"map-{target}", "") for target in TARGET_WORDS}
    mapping = chosen(typed, heading) if "do" in request.form else guessed(heading)
    if not missing(mapping) or not records:
        read_records(sheet, iter(records), mapping, request_now())
        sheet.faults.sort(key=lambda fault: fault.line)
    if len(sheet.rows) > MOST_ROWS:
        words = f"the table has more than {MOST_ROWS:,} rows: cut it, or use the command line"
        sheet.fault(sheet.rows[MOST_ROWS].line, words)
    return Looked(tuple(heading), names, name, mapping, sheet, samples)


def _topics(unit: Unit, engagement: Engagement) -> dict[str, Topic]:
    return {one.slug: one for one in engagements.public_topics_of(unit.session, engagement.id)}


def _upload_page(
    unit: Unit, engagement: Engagement, form: TableForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "import.html",
        status,
        side=side_of(unit, engagement),
        form=form,
        most_rows=MOST_ROWS,
        megabytes=LARGEST_FILE // MEGABYTE,
    )


def _look_page(
    unit: Unit,
    engagement: Engagement,
    draft_id: int,
    looked: Looked,
    status: int = 200,
    *,
    asks_topic: bool = False,
) -> ResponseReturnValue:
    faults: list[LineFault] = looked.sheet.faults[:SHOWN_FAULTS]
    topics = _topics(unit, engagement)
    return page(
        "import_look.html",
        status,
        side=side_of(unit, engagement),
        form=ActionForm(formdata=None),
        draft_id=draft_id,
        looked=looked,
        columns=[
            (place, name)
            for place, name in enumerate(one.strip() for one in looked.heading)
            if name in choosable(looked.heading)
        ],
        targets=TARGET_WORDS,
        hints=TARGET_HINTS,
        missing=missing(looked.mapping),
        faults=faults,
        more_faults=looked.sheet.fault_count - len(faults),
        topics={slug: topic.title for slug, topic in topics.items()},
        topic=request.form.get("topic", next(iter(topics), "") if len(topics) == 1 else ""),
        asks_topic=asks_topic,
        was_asked=status != 200,
    )


def _done_page(
    unit: Unit, engagement: Engagement, topic: Topic, done: Imported
) -> ResponseReturnValue:
    return page(
        "import_done.html",
        side=side_of(unit, engagement),
        topic=topic.title,
        done=done,
    )
