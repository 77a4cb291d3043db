"""Asking to follow: a row waits until whoever reads the mailbox confirms it (R25).

The answer to the form is the same whether an address follows already, has been asked today, or is
new: nobody learns by it who follows. What the form changes of an address that follows already is
nothing; its owner gets a link instead.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Final

from engage.comments.defences.senders import Sender, mark, marks_of
from engage.core.events import SubscriptionAsked
from engage.core.language import marked
from engage.core.ledgers import upsert
from engage.core.tokens import BadToken, Signer, signer
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.following import queries
from engage.following.models import Subscription
from engage.following.rules import (
    MOST_ASKED,
    MOST_CONFIRMATIONS,
    NoticeChanged,
    StaleForm,
    State,
    Wanted,
    may_ask_again,
)
from engage.following.service.telling import set_baseline
from engage.notices.rules import NoticeTemplate, NoticeWording
from engage.notices.service import load_templates

FORM_LIFE: Final = timedelta(hours=24)
EMAIL_INDEX: Final = "follower-email"
"""The purpose of the blind index: not that of comments, so that the two cannot be joined."""
SENDERS: Final = "follow"
NOTICES: Final = "following"
NOTICE: Final = "following"
NoticeShown = NoticeTemplate | NoticeWording
OLD_FORM: Final = marked(
    "This form was open for a long time or was changed on its way. Please read the notice and send"
    " it again."
)
NEW_NOTICE: Final = marked(
    "The notice about the collection of your address has changed since you opened this page. Please"
    " read the new notice and send it again."
)


def following_notice(unit: Unit) -> NoticeTemplate | None:
    """The notice above the form with its wordings; None: it is missing or not complete, so nothing
    is collected."""
    folder: Path = unit.settings.notices_dir / NOTICES
    templates, _faults = load_templates(folder)
    return templates.get(NOTICE)


def issue_follow_token(unit: Unit, engagement: Engagement, notice: NoticeShown) -> str:
    """A token bound to the engagement and to the words of the notice above the form."""
    return _signer(unit).sign(unit.now, e=engagement.id, h=notice.content_hash)


def asks_too_often(unit: Unit, sender: Sender) -> bool:
    """Whether this network asked so often within the hour that it has to wait."""
    return marks_of(unit.session, sender, SENDERS) >= MOST_ASKED


def ask(unit: Unit, engagement: Engagement, wanted: Wanted, token: str, sender: Sender) -> None:
    """Writes down that an address wants to follow, and has a mail with a link sent to it.

    Raises StaleForm and NoticeChanged. Whatever else is in the way concerns only who reads the
    mailbox, so nothing is said of it.
    """
    notice = _notice_read(unit, engagement, token)
    mark(unit, sender, SENDERS)
    index = unit.keyring.blind_index(wanted.email, EMAIL_INDEX)
    row = queries.by_address(unit.session, engagement.id, index)
    if row is not None and not may_ask_again(row.confirmation_at, unit.now):
        return
    if queries.confirmations_since(unit.session, index, unit.now) >= MOST_CONFIRMATIONS:
        return
    set_baseline(unit, engagement)
    if row is None:
        number = _insert(unit, engagement, wanted, index, notice)
    else:
        number = row.id
        row.confirmation_at = unit.now
        if row.state == State.PENDING:
            row.pace, row.language = wanted.choice.pace, wanted.choice.language
            row.asked_at, row.notice_hash = unit.now, notice.content_hash
    if number is not None:
        unit.audit("subscription.asked", f"subscription:{number}", engagement=engagement.id)
        unit.emit(SubscriptionAsked(number))


def _notice_read(unit: Unit, engagement: Engagement, token: str) -> NoticeShown:
    """The notice that stood above the form, in whichever language, as long as it is in force."""
    notice = following_notice(unit)
    try:
        values = _signer(unit).read(token, unit.now, FORM_LIFE)
    except BadToken:
        raise StaleForm("", OLD_FORM) from None
    if notice is None or values.get("e") != engagement.id:
        raise StaleForm("", OLD_FORM)
    shown: tuple[NoticeShown, ...] = (notice, *notice.wordings)
    for one in shown:
        if one.content_hash == values.get("h"):
            return one
    raise NoticeChanged("", NEW_NOTICE)


def _insert(
    unit: Unit, engagement: Engagement, wanted: Wanted, index: str, notice: NoticeShown
) -> int | None:
    """A new row; None when the same address asked in the same moment."""
    public_id = secrets.token_urlsafe(12)
    statement = upsert(unit.session.get_bind().dialect, Subscription).values(
        public_id=public_id,
        engagement_id=engagement.id,
        state=State.PENDING,
        pace=wanted.choice.pace,
        language=wanted.choice.language,
        email_cipher=unit.keyring.encrypt(wanted.email, context_of(public_id)),
        email_index=index,
        notice_hash=notice.content_hash,
        asked_at=unit.now,
        confirmation_at=unit.now,
    )
    return unit.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["engagement_id", "email_index"]).returning(
            Subscription.id
        )
    )


def context_of(public_id: str) -> str:
    """What an address is bound to, so that moved to another row it does not decrypt."""
    return f"subscription:{public_id}.email"


def address_of(unit: Unit, row: Subscription) -> str:
    """The follower's address; '' once it is erased."""
    if row.email_cipher is None:
        return ""
    return unit.keyring.decrypt(row.email_cipher, context_of(row.public_id))


def _signer(unit: Unit) -> Signer:
    return signer(unit.settings, "follow-form")
