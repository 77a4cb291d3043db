"""The staff page on outgoing mail: what waits, what was refused and can be tried again."""

from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.core.permissions import Role
from engage.mail.queries import MOST_SHOWN, last_sent_at, unsent_mail
from engage.mail.rules import MailKind, MailState, Trouble
from engage.mail.service import retry_all, retry_mail
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("mail", __name__)

KIND_WORDS: Final = {
    MailKind.INVITATION: "Link to join or to set the password anew",
    MailKind.APPROVAL_WAITS: "Something waits for approval",
}
TROUBLE_WORDS: Final = {
    Trouble.UNREACHABLE: "The mail server cannot be reached",
    Trouble.BUSY: "The mail server asked us to come back later",
    Trouble.SETUP: "The mail server does not accept our sign-in, our address or our certificate",
    Trouble.RECIPIENT: "The mail server knows no such address",
    Trouble.REFUSED: "The mail server refused the message",
}


@blueprint.get("/staff/mail")
@staff(Role.ADMINISTRATOR)
def overview() -> ResponseReturnValue:
    unit = current_unit()
    # It shows mail to everybody, so a role for one ministry does not reach it.
    unit.actor.require(Role.ADMINISTRATOR)
    found = unsent_mail(unit.session)
    html = render_template(
        "mail/overview.html",
        settings=unit.settings.mail,
        refused=[one for one in found if one.mail.state == MailState.REFUSED],
        waiting=[one for one in found if one.mail.state == MailState.WAITING],
        is_cut=len(found) == MOST_SHOWN,
        last_sent_at=last_sent_at(unit.session),
        kind_words=KIND_WORDS,
        trouble_words=TROUBLE_WORDS,
    )
    return no_store(make_response(html))


@blueprint.post("/staff/mail/retry")
@staff(Role.ADMINISTRATOR)
def retry_refused() -> ResponseReturnValue:
    retry_all(current_unit())
    flash("All of it is tried again now.")
    return redirect(url_for(".overview"), 303)


@blueprint.post("/staff/mail/<int(max=2147483647):mail_id>/retry")
@staff(Role.ADMINISTRATOR)
def retry(mail_id: int) -> ResponseReturnValue:
    retry_mail(current_unit(), mail_id)
    flash("It is tried again now.")
    return redirect(url_for(".overview"), 303)
