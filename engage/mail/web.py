"""The staff page on outgoing mail: what waits and why, what was refused, and what came back."""

from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.mail import overview as mail_overview
from engage.mail.incoming.service.reach import MAIL_ROLES
from engage.mail.models import OutgoingMail
from engage.mail.overview import MOST_SHOWN, Line
from engage.mail.queries import last_sent_at
from engage.mail.rules import MailKind, MailState, RecipientKind, Trouble
from engage.mail.service import retry_all, retry_mail
from engage.moderation.rules import MODERATING_ROLES
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("mail", __name__)

KIND_WORDS: Final = {
    MailKind.INVITATION: "Link to join or to set the password anew",
    MailKind.APPROVAL_WAITS: "Something waits for approval",
    MailKind.QUEUE_DIGEST: "What waits for moderators",
    MailKind.ACKNOWLEDGEMENT: "Receipt for a comment by mail",
    MailKind.WITHDRAWN: "A comment was taken back by mail",
    MailKind.NOT_TAKEN: "A mail came when the engagement was not open",
    MailKind.DECISION: "What was decided about a comment",
    MailKind.RESULTS: "Results are there",
    MailKind.CONFIRM_FOLLOWING: "Link to confirm following",
    MailKind.NEWS: "News for a follower",
    MailKind.NEWS_DIGEST: "The day's news for a follower",
}
TROUBLE_WORDS: Final = {
    Trouble.UNREACHABLE: "The mail server cannot be reached",
    Trouble.BUSY: "The mail server asked us to come back later",
    Trouble.SETUP: "The mail server does not accept our sign-in, our address or our certificate",
    Trouble.RECIPIENT: "The mail server knows no such address",
    Trouble.REFUSED: "The mail server refused the message",
    Trouble.OURS: "An error on our side: whoever runs this site finds it in the log",
    Trouble.STOPPED: "All publishing is on hold: it goes when that is lifted",
    Trouble.NOT_RELEASED: "Held in an election, and dropped",
    Trouble.SUPPRESSED: "Mail to this address came back before",
}


@blueprint.get("/staff/mail")
@staff(Role.ADMINISTRATOR)
def overview() -> ResponseReturnValue:
    unit = current_unit()
    # It shows mail to everybody, so a role for one ministry does not reach it.
    unit.actor.require(Role.ADMINISTRATOR)
    session, now = unit.session, unit.now
    html = render_template(
        "mail/overview.html",
        settings=unit.settings.mail,
        standing=mail_overview.standing(session, now),
        refused=_shown(unit, mail_overview.refused(session)),
        waiting=_shown(unit, mail_overview.waiting(session)),
        held_back=_shown(unit, mail_overview.held(session)),
        bounced=_shown(unit, mail_overview.bounced(session, now)),
        by_kind=[
            (KIND_WORDS[MailKind(one.kind)], one) for one in mail_overview.by_kind(session, now)
        ],
        most_shown=MOST_SHOWN,
        last_sent_at=last_sent_at(session),
    )
    return no_store(make_response(html))


@blueprint.post("/staff/mail/retry")
@staff(Role.ADMINISTRATOR)
def retry_refused() -> ResponseReturnValue:
    count = retry_all(current_unit())
    flash(f"{count:,} {'is' if count == 1 else 'are'} tried again now." if count else NOTHING)
    return redirect(url_for(".overview"), 303)


@blueprint.post("/staff/mail/<number:mail_id>/retry")
@staff(Role.ADMINISTRATOR)
def retry(mail_id: int) -> ResponseReturnValue:
    retry_mail(current_unit(), mail_id)
    flash("It is tried again now.")
    return redirect(url_for(".overview"), 303)


NOTHING: Final = "Nothing was refused, so there is nothing to try again."


def _shown(unit: Unit, lines: list[Line]) -> list[dict[str, object]]:
    return [
        {
            "id": line.mail.id,
            "who": line.name or _who(line.mail),
            "href": _href(unit, line.mail),
            "what": KIND_WORDS[MailKind(line.mail.kind)],
            "since": line.mail.created_at,
            "next_at": line.mail.next_at,
            "bounced_at": line.mail.bounced_at,
            "why": _why(line.mail),
            "tries": line.mail.attempts,
        }
        for line in lines
    ]


def _who(mail: OutgoingMail) -> str:
    if mail.recipient_kind == RecipientKind.AUTHOR:
        return f"Author of comment #{mail.recipient_id}"
    if mail.recipient_kind == RecipientKind.SENDER:
        return f"Who sent message #{mail.recipient_id}"
    return "A follower" if mail.recipient_kind == RecipientKind.FOLLOWER else "Somebody"


def _href(unit: Unit, mail: OutgoingMail) -> str:
    """Where the recipient is looked at, for who may; '' where there is no such page."""
    number = mail.recipient_id
    if mail.recipient_kind == RecipientKind.PERSON:
        return f"/staff/people/{number}"
    if (
        mail.recipient_kind == RecipientKind.AUTHOR
        and unit.actor.ministries(MODERATING_ROLES) is None
    ):
        return f"/staff/queue/{number}"
    if mail.recipient_kind == RecipientKind.SENDER and unit.actor.ministries(MAIL_ROLES) is None:
        return f"/staff/mail/incoming/{number}"
    return ""


def _why(mail: OutgoingMail) -> str:
    if mail.state == MailState.HELD:
        return "An election holds it until it is approved again"
    return TROUBLE_WORDS.get(Trouble(mail.trouble), "") if mail.trouble else "Not sent yet"
