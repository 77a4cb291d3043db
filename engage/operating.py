"""The commands that run the site and look after it, at the top of `engage`.

They load with the first of them that is called: those of features start without.
"""

import os
import threading
from collections.abc import Iterable

import click

from engage import serving
from engage.audit.service import verify
from engage.core.commands import AS_OPTION, CommandContext, Failure
from engage.core.permissions import SYSTEM
from engage.core.settings import Environment
from engage.governance import service as governance
from engage.jobs.worker import run_worker, stop_on_signals
from engage.wiring import make_units


def _refuse(faults: Iterable[str]) -> None:
    if lines := "\n".join(faults):
        raise Failure(lines)


@click.command()
def check() -> None:
    """Look over settings, database, notices and theme; say all faults at once."""
    from engage.checks import (  # noqa: PLC0415  pages with their theme
        all_faults,
        missing_libraries,
        outdated_wordings,
    )

    _refuse([*all_faults(), *outdated_wordings(), *missing_libraries()])
    click.echo("Everything is in order.")


@click.command()
@click.pass_obj
def migrate(context: CommandContext) -> None:
    """Bring the database's schema to the newest revision."""
    from engage.core.migrating import upgrade  # noqa: PLC0415  Alembic, with its templates

    upgrade(make_units(context.settings).database)
    click.echo("The database is ready.")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8080)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(port: int, host: str) -> None:
    """Serve the site with the worker beside it, on one machine."""
    from engage.checks import all_faults  # noqa: PLC0415  pages with their theme

    _refuse(all_faults())
    serving.refuse_taken_port(host, port)
    serving.serve(host, port, dict(os.environ))


@click.command()
@click.pass_obj
def worker(context: CommandContext) -> None:
    """Carry out jobs; with ENGAGE_REDIS_URL as a Celery worker."""
    from engage.mail.incoming.listening import listening  # noqa: PLC0415  what workers alone do
    from engage.moderation.intake.rush import Rush  # noqa: PLC0415
    from engage.wiring.jobs import HANDLERS, recurring  # noqa: PLC0415

    recurs = recurring(context.settings)
    with listening(context.units):
        if context.settings.redis_url:
            from engage.jobs.dispatcher import run_celery_worker  # noqa: PLC0415  Celery

            run_celery_worker(context.units, HANDLERS, recurs, context.settings.redis_url)
            return
        stop = threading.Event()
        stop_on_signals(stop)
        run_worker(context.units, HANDLERS, recurs, stop, resting=Rush())


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8080)
@click.pass_obj
def demo(context: CommandContext, port: int) -> None:
    """Load a sample engagement and serve it, for looking around."""
    from engage.checks import faults_before_migrating  # noqa: PLC0415  pages with their theme
    from engage.core.migrating import upgrade  # noqa: PLC0415
    from engage.demo.service import prepare_demo  # noqa: PLC0415  draws, and sets a document

    if os.environ.get("ENGAGE_ENV", "").strip() == Environment.PRODUCTION:
        raise Failure("the demo makes known sign-ins: it runs in development only")
    # Set but empty counts as not set, as everywhere.
    os.environ["ENGAGE_BASE_URL"] = (
        os.environ.get("ENGAGE_BASE_URL", "").strip() or f"http://127.0.0.1:{port}"
    )
    _refuse(faults_before_migrating())
    serving.refuse_taken_port("127.0.0.1", port)
    upgrade(make_units(context.settings).database)
    for line in prepare_demo(context.units):
        click.echo(line)
    serving.serve("127.0.0.1", port, dict(os.environ))


@click.group()
def audit() -> None:
    """The record of who did what."""


@audit.command("verify")
@click.pass_obj
def audit_verify(context: CommandContext) -> None:
    """Walk the hash chain; name every entry that was edited, removed or inserted."""
    with context.units.reading(SYSTEM, snapshot=True) as unit:
        counted, faults = verify(unit.session, unit.keyring)
    if faults:
        raise Failure("\n".join(fault.message for fault in faults))
    click.echo(f"{counted} entries, unbroken.")


@click.group()
def outbound() -> None:
    """The stop for everything that is published, promoted or sent."""


@outbound.command("hold")
@click.option("--reason", required=True)
@AS_OPTION
@click.pass_obj
def outbound_hold(context: CommandContext, reason: str, acting: str | None) -> None:
    """Hold everything that would go out, until it is released."""
    with context.units.writing(context.actor(acting)) as unit:
        governance.place_hold(unit, reason)
    click.echo("Nothing goes out until `engage outbound release`.")


@outbound.command("release")
@AS_OPTION
@click.pass_obj
def outbound_release(context: CommandContext, acting: str | None) -> None:
    """Let things go out again."""
    with context.units.writing(context.actor(acting)) as unit:
        governance.lift_hold(unit)
    click.echo("Things go out again.")
