"""What each kind of mail says, from the ids in its row; None when nobody needs it any more."""

from collections.abc import Callable, Mapping
from typing import Final

from engage.accounts.models import Person
from engage.accounts.service.inviting import (
    invitation_link,
    joins_by_provider,
    open_invitation,
)
from engage.core.dates import datetime_words
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.approvals.queries import approvers_of
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind
from engage.mail.writing import words_of

Words = tuple[str, str]
"""Subject and text."""

APPROVALS_PATH: Final = "/staff/approvals"
MINOR_EDIT: Final = "minor_edit"
"""The step of a mail that only tells: somebody made a small change to what was approved."""


def composed(unit: Unit, mail: OutgoingMail, person: Person) -> Words | None:
    return _COMPOSERS[MailKind(mail.kind)](unit, mail, person)


def _invitation(unit: Unit, mail: OutgoingMail, person: Person) -> Words | None:
    found = open_invitation(unit, mail.subject_id)
    if found is None:
        return None
    invitation, _ = found
    return words_of(
        "invitation",
        kind="provider" if joins_by_provider(unit, person) else invitation.kind,
        name=person.name,
        link=invitation_link(unit, invitation, person),
        until=datetime_words(invitation.expires_at, unit.settings.time_zone),
    )


def _approval(unit: Unit, mail: OutgoingMail, person: Person) -> Words | None:
    """Nothing but the title: what is to be approved is read where it is approved."""
    engagement = unit.session.get(Engagement, mail.subject_id)
    asked = approvers_of(unit.session, mail.subject_kind, mail.subject_id, mail.step, unit.now)
    if engagement is None or person.id not in asked:
        return None
    return words_of(
        "minor_edit" if mail.step == MINOR_EDIT else "approval_waits",
        name=person.name,
        title=engagement.title,
        link=f"{unit.settings.base_url}{APPROVALS_PATH}",
    )


_COMPOSERS: Final[Mapping[MailKind, Callable[[Unit, OutgoingMail, Person], Words | None]]] = {
    MailKind.INVITATION: _invitation,
    MailKind.APPROVAL_WAITS: _approval,
}
