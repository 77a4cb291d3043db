"""The lists of messages: what is to be placed, filed apart, set aside, or could not be read."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engage.mail.incoming.queries.mailbox import mailbox_state
from engage.mail.incoming.queries.pages import Shelf, messages, waiting_mail
from engage.mail.incoming.rules import Reason
from engage.mail.incoming.service.reach import MAIL_ROLES, within_reach
from engage.mail.incoming.trouble_words import trouble_words
from engage.mail.incoming.web.blueprint import PAGE, asked_number, blueprint, page
from engage.mail.incoming.words import FILED_REASONS, REASON_WORDS
from engage.moderation.rules import MODERATING_ROLES
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/mail/incoming")
@staff(*MAIL_ROLES)
def mail_room() -> ResponseReturnValue:
    unit = current_unit()
    shelf, within = _asked_shelf(), within_reach(unit)
    reason = _asked_reason() if shelf is Shelf.FILED else None
    found = messages(
        unit.session,
        unit.keyring,
        shelf,
        within=within,
        limit=PAGE + 1,
        beyond=asked_number("beyond"),
        reason=reason,
    )
    rows = found[:PAGE]
    more = rows[-1].id if len(found) > PAGE else None
    return page(
        unit,
        "list.html",
        shelf=shelf,
        rows=rows,
        reason=reason,
        reasons=FILED_REASONS,
        words=REASON_WORDS,
        waiting=waiting_mail(unit.session, within=within),
        reaches_all=within is None,
        has_mailbox=unit.settings.mailbox is not None,
        mailbox=mailbox_state(unit.session),
        trouble_words=trouble_words,
        opens_queue=unit.actor.ministries(MODERATING_ROLES) != frozenset(),
        is_first=asked_number("beyond") is None,
        more_href=url_for(".mail_room", show=shelf, reason=reason, beyond=more) if more else "",
    )


def _asked_shelf() -> Shelf:
    asked = request.args.get("show", "")
    return Shelf(asked) if asked in set(Shelf) else Shelf.UNROUTED


def _asked_reason() -> Reason | None:
    asked = request.args.get("reason", "")
    return Reason(asked) if asked in set(FILED_REASONS) else None
