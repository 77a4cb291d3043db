"""The list of people, and one person's page with what happened to the account."""

import json
from typing import Final

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.history import history_words
from engage.accounts.inviting import is_open
from engage.accounts.models import Invitation, Person
from engage.accounts.people_queries import (
    history_of,
    listed,
    ministries,
    newest_invitation,
    people_page,
    roles_of,
)
from engage.accounts.queries import names_of
from engage.accounts.service.inviting import joins_by_provider, takes_links
from engage.accounts.service.people import LOCAL, person_of
from engage.accounts.web.browser import blueprint
from engage.accounts.web.sought import sealed_words, sought_words
from engage.accounts.wording import grant_words
from engage.core.permissions import Grant, Role
from engage.core.unit import Unit
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

PERSON: Final = "/staff/people/<number:person_id>"
LONGEST_ID: Final = 9


def administering() -> Unit:
    """This request's unit, for administrators of everything: one ministry's is not enough."""
    unit = current_unit()
    unit.actor.require(Role.ADMINISTRATOR)
    return unit


@blueprint.get("/staff/people")
@staff(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    unit = administering()
    names, (words, sealed) = ministry_names(unit), sought_words(unit.keyring)
    disabled = request.args.get("show") == "disabled"
    after = _place(request.args.get("after", ""))
    shown, following = people_page(unit.session, words=words, disabled=disabled, after=after)
    html = render_template(
        "accounts/people.html",
        people=[(one, grant_words(one.grants, names)) for one in shown],
        words=words,
        disabled=disabled,
        is_first=after is None,
        next_href=_href(sealed, disabled, following) if following else "",
        first_href=_href(sealed, disabled, None),
        other_href=_href(sealed, not disabled, None),
    )
    return no_store(make_response(html))


@blueprint.post("/staff/people/search")
@staff(Role.ADMINISTRATOR)
def search_people() -> ResponseReturnValue:
    unit = administering()
    disabled = request.form.get("show") == "disabled"
    return redirect(_href(sealed_words(unit.keyring), disabled, None), 303)


@blueprint.get(PERSON)
@staff(Role.ADMINISTRATOR)
def person(person_id: int) -> ResponseReturnValue:
    unit = administering()
    return person_page(unit, person_of(unit, person_id))


def person_page(
    unit: Unit, shown: Person, *, link: str = "", status: int = 200
) -> ResponseReturnValue:
    """`link`: to be handed over, as no mail server is set; told this once."""
    session, names = unit.session, ministry_names(unit)
    [row] = listed(session, [shown])
    invitation = newest_invitation(session, shown.id)
    html = render_template(
        "accounts/person.html",
        person=shown,
        roles=[
            (
                grant_words([Grant(Role(one.role), one.ministry_id)], names)[0],
                one.source,
                one.reason,
            )
            for one in roles_of(session, shown.id)
        ],
        local=LOCAL,
        signed_in_at=row.signed_in_at,
        invitation=invitation,
        is_open=invitation is not None and _is_open(unit, invitation),
        history=_history(unit, shown, names),
        is_own=shown.id == unit.actor.person_id,
        sends_mail=unit.settings.mail is not None,
        takes_links=takes_links(unit, shown),
        by_provider=joins_by_provider(unit, shown),
        link=link,
    )
    return no_store(make_response(html, status))


def _place(text: str) -> int | None:
    """The id in an address; None for what is none, or larger than any."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


def ministry_names(unit: Unit) -> dict[int, str]:
    return {one.id: one.name for one in ministries(unit.session)}


def _is_open(unit: Unit, invitation: Invitation) -> bool:
    return is_open(invitation.used_at, invitation.revoked_at, invitation.expires_at, unit.now)


def _history(unit: Unit, shown: Person, names: dict[int, str]) -> list[tuple[object, str, str]]:
    """When, what, and by whom."""
    entries = history_of(unit.session, shown.id)
    ids = {
        int(entry.actor.removeprefix("person:"))
        for entry in entries
        if entry.actor.startswith("person:")
    }
    people_names = names_of(unit.session, ids)
    return [
        (
            entry.at,
            history_words(entry.action, json.loads(entry.detail), names),
            _actor_words(entry.actor, people_names),
        )
        for entry in entries
    ]


def _actor_words(actor: str, names: dict[int, str]) -> str:
    if actor.startswith("person:"):
        return names.get(int(actor.removeprefix("person:")), "Somebody")
    return "At the sign-in page" if actor == "citizen" else "The installation itself"


def _href(sealed: str, disabled: bool, after: int | None) -> str:
    values = {
        "find": sealed,
        "show": "disabled" if disabled else "",
        "after": str(after) if after else "",
    }
    kept = {name: value for name, value in values.items() if value}
    return url_for("accounts.people", **kept)  # type: ignore[arg-type]
