"""What is wrong with a mail server, said to whoever can put it right. Pure."""

from collections.abc import Mapping
from typing import Final

from engage.mail.incoming.places import MailboxTrouble

TROUBLE_WORDS: Final[Mapping[MailboxTrouble, str]] = {
    MailboxTrouble.UNRESOLVED: "the name of the server cannot be looked up",
    MailboxTrouble.UNREACHABLE: "the server cannot be reached, or ended the connection",
    MailboxTrouble.TOO_SLOW: "the server is too slow to answer",
    MailboxTrouble.CERTIFICATE: "the server's certificate cannot be trusted",
    MailboxTrouble.NO_TLS: "the server does not offer TLS, and nothing is said to it without",
    MailboxTrouble.SIGN_IN: "the server refuses the user and password",
    MailboxTrouble.FOLDER: "a folder is missing, cannot be made, or cannot be moved into",
    MailboxTrouble.NONSENSE: "what answers there does not speak as a mail server does",
    MailboxTrouble.REFUSED: "the server refuses what we ask of it",
}


def trouble_words(trouble: str) -> str:
    """In words; one that is not known (any more) as it was kept."""
    is_known = trouble in set(MailboxTrouble)
    return TROUBLE_WORDS[MailboxTrouble(trouble)] if is_known else trouble
