"""What a message says, sealed in its row and opened from it: each column bound to the row."""

from typing import Literal

from engage.core.crypto import Keyring, Undecryptable

Column = Literal["message_id", "sender", "subject", "body", "cut"]


def context_of(row_id: int, column: Column) -> str:
    """What the ciphertext of `<column>_cipher` is bound to."""
    return f"incoming_mail.{column}:{row_id}"


def sealed(keyring: Keyring, row_id: int, column: Column, text: str) -> str | None:
    """The text as the column holds it; nothing stays nothing."""
    return keyring.encrypt(text, context_of(row_id, column)) if text else None


def opened(keyring: Keyring, row_id: int, column: Column, cipher: str | None) -> str:
    """The text of a column; '' where nothing is kept. Raises Undecryptable without its key."""
    return keyring.decrypt(cipher, context_of(row_id, column)) if cipher else ""


def opened_if_possible(keyring: Keyring, row_id: int, column: Column, cipher: str | None) -> str:
    """The same for lists: '' also where the key is missing."""
    try:
        return opened(keyring, row_id, column, cipher)
    except Undecryptable:
        return ""
