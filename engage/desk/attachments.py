"""Opening a file that came with a comment or a mail: one at a time, and each time on record.

It stands up here because a mail's engagement is known to the mail alone, and a comment knows
nothing of mails. A download is a GET that writes (its audit entry), so it opens a writing unit of
its own, which is committed before the first byte leaves. What strangers sent is handed over as
bytes that no browser shows: as a download, of no type, in a sandbox, under our own name.
"""

from functools import partial
from typing import Final

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from engage.comments.attachments.rules import UNKNOWN_TYPE, download_name
from engage.comments.attachments.service import OPENING_ROLES, WITHDRAWN_ROLES, open_file
from engage.governance.web import lead_to_acknowledgement
from engage.mail.incoming.models import IncomingMail
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app, no_store

blueprint = Blueprint("attachments", __name__)
blueprint.before_request(lead_to_acknowledgement)

SANDBOX: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"


@blueprint.get("/staff/attachments/<number:attachment_id>")
@staff(*OPENING_ROLES, *WITHDRAWN_ROLES)
def open_attachment(attachment_id: int) -> ResponseReturnValue:
    asking = current_unit()
    with engage_app().units.writing(asking.actor, now=asking.now) as unit:
        found = open_file(unit, attachment_id, partial(_engagement_of_mail, unit.session))
    response = Response(found.content, content_type=UNKNOWN_TYPE)
    name = download_name(found.id, found.name)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)


def _engagement_of_mail(session: Session, mail_id: int) -> int | None:
    mail = session.get(IncomingMail, mail_id)
    return mail.engagement_id if mail else None
