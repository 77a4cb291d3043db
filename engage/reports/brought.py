"""What other avenues brought of an engagement's people, for the leak gate to look for (R85).

Who follows, which accounts posts were found at, and how files are called that people sent. Mail is
beside reports in the order of features and knows its writers and their words alone, so it says them
through `ADDRESS_SOURCES` and `WORD_SOURCES`, which `engage.wiring` fills.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from engage.comments.attachments.queries import name_context
from engage.comments.provenance.queries import account_context, address_context
from engage.core.unit import Unit
from engage.following.service import address_of
from engage.reports import queries
from engage.reports.leaks import Holder, Identifier, Kind, place_of
from engage.reports.leaks.forms import file_stem

ADDRESS_SOURCES: Final[list[Callable[[Unit, int], Iterable[str]]]] = []
"""Each gives e-mail addresses that are known of one engagement's people."""

WORD_SOURCES: Final[list[Callable[[Unit, int], Iterable[str]]]] = []
"""Each gives what people wrote to one engagement that is neither a comment nor public."""


def brought_to(unit: Unit, engagement_id: int) -> Iterator[Identifier]:
    """Raises Undecryptable when a data key is gone."""
    for source in ADDRESS_SOURCES:
        yield from (Identifier(Kind.EMAIL, one) for one in source(unit, engagement_id))
    for follower in queries.followers_of(unit.session, engagement_id):
        yield Identifier(Kind.EMAIL, address_of(unit, follower))
    yield from _posts(unit, engagement_id)
    for number, cipher in queries.file_names_of(unit.session, engagement_id):
        name = unit.keyring.decrypt(cipher, name_context(number))
        if stem := file_stem(name):
            yield Identifier(Kind.NAME, stem, held_at=place_of(Holder.FILE, number))


def _posts(unit: Unit, engagement_id: int) -> Iterator[Identifier]:
    for row in queries.captures_of(unit.session, engagement_id):
        number = row.comment_id
        address = unit.keyring.decrypt(row.address_cipher, address_context(number))
        yield Identifier(Kind.QUARANTINED, address)
        if row.account_cipher:
            account = unit.keyring.decrypt(row.account_cipher, account_context(number))
            place = place_of(Holder.ACCOUNT, number)
            yield Identifier(Kind.NAME, account, held_at=place)
