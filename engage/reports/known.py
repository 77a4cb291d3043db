"""Everything that the system knows of an engagement's people, for the leak gate to look for (R85).

Names and addresses are decrypted here one by one, and what is kept of them are numbers: a million
people need no memory for their names. Contacts are gathered from every text, published ones
included: a moderator may have let one pass, and a report is not the place to repeat that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from engage.comments.attachments.queries import cut_context
from engage.comments.queries import display_name
from engage.comments.rules import Hold
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement
from engage.moderation.queries.decisions import standing_reasons
from engage.moderation.rules import Reason
from engage.moderation.service.quarantine import opened
from engage.notices.shown import every_wording
from engage.privacy.contacts import ContactKind, find_contacts
from engage.reports import queries
from engage.reports.brought import WORD_SOURCES, brought_to
from engage.reports.leaks import Holder, Identifier, Index, Kind, place_of
from engage.reports.leaks.forms import stands_in
from engage.reports.passing.keys import PassedNames
from engage.reports.queries.people import (
    consents_of,
    cut_parts,
    readers_notes,
    receipts_of_all,
    sender_hashes,
    staff_of_all,
    words_about_replies,
)
from engage.reports.signatures import without_name
from engage.reuse.service import name_of

KINDS: Final = MappingProxyType(
    {
        ContactKind.EMAIL: Kind.EMAIL,
        ContactKind.PHONE: Kind.PHONE,
        ContactKind.SIN: Kind.IDENTITY_NUMBER,
        ContactKind.PHN: Kind.IDENTITY_NUMBER,
        ContactKind.CREDIT_CARD: Kind.IDENTITY_NUMBER,
        ContactKind.POSTAL_CODE: Kind.ADDRESS,
        ContactKind.STREET_ADDRESS: Kind.ADDRESS,
        ContactKind.IP: Kind.IP,
    }
)
PERSONAL: Final = frozenset({Reason.THIRD_PARTY_INFORMATION, Reason.OWN_CONTACT_DETAILS})
_TELL_EVERY: Final = 500


@dataclass(frozen=True)
class Known:
    """What must not appear, and the engagement's own contacts, which may."""

    index: Index = field(repr=False)
    allowed_contacts: tuple[str, ...] = field(repr=False)


def identifiers_of(
    unit: Unit,
    engagement: Engagement,
    progress: Callable[[int], object] = lambda _texts: None,
    until: datetime | None = None,
) -> Known:
    """Names, addresses, contacts, unpublished words, the hashes of receipts and of networks, and
    who works here. A name that was passed is left out (R34).

    `progress` is told how many texts were searched; with `until` the report holds what was received
    before. Raises Undecryptable when a data key is gone.
    """
    index = Index()
    for identifier in identifiers_in(unit, engagement, progress, until):
        index.add(identifier)
    index.add_receipts(receipts_of_all(unit.session))
    return Known(index, tuple(_own_contacts(unit, engagement)))


def identifiers_in(
    unit: Unit,
    engagement: Engagement,
    progress: Callable[[int], object] = lambda _texts: None,
    until: datetime | None = None,
) -> Iterator[Identifier]:
    """The same one by one, but for receipts, of which hashes alone are known."""
    passed = PassedNames.of(unit, engagement.id)
    for identifier in _all(unit, engagement, progress, until):
        if identifier.kind is not Kind.NAME or not passed.has(identifier.value):
            yield identifier


