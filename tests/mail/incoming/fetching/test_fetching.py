"""The way of a message from a real mailbox to its row and its folder."""


from engage.core.unit import Units
from engage.jobs.worker import run_due
from engage.mail.incoming.rules import Outcome
from engage.mail.incoming.tasks import HANDLERS, RECURRING
from tests.mail.incoming.fetching.letters import ARRIVED, WORDS, owed, raw_letter, rows, texts
from tests.services.dovecot import MailboxServer


def test_a_letter_becomes_a_waiting_comment_and_goes_to_its_folder(
    post: Units, mailbox: MailboxServer
) -> None:
    mailbox.deliver(raw_letter(1), at=ARRIVED)
    run_due(post, HANDLERS, RECURRING)
    assert texts(post) == [WORDS]
    (kept,) = rows(post)
    assert (kept.outcome, kept.arrived_at, kept.is_moved) == (Outcome.COMMENT, ARRIVED, True)
    assert owed(post) == [("acknowledgement", kept.id, "en")]
    assert mailbox.counts() == {"INBOX": 0, "Processed": 1, "Refused": 0, "Quarantine": 0}
    assert b"\\Seen" not in mailbox.messages("Engage/Processed")[0]
