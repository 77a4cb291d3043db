"""By what a name is known without being kept: a keyed hash of its words, for one engagement."""

from dataclasses import dataclass, field

from engage.core.crypto import Keyring
from engage.core.unit import Unit
from engage.reports.leaks.text import words
from engage.reports.passing.queries import granted_names
from engage.reuse.queries import known_kept


def index_of(keyring: Keyring, engagement_id: int, name: str) -> str:
    """The same for a name however it is written: accents, case and punctuation do not count."""
    return keyring.blind_index(" ".join(words(name)), f"passed-name:{engagement_id}")


@dataclass(frozen=True)
class PassedNames:
    """The names of one engagement that may stand in its reports."""

    _keyring: Keyring = field(repr=False)
    _engagement_id: int
    _indexes: frozenset[str] = field(repr=False)
    _kept: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, unit: Unit, engagement_id: int) -> "PassedNames":
        """Those that were granted, and those that approved quotations keep for a reason (R34)."""
        kept = known_kept(unit.session, engagement_id, unit.now)
        return cls(
            unit.keyring,
            engagement_id,
            granted_names(unit.session, engagement_id),
            frozenset(" ".join(words(one.text)) for one in kept),
        )

    def has(self, name: str) -> bool:
        if self._kept and " ".join(words(name)) in self._kept:
            return True
        return bool(self._indexes) and (
            index_of(self._keyring, self._engagement_id, name) in self._indexes
        )
