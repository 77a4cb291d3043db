"""By what a name is known without being kept: a keyed hash of its words, for one engagement."""

from dataclasses import dataclass, field

from engage.core.crypto import Keyring
from engage.core.unit import Unit
from engage.reports.leaks.text import words
from engage.reports.passing.queries import granted_names


def index_of(keyring: Keyring, engagement_id: int, name: str) -> str:
    """The same for a name however it is written: accents, case and punctuation do not count."""
    return keyring.blind_index(" ".join(words(name)), f"passed-name:{engagement_id}")


@dataclass(frozen=True)
class PassedNames:
    """The names of one engagement that may stand in its reports."""

    _keyring: Keyring = field(repr=False)
    _engagement_id: int
    _indexes: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, unit: Unit, engagement_id: int) -> "PassedNames":
        return cls(unit.keyring, engagement_id, granted_names(unit.session, engagement_id))

    def has(self, name: str) -> bool:
        return bool(self._indexes) and (
            index_of(self._keyring, self._engagement_id, name) in self._indexes
        )
