"""`engage people`: the first account of an installation, before anybody can sign in."""

import secrets
from typing import Any

import click

from engage.accounts.queries import first_administrator
from engage.accounts.service.people import create_person, enrol_totp
from engage.core.permissions import SYSTEM, Grant, Role

PASSWORD_BYTES = 15


@click.group()
def people() -> None:
    """Staff accounts."""


@people.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", type=click.Choice([r.value for r in Role]), multiple=True)
@click.option("--as", "acting", metavar="EMAIL", help="The person who acts, audited.")
@click.pass_obj
def add(context: Any, email: str, name: str, roles: tuple[str, ...], acting: str | None) -> None:
    """Make an account and print its password and one-time-code secret, once."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with context.units.reading(SYSTEM) as unit:
        is_first = first_administrator(unit.session) is None
    # Nobody can act for the very first account: the installation itself does, and says so.
    actor = SYSTEM if is_first else context.actor(acting)
    with context.units.writing(actor) as unit:
        person = create_person(unit, email, name, password, [Grant(Role(r)) for r in roles])
        secret = enrol_totp(unit, person)
    click.echo(f"password           {password}")
    click.echo(f"one-time secret    {secret}")
    click.echo("These are shown once. Give them to their owner in person.")
