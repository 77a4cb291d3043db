"""`engage people` and `engage ministries`: accounts before anybody can sign in, and leavers."""

import secrets
from typing import Final

import click

from engage.accounts.queries import first_administrator, ministry_by_code, person_by_email
from engage.accounts.service.people import create_person, disable_person, ensure_ministry
from engage.accounts.service.secrets import enrol_totp
from engage.core.commands import AS_OPTION, CommandContext
from engage.core.errors import Refused
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Unit

PASSWORD_BYTES: Final = 15


@click.group()
def people() -> None:
    """Staff accounts."""


@people.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", type=click.Choice([r.value for r in Role]), multiple=True)
@click.option("--ministry", metavar="CODE", help="Limits the roles to one ministry.")
@AS_OPTION
@click.pass_obj
def add(
    context: CommandContext,
    email: str,
    name: str,
    roles: tuple[str, ...],
    ministry: str | None,
    acting: str | None,
) -> None:
    """Make an account and print its password and one-time-code secret, once."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with context.units.reading(SYSTEM) as unit:
        is_first = first_administrator(unit.session) is None
    # Nobody can act for the very first account: the installation itself does, and is audited.
    actor = SYSTEM if is_first else context.actor(acting)
    with context.units.writing(actor) as unit:
        ministry_id = _ministry_id(unit, ministry)
        grants = [Grant(Role(role), ministry_id) for role in roles]
        person = create_person(unit, email, name, password, grants)
        secret = enrol_totp(unit, person)
    click.echo(f"password           {password}")
    click.echo(f"one-time secret    {secret}")
    click.echo("These are shown once. Give them to their owner in person.")


@people.command("disable")
@click.argument("email")
@AS_OPTION
@click.pass_obj
def disable(context: CommandContext, email: str, acting: str | None) -> None:
    """End a leaver's account and all its sessions at once."""
    with context.units.writing(context.actor(acting)) as unit:
        person = person_by_email(unit.session, email)
        if person is None:
            raise Refused("email", "There is no account with this address.")
        disable_person(unit, person)
    click.echo("The account is closed, and nobody is signed in with it any more.")


@click.group()
def ministries() -> None:
    """Ministries, which engagements belong to and roles can be limited to."""


@ministries.command("add")
@click.argument("code")
@click.argument("name")
@AS_OPTION
@click.pass_obj
def add_ministry(context: CommandContext, code: str, name: str, acting: str | None) -> None:
    """Add the ministry CODE, or give it another NAME."""
    with context.units.writing(context.actor(acting)) as unit:
        made = ensure_ministry(unit, code, name)
        unit.audit("ministry.saved", f"ministry:{made.id}")
    click.echo(f"{made.code}: {made.name}")


def _ministry_id(unit: Unit, code: str | None) -> int | None:
    if code is None:
        return None
    found = ministry_by_code(unit.session, code)
    if found is None:
        raise Refused("ministry", "There is no ministry with this code: `engage ministries add`.")
    return found.id
