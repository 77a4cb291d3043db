"""Mail to staff: links to join, what waits for approval, that a minor edit was made.

What is to be approved is read where it is approved; the mail names it and no more.
"""

from typing import Final

from engage.accounts.models import Person
from engage.accounts.service.inviting import (
    invitation_link,
    joins_by_provider,
    open_invitation,
)
from engage.core.dates import datetime_words
from engage.core.unit import Unit
from engage.engagements.approving import approvable
from engage.governance.approvals.queries import approvers_of
from engage.mail.models import OutgoingMail
from engage.mail.rules import Recipient, Words

APPROVALS_PATH: Final = "/staff/approvals"
MINOR_EDIT: Final = "minor_edit"
"""The step of a mail that only tells: somebody made a small change to what was approved."""


def invitation(unit: Unit, mail: OutgoingMail, recipient: Recipient) -> Words | None:
    """None when the link was used, taken back or replaced, or has run out."""
    found = open_invitation(unit, mail.subject_id)
    if found is None:
        return None
    row, _ = found
    person = unit.session.get_one(Person, mail.recipient_id)
    values = {
        "kind": "provider" if joins_by_provider(unit, person) else row.kind,
        "name": recipient.name,
        "link": invitation_link(unit, row, person),
        "until": datetime_words(row.expires_at, unit.settings.time_zone),
    }
    return Words("invitation", values)


def approval(unit: Unit, mail: OutgoingMail, recipient: Recipient) -> Words | None:
    """None for who does not approve that step any more."""
    asked = approvers_of(unit.session, mail.subject_kind, mail.subject_id, mail.step, unit.now)
    if mail.recipient_id not in asked:
        return None
    values = {
        "name": recipient.name,
        "title": approvable(unit, mail.subject_kind, mail.subject_id).title,
        "link": f"{unit.settings.base_url}{APPROVALS_PATH}",
    }
    return Words("minor_edit" if mail.step == MINOR_EDIT else "approval_waits", values)
