"""The `engage` command. Each command is thin: settings, units, one use case, words, exit code.

Exit codes: 0 done, 1 refused or failed with one clear line each, 2 usage.

What is large and serves one command alone is imported in that command, and a feature's commands are
when one is called: every other one would wait for it, and people run them by hand.
"""

import gc
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import IO, Any, Final

import click
from sqlalchemy.exc import SQLAlchemyError

from engage import serving
from engage.accounts.service.people import acting_person
from engage.audit.service import verify
from engage.core.commands import AS_OPTION
from engage.core.crypto import Undecryptable
from engage.core.errors import EngageError
from engage.core.permissions import SYSTEM, Actor
from engage.core.schema import is_current
from engage.core.settings import Environment, Settings, SettingsError, load_settings
from engage.core.unit import Units
from engage.governance import service as governance
from engage.jobs.worker import run_worker, stop_on_signals
from engage.wiring import make_units


class Failure(click.ClickException):
    """One clear line each on standard error, exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        for line in self.message.splitlines():
            click.echo(f"engage: {line}", err=True)


class Context:
    """What commands share; made on first use, so that `engage --help` needs no settings."""

    @cached_property
    def settings(self) -> Settings:
        try:
            return load_settings()
        except SettingsError as error:
            raise Failure("\n".join(error.faults)) from None

    @cached_property
    def units(self) -> Units:
        units = make_units(self.settings)
        if not is_current(units.database):
            raise Failure("the database is not ready: run `engage migrate`")
        return units

    def public_pages(self, addresses: Sequence[str]) -> Mapping[str, bytes]:
        """The public pages as a reader would get them now."""
        from engage.app import create_app  # noqa: PLC0415  all pages
        from engage.records.web import public_pages  # noqa: PLC0415

        return public_pages(create_app(self.settings), list(addresses))

    def actor(self, email: str | None) -> Actor:
        """The acting person; on a development machine the first administrator by default."""
        if email is None and self.settings.is_production:
            raise Failure("say who acts: --as EMAIL")
        with self.units.reading(SYSTEM) as unit:
            return acting_person(unit, email)


class LateGroup(click.Group):
    """A group whose commands are loaded when they are called, or listed by `--help`.

    `late` says where each stands: 'engage.comments.commands:comments'.
    """

    def __init__(
        self, *args: Any, late: Mapping[str, str] = MappingProxyType({}), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.late = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.late})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self.late.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        room, name = place.split(":")
        command: click.Command = getattr(import_module(room), name)
        return command


class EngageGroup(LateGroup):
    """Turns what the domain refuses, and a database that fails, into one line and exit code 1.

    A database's own message is not shown: it names its user and host, and quotes statements.
    """

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EngageError as error:
            raise Failure(str(error)) from None
        except SQLAlchemyError as error:
            cause = type(error).__name__
            raise Failure(f"the database does not answer as it should ({cause})") from None
        except Undecryptable:
            raise Failure("the data keys are not those that this database was made with") from None


FEATURES: Final = {
    "comments": "engage.comments.commands:comments",
    "election": "engage.governance.elections.commands:election",
    "mail": "engage.mail.commands:mail_commands",
    "ministries": "engage.accounts.commands:ministries",
    "people": "engage.accounts.commands:people",
    "privacy": "engage.privacy.commands:privacy_commands",
    "records": "engage.records.commands:records",
    "report": "engage.reports.commands:report",
    "search": "engage.search.commands:search_commands",
    "wordpress": "engage.wordpress.commands:wordpress_commands",
}


@click.group(cls=EngageGroup, late=FEATURES)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Engage: public consultations, from draft to anonymized report."""
    # What is loaded stays; the search for garbage need not go through it again and again.
    gc.freeze()
    ctx.obj = Context()


def _refuse(faults: Iterable[str]) -> None:
    if lines := "\n".join(faults):
        raise Failure(lines)


@main.command()
def check() -> None:
    """Look over settings, database, notices and theme; say all faults at once."""
    from engage.checks import (  # noqa: PLC0415  pages with their theme
        all_faults,
        missing_libraries,
        outdated_wordings,
    )

    _refuse([*all_faults(), *outdated_wordings(), *missing_libraries()])
    click.echo("Everything is in order.")


@main.command()
@click.pass_obj
def migrate(context: Context) -> None:
    """Bring the database's schema to the newest revision."""
    from engage.core.migrating import upgrade  # noqa: PLC0415  Alembic, with its templates

    upgrade(make_units(context.settings).database)
    click.echo("The database is ready.")


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8080)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve(port: int, host: str) -> None:
    """Serve the site with the worker beside it, on one machine."""
    from engage.checks import all_faults  # noqa: PLC0415  pages with their theme

    _refuse(all_faults())
    serving.refuse_taken_port(host, port)
    serving.serve(host, port, dict(os.environ))


@main.command()
@click.pass_obj
def worker(context: Context) -> None:
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


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8080)
@click.pass_obj
def demo(context: Context, port: int) -> None:
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


@main.group()
def audit() -> None:
    """The record of who did what."""


@audit.command("verify")
@click.pass_obj
def audit_verify(context: Context) -> None:
    """Walk the hash chain; name every entry that was edited, removed or inserted."""
    with context.units.reading(SYSTEM, snapshot=True) as unit:
        counted, faults = verify(unit.session, unit.keyring)
    if faults:
        raise Failure("\n".join(fault.message for fault in faults))
    click.echo(f"{counted} entries, unbroken.")


@main.group()
def outbound() -> None:
    """The stop for everything that is published, promoted or sent."""


@outbound.command("hold")
@click.option("--reason", required=True)
@AS_OPTION
@click.pass_obj
def outbound_hold(context: Context, reason: str, acting: str | None) -> None:
    """Hold everything that would go out, until it is released."""
    with context.units.writing(context.actor(acting)) as unit:
        governance.place_hold(unit, reason)
    click.echo("Nothing goes out until `engage outbound release`.")


@outbound.command("release")
@AS_OPTION
@click.pass_obj
def outbound_release(context: Context, acting: str | None) -> None:
    """Let things go out again."""
    with context.units.writing(context.actor(acting)) as unit:
        governance.lift_hold(unit)
    click.echo("Things go out again.")


@main.group(
    "import",
    cls=LateGroup,
    late={"comments": "engage.moderation.commands:import_comments_command"},
)
def import_group() -> None:
    """Bring in what was collected elsewhere."""


if __name__ == "__main__":
    main()
