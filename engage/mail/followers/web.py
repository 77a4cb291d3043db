"""One's own choice: whether the morning digest comes."""

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engage.core.errors import NotAllowed
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.mail.followers.digests import choose_digest, wants_digest
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("digest", __name__)

PAGE = "/staff/account/digest"


@blueprint.get(PAGE)
@staff(Role.MODERATOR)
def digest() -> ResponseReturnValue:
    unit = current_unit()
    html = render_template(
        "followers/digest.html",
        is_wanted=wants_digest(unit, _own(unit)),
        has_mail=unit.settings.mail is not None,
    )
    return no_store(make_response(html))


@blueprint.post(PAGE)
@staff(Role.MODERATOR)
def choose() -> ResponseReturnValue:
    unit = current_unit()
    is_wanted = request.form.get("digest") == "on"
    choose_digest(unit, _own(unit), is_wanted=is_wanted)
    flash(
        "The digest comes on working days." if is_wanted else "The digest does not come any more."
    )
    return redirect(PAGE, 303)


def _own(unit: Unit) -> int:
    """Whose it is comes from the session alone."""
    if unit.actor.person_id is None:
        raise NotAllowed("This page needs another role.")
    return unit.actor.person_id
