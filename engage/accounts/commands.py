"""`engage people` and `engage ministries`: accounts before anybody can sign in, links, leavers."""

import secrets
from typing import Final

import click

from engage.accounts.queries import first_administrator, ministry_by_code, person_by_email
from engage.accounts.service.inviting import invitation_link, invite
from engage.accounts.service.ministries import name_in_french
from engage.accounts.service.people import create_person, disable_person, ensure_ministry
from engage.accounts.service.secrets import enrol_totp
from engage.core.commands import AS_OPTION, CommandContext
from engage.core.errors import Refused
from engage.core.permissions import SYSTEM, Actor, Grant, Role
from engage.core.unit import Unit

PASSWORD_BYTES: Final = 15
BREAK_GLASS_REASON: Final = "For emergencies only, when nobody else can sign in."


@click.group()
def people() -> None:
    """Staff accounts."""


ROLE_OPTION = click.option(
    "--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True
)
MINISTRY_OPTION = click.option(
    "--ministry", metavar="CODE", help="Limits the roles to one ministry."
)
REASON_OPTION = click.option("--reason", default="", help="Why a third administrator is needed.")


@people.command("add")
@click.argument("email")
@click.option("--name", required=True)
@ROLE_OPTION
@MINISTRY_OPTION
@REASON_OPTION
@click.option("--break-glass", is_flag=True, help="For emergencies only: each use is an alarm.")
@AS_OPTION
@click.pass_obj
def add(
    context: CommandContext,
    *,
    email: str,
    name: str,
    roles: tuple[str, ...],
    ministry: str | None,
    reason: str,
    break_glass: bool,
    acting: str | None,
) -> None:
    """Make an account and print its password and one-time-code secret, once."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with context.units.writing(_maker(context, acting)) as unit:
        person = create_person(
            unit,
            email,
            name,
            password,
            _grants(unit, roles, ministry),
            reason=reason or (BREAK_GLASS_REASON if break_glass else ""),
            is_break_glass=break_glass,
        )
        secret = enrol_totp(unit, person)
    click.echo(f"password           {password}")
    click.echo(f"one-time secret    {secret}")
    click.echo("These are shown once. Give them to their owner in person.")


@people.command("invite")
@click.argument("email")
@click.option("--name", default="", help="Of somebody new; a known person gets a new link.")
@ROLE_OPTION
@MINISTRY_OPTION
@REASON_OPTION
@AS_OPTION
@click.pass_obj
def invite_command(
    context: CommandContext,
    *,
    email: str,
    name: str,
    roles: tuple[str, ...],
    ministry: str | None,
    reason: str,
    acting: str | None,
) -> None:
    """Send a link by which EMAIL joins, or sets password and app anew; without mail, print it."""
    with context.units.writing(_maker(context, acting)) as unit:
        person = person_by_email(unit.session, email)
        if person is None:
            grants = _grants(unit, roles, ministry)
            person = create_person(unit, email, name, None, grants, reason=reason)
        elif name or roles:
            raise Refused("email", "There is an account with this address already.")
        invitation = invite(unit, person)
        link = "" if unit.settings.mail else invitation_link(unit, invitation, person)
    if not link:
        click.echo("A link is on its way by mail.")
        return
    click.echo(link)
    click.echo("This is shown once, and works once. Give it to its owner and to nobody else.")


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
@click.option("--french", metavar="NAME", help="Its French name; '' takes it away.")
@AS_OPTION
@click.pass_obj
def add_ministry(
    context: CommandContext, code: str, name: str, french: str | None, acting: str | None
) -> None:
    """Add the ministry CODE, or give it another NAME."""
    with context.units.writing(context.actor(acting)) as unit:
        made = ensure_ministry(unit, code, name)
        unit.audit("ministry.saved", f"ministry:{made.id}")
        if french is not None:
            name_in_french(unit, made.id, french, seen=made.name_fr or "")
    click.echo(f"{made.code}: {made.name}")


def _ministry_id(unit: Unit, code: str | None) -> int | None:
    if code is None:
        return None
    found = ministry_by_code(unit.session, code)
    if found is None:
        raise Refused("ministry", "There is no ministry with this code: `engage ministries add`.")
    return found.id


def _grants(unit: Unit, roles: tuple[str, ...], ministry: str | None) -> list[Grant]:
    ministry_id = _ministry_id(unit, ministry)
    return [Grant(Role(role), ministry_id) for role in roles]


def _maker(context: CommandContext, acting: str | None) -> Actor:
    """Nobody can act for the very first account: the installation itself does, and is audited."""
    with context.units.reading(SYSTEM) as unit:
        is_first = first_administrator(unit.session) is None
    return SYSTEM if is_first else context.actor(acting)