def _all(
    unit: Unit,
    engagement: Engagement,
    progress: Callable[[int], object],
    until: datetime | None,
) -> Iterator[Identifier]:
    yield from _people(unit, engagement, until)
    yield from brought_to(unit, engagement.id)
    yield from _consenting(unit, engagement.id)
    yield from _staff(unit)
    yield from (Identifier(Kind.IP, one) for one in sender_hashes(unit.session))
    personal = frozenset(
        number
        for number, reasons in standing_reasons(unit.session, engagement.id)
        if not PERSONAL.isdisjoint(reasons)
    )
    for count, row in enumerate(queries.texts_of(unit.session, engagement.id)):
        if count % _TELL_EVERY == 0:
            progress(count)
        yield from contacts_in(row.text)
        if not row.is_public:
            is_personal = row.hold == Hold.PRIVACY or row.comment_id in personal
            kind = Kind.QUARANTINED if is_personal else Kind.UNPUBLISHED_FRAGMENT
            yield Identifier(kind, row.text)
    yield from _removed(unit, engagement)
    for words in _unpublished_words(unit, engagement.id):
        yield from contacts_in(words)
        yield Identifier(Kind.UNPUBLISHED_FRAGMENT, words)


def _unpublished_words(unit: Unit, engagement_id: int) -> Iterator[str]:
    """Of moderators, of readers who reported something, of letters what was cut off, and mail that
    is no comment."""
    yield from queries.notes_of(unit.session, engagement_id)
    yield from readers_notes(unit.session, engagement_id)
    yield from words_about_replies(unit.session, engagement_id)
    for number, cipher in cut_parts(unit.session, engagement_id):
        yield unit.keyring.decrypt(cipher, cut_context(number))
    for source in WORD_SOURCES:
        yield from source(unit, engagement_id)


def _removed(unit: Unit, engagement: Engagement) -> Iterator[Identifier]:
    """Words that moderators took out, and the texts that they stood in."""
    for row in queries.removed_of(unit.session, engagement.id):
        original = opened(unit, row)
        if original is None:
            continue
        yield Identifier(Kind.QUARANTINED, original.body)
        for stretch in original.stretches:
            yield from contacts_in(stretch)
            yield Identifier(Kind.QUARANTINED, stretch)


def contacts_in(text: str) -> Iterator[Identifier]:
    for finding in find_contacts(text):
        yield Identifier(KINDS[finding.kind], text[finding.start : finding.end])


def _people(unit: Unit, engagement: Engagement, until: datetime | None) -> Iterator[Identifier]:
    for row in queries.people_of(unit.session, engagement.id, until):
        name = display_name(unit.keyring, row.comment_id, row.name_cipher)
        if name:
            place = place_of(Holder.PERSON, row.comment_id)
            is_signed = row.text is not None and _remains(name, row.text)
            yield Identifier(Kind.NAME, name, held_at=place, is_signed=is_signed)
            yield from contacts_in(name)
        if row.email_cipher:
            context = f"comment_person:{row.comment_id}.email"
            yield Identifier(Kind.EMAIL, unit.keyring.decrypt(row.email_cipher, context))


def _remains(name: str, text: str) -> bool:
    """Whether a name of several words stands in its bearer's text although it is taken out of it
    (`signatures`)."""
    return stands_in(name, text) and " " in name and stands_in(name, without_name(text, name))


def _consenting(unit: Unit, engagement_id: int) -> Iterator[Identifier]:
    for row in consents_of(unit.session, engagement_id):
        if name := name_of(unit, row):
            yield Identifier(Kind.NAME, name, held_at=place_of(Holder.CONSENT, row.id))


def _staff(unit: Unit) -> Iterator[Identifier]:
    for name, email in staff_of_all(unit.session):
        yield Identifier(Kind.STAFF, name)
        yield Identifier(Kind.STAFF, email)


def _own_contacts(unit: Unit, engagement: Engagement) -> Iterator[str]:
    """What staff published on purpose, to be written to: avenues, and contacts of the notice."""
    content = engagements.engagement_content(unit.session, engagement.published_revision_id)
    for avenue in content.avenues:
        yield avenue.value
        yield from (contact.value for contact in contacts_in(avenue.value))
    notices = every_wording(unit, engagement.id)
    for text in (content.contact, *(one.contact for one in notices)):
        yield from (contact.value for contact in contacts_in(text))
