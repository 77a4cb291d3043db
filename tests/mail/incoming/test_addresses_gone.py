"""An address that its owner deleted, or whose comment was purged, is nowhere else either."""

from engage.comments.models import Comment, CommentPerson
from engage.comments.service import erase_address
from engage.core.events import CommentPurged
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.worker import run_due
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Outcome, Reason
from engage.wiring.jobs import HANDLERS
from tests.mail.citizens import comment_of
from tests.mail.incoming.fetching import conftest as fetching
from tests.mail.incoming.fetching.letters import letter, row, rows, taken

both_desks, desk = fetching.both_desks, fetching.desk
LOCAL = {kind: one for kind, one in HANDLERS.items() if not one.leaves_machine}


def address_kept(kept: IncomingMail) -> bool:
    return kept.sender_cipher is not None or kept.sender_index is not None


def erased(units: Units, comment_id: int) -> None:
    with units.writing(SYSTEM) as unit:
        person = unit.session.get_one(CommentPerson, comment_id)
        assert person.email_cipher is not None
        erase_address(unit, unit.session.get_one(Comment, comment_id))
    run_due(units, LOCAL)


def test_an_address_that_its_owner_deletes_is_gone_from_their_mail_at_once(
    both_desks: Units,
) -> None:
    message = letter()
    mail = taken(both_desks, message)
    again = taken(both_desks, message)
    other = taken(both_desks, letter(sender="sam@example.ca"))
    assert row(both_desks, again.id).reason == Reason.DUPLICATE
    comment = comment_of(both_desks, mail.id)
    erased(both_desks, comment.id)
    assert [address_kept(one) for one in rows(both_desks)] == [False, False, True]
    assert other.outcome == Outcome.COMMENT


def test_a_purged_comment_has_no_address_in_its_mail_though_the_mailbox_is_away(
    both_desks: Units,
) -> None:
    mail = taken(both_desks, letter())
    with both_desks.writing(SYSTEM) as unit:
        unit.emit(CommentPurged(row(both_desks, mail.id).comment_id or 0))
    run_due(both_desks, LOCAL)
    assert not address_kept(row(both_desks, mail.id))
