"""Speaks IMAP with the server that holds the mailbox."""

from engage.mail.incoming.gateway.mailbox import Mailbox, open_mailbox

__all__ = ["Mailbox", "open_mailbox"]
