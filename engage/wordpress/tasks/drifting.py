"""The jobs that staff ask for: the check, the drift report, the repair.

A person waits for each of them, so a WordPress that does not answer ends the run with what was
wrong instead of putting it off, and a pause is not waited for.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from engage.core.permissions import SYSTEM
from engage.core.wordpress_settings import WordPressSettings
from engage.jobs.handlers import Handlers, JobContext, networked
from engage.wordpress.drift_report import beginning
from engage.wordpress.errors import WordPressError
from engage.wordpress.gateway import open_transport
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.mending import Mended, look, mend
from engage.wordpress.plans import RunKind, RunTrouble
from engage.wordpress.service.kinds import CHECK, DRIFT, REPAIR
from engage.wordpress.service.runs import STEP, advance, finish_run, start_run
from engage.wordpress.survey import Tell

Doing = Callable[[Transport, int], tuple[dict[str, object], str]]


def check_connection(context: JobContext) -> dict[str, object]:
    """What keeps us from working with the site, and what it can do as far as it says."""

    def ask(transport: Transport) -> dict[str, object]:
        found: dict[str, object] = {"faults": transport.check()}
        with suppress(WordPressError):
            found["capabilities"] = sorted(one.value for one in transport.capabilities())
        return found

    return _carried_out(context, RunKind.CHECK, lambda opened, _run: (ask(opened), "")) or {}


def report_drift(context: JobContext, tell: Tell | None = None) -> Mended | None:
    """None when it broke off; the run says why."""
    kept: list[Mended] = []

    def do(transport: Transport, run_id: int) -> tuple[dict[str, object], str]:
        kept.append(look(context.units, transport, tell or _teller(context, run_id)))
        return beginning(kept[0].found.drift, kept[0].plan), ""

    _carried_out(context, RunKind.DRIFT, do)
    return kept[0] if kept else None


def repair(context: JobContext, tell: Tell | None = None) -> Mended | None:
    digest = str(context.payload["plan"])
    kept: list[Mended] = []

    def do(transport: Transport, run_id: int) -> tuple[dict[str, object], str]:
        mended = mend(
            context.units,
            transport,
            digest,
            tell or _teller(context, run_id),
            context.renew,
        )
        kept.append(mended)
        if mended.is_other:
            return beginning(mended.found.drift, mended.plan), RunTrouble.OTHER_PLAN
        done = {action: count for action, count in mended.done.items() if count}
        return {"done": done, "passed_over": mended.passed_over}, ""

    _carried_out(context, RunKind.REPAIR, do)
    return kept[0] if kept else None


def _carried_out(context: JobContext, kind: RunKind, do: Doing) -> dict[str, object] | None:
    settings = context.units.settings.wordpress
    with context.units.writing(SYSTEM) as unit:
        run_id = start_run(unit, kind, context.job_id)
    found, trouble = _asked(settings, do, run_id)
    with context.recording() as unit:
        finish_run(unit, run_id, found=found, trouble=trouble)
    return found


def _asked(
    settings: WordPressSettings | None, do: Doing, run_id: int
) -> tuple[dict[str, object], str]:
    if settings is None:
        return {}, "NotSet"
    try:
        with open_transport(settings) as transport:
            return do(transport, run_id)
    except WordPressError as error:
        return {}, type(error).__name__


def _teller(context: JobContext, run_id: int) -> Tell:
    """Writes down how far it is, seldom, and makes sure that the job is still ours."""
    written = 0

    def tell(done: int, total: int | None, requests: int) -> None:
        nonlocal written
        if done - written >= STEP:
            written = done
            context.renew()
            advance(context.units, run_id, done, total=total, requests=requests)

    return tell


HANDLERS: Final[Handlers] = {
    CHECK: networked(lambda context: _nothing(check_connection(context))),
    DRIFT: networked(lambda context: _nothing(report_drift(context))),
    REPAIR: networked(lambda context: _nothing(repair(context))),
}


def _nothing(_result: object) -> None:
    return
