"""How a moderator sets the keys of the queue, for themselves alone."""

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.moderation.keys import Keys, keys_as_text
from engage.moderation.models import QueuePreference


def keep_keys(unit: Unit, keys: Keys) -> None:
    """Keeps them in place of those before; they were checked by `keys.key_faults`."""
    values = {"has_keys": keys.are_on, "keys": keys_as_text(keys.by_action)}
    unit.session.execute(
        upsert(unit.session.get_bind().dialect, QueuePreference)
        .values(person_id=unit.actor.person_id, **values)
        .on_conflict_do_update(index_elements=["person_id"], set_=values)
    )
