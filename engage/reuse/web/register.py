"""The register of reuse: to search, to take away, and to strike what was written by mistake."""

from typing import Any, Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Refused
from engage.core.text import plain_one_line
from engage.reuse import service
from engage.reuse.exporting import as_csv
from engage.reuse.forms import ReasonForm, number
from engage.reuse.queries.register import uses
from engage.reuse.reach import CHOOSING_ROLES, READING_ROLES
from engage.reuse.sources import TARGET_WORDS, TargetKind
from engage.reuse.web.blueprint import blueprint, page
from engage.reuse.words import basis_words, counted, source_words
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app, no_store

_ASKED: Final = 100


@blueprint.get("/staff/reuse")
@staff(*READING_ROLES)
def register() -> ResponseReturnValue:
    """Uses of the reader's ministries, newest first."""
    unit = current_unit()
    words, kind = _asked()
    rows, before = uses(
        unit.session,
        service.readable_within(unit),
        words=words,
        kind=kind,
        before=number(request.args.get("before")),
    )
    older: dict[str, Any] = {"q": words or None, "kind": kind or None, "before": before}
    return page(
        "register.html",
        rows=rows,
        words=words,
        kind=kind,
        kinds=[(one.value, TARGET_WORDS[one]) for one in TargetKind],
        target_words=TARGET_WORDS,
        counted=counted,
        basis_words=basis_words,
        source_words=source_words,
        may_strike=unit.actor.ministries(CHOOSING_ROLES) != frozenset(),
        form=ReasonForm(formdata=None),
        older_href=url_for("reuse.register", **older) if before else "",
    )


@blueprint.get("/staff/reuse/export.csv")
@staff(*READING_ROLES)
def export() -> ResponseReturnValue:
    """All that the search finds. A GET that writes its audit entry before a byte leaves."""
    words, kind = _asked()
    with engage_app().units.writing(current_unit().actor) as unit:
        within = service.readable_within(unit)
        rows, _ = uses(unit.session, within, words=words, kind=kind, limit=None)
        service.note_export(unit, len(rows))
    response = Response(as_csv(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="reuse.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)


@blueprint.post("/staff/reuse/<number:record_id>/strike")
@staff(*CHOOSING_ROLES)
def strike(record_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), ReasonForm()
    try:
        with unit.attempt():
            service.strike(unit, record_id, form.reason.data or "")
    except Refused as refused:
        flash(f"Nothing was struck. {refused.message}", "warning")
    else:
        flash("The record is struck. It stays in the register.")
    return redirect(url_for("reuse.register"), 303)


def _asked() -> tuple[str, str]:
    kind = request.args.get("kind", "")
    words = plain_one_line(request.args.get("q", ""), _ASKED)
    return words, kind if kind in set(TargetKind) else ""
