"""The `engage` command. Each command is thin: settings, units, one use case, words, exit code.

Exit codes: 0 done, 1 refused or failed with one clear line each, 2 usage.

Next to nothing is loaded here. A command's room is when it is called: every other one would wait
for it, and people run them by hand.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import click

from engage.core.commands import Failure, LateGroup, loading

if TYPE_CHECKING:
    from engage.core.permissions import Actor
    from engage.core.settings import Settings
    from engage.core.unit import Units


class Context:
    """What commands share; made on first use, so that `engage --help` needs no settings."""

    @cached_property
    def settings(self) -> "Settings":
        from engage.core.settings import SettingsError, load_settings  # noqa: PLC0415

        try:
            return load_settings()
        except SettingsError as error:
            raise Failure("\n".join(error.faults)) from None

    @cached_property
    def units(self) -> "Units":
        with loading():
            from engage.core.schema import is_current  # noqa: PLC0415
            from engage.wiring import make_units  # noqa: PLC0415

        units = make_units(self.settings)
        if not is_current(units.database):
            raise Failure("the database is not ready: run `engage migrate`")
        return units

    def public_pages(self, addresses: Sequence[str]) -> Mapping[str, bytes]:
        """The public pages as a reader would get them now."""
        from engage.app import create_app  # noqa: PLC0415  all pages
        from engage.records.web import public_pages  # noqa: PLC0415

        return public_pages(create_app(self.settings), list(addresses))

    def actor(self, email: str | None) -> "Actor":
        """The acting person; on a development machine the first administrator by default."""
        from engage.accounts.service.people import acting_person  # noqa: PLC0415
        from engage.core.permissions import SYSTEM  # noqa: PLC0415

        if email is None and self.settings.is_production:
            raise Failure("say who acts: --as EMAIL")
        with self.units.reading(SYSTEM) as unit:
            return acting_person(unit, email)


class EngageGroup(LateGroup):
    """Turns what the domain refuses, and a database that fails, into one line and exit code 1.

    A database's own message is not shown: it names its user and host, and quotes statements.
    """

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if line := _in_one_line(error):
                raise Failure(line) from None
            raise


def _in_one_line(error: Exception) -> str:
    """What the domain refuses, in its words; nothing for a fault of ours."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from engage.core.crypto import Undecryptable  # noqa: PLC0415
    from engage.core.errors import EngageError  # noqa: PLC0415

    if isinstance(error, EngageError):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return f"the database does not answer as it should ({type(error).__name__})"
    if isinstance(error, Undecryptable):
        return "the data keys are not those that this database was made with"
    return ""


ROOMS: Final = {
    "audit": "engage.operating:audit",
    "check": "engage.operating:check",
    "comments": "engage.comments.commands:comments",
    "demo": "engage.operating:demo",
    "election": "engage.governance.elections.commands:election",
    "mail": "engage.mail.commands:mail_commands",
    "migrate": "engage.operating:migrate",
    "ministries": "engage.accounts.commands:ministries",
    "outbound": "engage.operating:outbound",
    "people": "engage.accounts.commands:people",
    "privacy": "engage.privacy.commands:privacy_commands",
    "records": "engage.records.commands:records",
    "report": "engage.reports.commands:report",
    "search": "engage.search.commands:search_commands",
    "serve": "engage.operating:serve",
    "wordpress": "engage.wordpress.commands:wordpress_commands",
    "worker": "engage.operating:worker",
}


@click.group(cls=EngageGroup, late=ROOMS)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Engage: public consultations, from draft to anonymized report."""
    ctx.obj = Context()


@main.group(
    "import",
    cls=LateGroup,
    late={"comments": "engage.moderation.commands:import_comments_command"},
)
def import_group() -> None:
    """Bring in what was collected elsewhere."""


if __name__ == "__main__":
    main()
