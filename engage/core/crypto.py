"""Keys at work: encryption of personal data, blind index, and keys derived for one purpose.

AES-256-GCM with a random 96-bit nonce. The context (`table.column:row`) is authenticated too, so
that a name moved by hand to another person's row does not decrypt. Ciphertext is text:
`<key id>.<base64 of nonce + sealed>`; keys rotate by putting a new one first. A file stays bytes:
`<key id>.` and then nonce and sealed as they are.
"""

import base64
import hashlib
import hmac
import secrets
from binascii import a2b_base64
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engage.core.settings import DataKey

NONCE_BYTES = 12


class Undecryptable(Exception):
    """Ciphertext of an unknown key, altered, or moved to another row."""


@lru_cache(maxsize=64)
def derive_key(material: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose (HKDF-SHA256), so that no key serves two."""
    return HKDF(SHA256(), 32, salt=None, info=f"engage/{purpose}".encode()).derive(material)


def keyed_hash(material: bytes, purpose: str, value: str) -> str:
    """HMAC-SHA256 as 64 hexadecimal digits."""
    return hmac.new(derive_key(material, purpose), value.encode(), hashlib.sha256).hexdigest()


class Keyring:
    """The data keys: the first encrypts, every one decrypts, the last (oldest) indexes."""

    def __init__(self, keys: tuple[DataKey, ...]) -> None:
        self._current = keys[0].key_id
        self._ciphers = {
            key.key_id: AESGCM(derive_key(key.material, "personal-data")) for key in keys
        }
        self._materials = {key.key_id: key.material for key in keys}
        self._index = keys[-1].material

    @property
    def current_id(self) -> str:
        return self._current

    def encrypt(self, text: str, context: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), context.encode())
        return f"{self._current}.{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, ciphertext: str, context: str) -> str:
        key_id, _, encoded = ciphertext.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Undecryptable(f"no data key named {key_id!r}")
        raw = a2b_base64(encoded)
        try:
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
        except InvalidTag:
            raise Undecryptable("altered, or not of this row") from None

    def encrypt_bytes(self, content: bytes, context: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, content, context.encode())
        return b"".join((self._current.encode(), b".", nonce, sealed))

    def decrypt_bytes(self, ciphertext: bytes, context: str) -> bytes:
        key_id, _, raw = ciphertext.partition(b".")
        cipher = self._ciphers.get(key_id.decode("ascii", "replace"))
        if cipher is None:
            raise Undecryptable("no data key of that name")
        try:
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError):
            raise Undecryptable("altered, or not of this row") from None

    def blind_index(self, value: str, purpose: str) -> str:
        """Finds equal values (an e-mail address) without holding them; case is folded."""
        return keyed_hash(self._index, f"index/{purpose}", value.strip().casefold())

    def purpose_key(self, purpose: str) -> bytes:
        """A key for one purpose that stays the same while keys rotate: from the last one."""
        return derive_key(self._index, purpose)

    def seal(self, key_id: str, purpose: str, message: bytes) -> str | None:
        """HMAC of `message` under the named key; None when that key is not at hand."""
        material = self._materials.get(key_id)
        if material is None:
            return None
        return hmac.new(derive_key(material, purpose), message, hashlib.sha256).hexdigest()
