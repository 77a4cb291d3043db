"""The whole of both sides compared: what drifted apart, what a repair would do, and its button.

The form carries the name of the plan that was read, and nothing else is ever done.
"""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict
from engage.core.unit import Unit
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store
from engage.wordpress.drift import Finding
from engage.wordpress.plans import RunKind, RunTrouble
from engage.wordpress.queries.runs import Run, last_run
from engage.wordpress.repair import Action
from engage.wordpress.service import CONFIGURING_ROLES
from engage.wordpress.service.asking import ask_drift, ask_repair, newest_report
from engage.wordpress.web.blueprint import blueprint
from engage.wordpress.wording import ACTION_WORDS, FINDING_WORDS, run_trouble_words


@blueprint.get("/staff/wordpress/drift")
@staff(*CONFIGURING_ROLES)
def drift() -> ResponseReturnValue:
    return _page(current_unit())


@blueprint.post("/staff/wordpress/drift")
@staff(*CONFIGURING_ROLES)
def compare_all() -> ResponseReturnValue:
    ask_drift(current_unit())
    return redirect(url_for(".drift"), 303)


@blueprint.post("/staff/wordpress/repair")
@staff(*CONFIGURING_ROLES)
def repair() -> ResponseReturnValue:
    unit = current_unit()
    try:
        with unit.attempt():
            ask_repair(unit, request.form.get("plan", ""))
    except Conflict as conflict:
        return _page(unit, str(conflict)), 409
    flash("It is done now, step by step. What has to be sent follows by itself.")
    return redirect(url_for(".drift"), 303)


def _page(unit: Unit, refused: str = "") -> Response:
    unit.actor.require(*CONFIGURING_ROLES)
    report = newest_report(unit)
    drifting = last_run(unit.session, RunKind.DRIFT, unit.now)
    repairing = last_run(unit.session, RunKind.REPAIR, unit.now)
    last = max((run for run in (drifting, repairing) if run), key=lambda run: run.id, default=None)
    html = render_template(
        "wordpress/drift.html",
        address=unit.settings.wordpress.url if unit.settings.wordpress else "",
        refused=refused,
        report=report,
        found=report.found if report is not None else {},
        under_way=[run for run in (drifting, repairing) if run is not None and run.is_under_way],
        last=last,
        last_trouble=run_trouble_words(last.trouble) if last is not None else "",
        is_other=last is not None and last.trouble == RunTrouble.OTHER_PLAN,
        repaired=_repaired(repairing),
        finding_words={finding.value: words for finding, words in FINDING_WORDS.items()},
        action_words={action.value: words for action, words in ACTION_WORDS.items()},
        findings=[finding.value for finding in Finding],
        actions=[action.value for action in Action],
    )
    return no_store(make_response(html))


def _repaired(run: Run | None) -> Run | None:
    """The last repair, when it came to its end."""
    return run if run is not None and run.finished_at and "done" in run.found else None
