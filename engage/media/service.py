"""Keeping pictures: storing one, saying whose it is, taking it away.

A picture is public as soon as everything is known that has to be (R37), and no sooner: its address
tells nobody anything before. Who may do what is judged by the feature whose page shows it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engage.core.errors import NotFound, Refused
from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.media import queries
from engage.media.cleaning import clean_picture
from engage.media.models import Media
from engage.media.rules import (
    ALT_LENGTH,
    LINE_LENGTH,
    PROOF_LENGTH,
    SOURCE_LENGTH,
    CleanPicture,
    Rights,
    name_of,
    names_in,
    unclear,
)

__all__ = [
    "SHOWN_IN",
    "clean_picture",
    "describe",
    "faults_by_engagement",
    "faults_in",
    "picture_for",
    "places_of",
    "remove",
    "rights_of",
    "store_picture",
]

NO_PICTURE: Final = "There is no such picture."
REMOVED: Final = "Somebody took this picture away here. Only a person brings it back."

ShownIn = Callable[[Session, str], Iterable[str]]
"""Where a picture of this name is shown or stands in a draft, in words for staff."""

SHOWN_IN: Final[list[ShownIn]] = []
"""Who can show pictures stands above this feature: `engage.wiring` names them."""


def store_picture(
    unit: Unit,
    content: bytes | CleanPicture,
    *,
    alt: str,
    source: str = "",
    owner: str = "",
    licence: str = "",
    proof: str = "",
    engagement_id: int | None = None,
) -> Media:
    """Keeps a picture for an engagement; the same bytes again are the same row.

    Hand over what `clean_picture` made before the transaction began wherever somebody else may be
    waiting for the database. What is known of a picture already is not overwritten. Raises Refused,
    also for one that was fetched (`source`) and that somebody took away here.
    """
    picture = clean_picture(content) if isinstance(content, bytes) else content
    # What was fetched has no form to show a fault at.
    alt = plain_one_line(alt, ALT_LENGTH) if source else alt
    rights = _kept(Rights(alt=alt, owner=owner, licence=licence, proof=proof))
    name = name_of(picture, engagement_id)
    known = queries.named(unit.session, name)
    if known is not None:
        if source and known.removed_at is not None:
            raise Refused("", REMOVED)
        return _again(unit, known, picture, rights)
    row = Media(
        name=name,
        media_type=picture.media_type,
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        content=picture.content,
        source=source.strip()[:SOURCE_LENGTH],
        engagement_id=engagement_id,
        added_at=unit.now,
        added_by=unit.actor.person_id,
        **vars(rights),
    )
    try:
        with unit.attempt():
            unit.session.add(row)
    except IntegrityError:
        # Somebody stored the very same between our look and our insert.
        found = queries.named(unit.session, name)
        if found is None:
            raise
        return _again(unit, found, picture, rights)
    unit.audit("media.stored", f"media:{row.id}", name=name, engagement=engagement_id)
    return row


def _again(unit: Unit, known: Media, picture: CleanPicture, rights: Rights) -> Media:
    """What was removed comes back; where something was not known yet, it is now. A proof is one of
    its own reason alone."""
    if known.removed_at is not None:
        known.removed_at = known.removed_by = None
        known.content = picture.content
        unit.audit("media.restored", f"media:{known.id}", name=known.name)
    before = rights_of(known)
    joined = {name: getattr(before, name) or value for name, value in vars(rights).items()}
    if rights.licence != joined["licence"]:
        joined["proof"] = before.proof
    describe(unit, known, Rights(**joined))
    return known


def describe(unit: Unit, media: Media, rights: Rights) -> None:
    """What a picture shows, whose it is and why we may show it. A text too long is refused."""
    kept, before = _kept(rights), rights_of(media)
    changed = [name for name, value in vars(kept).items() if value != getattr(before, name)]
    if not changed:
        return
    for name in changed:
        setattr(media, name, getattr(kept, name))
    unit.audit(
        "media.described",
        f"media:{media.id}",
        fields=",".join(changed),
        was_clear=not unclear(before),
        is_clear=not unclear(kept),
    )


def remove(unit: Unit, media: Media) -> None:
    """Takes a picture away for good; refused while a page or a draft shows it, saying where."""
    if media.removed_at is not None:
        return
    places = places_of(unit, media)
    if places:
        raise Refused("", f"It is still shown: {'; '.join(places)}. Take it out there first.")
    media.removed_at, media.removed_by = unit.now, unit.actor.person_id
    media.content = None
    unit.audit("media.removed", f"media:{media.id}", name=media.name)


def places_of(unit: Unit, media: Media) -> tuple[str, ...]:
    """Every place that shows a picture, drafts too, in words."""
    found = [place for ask in SHOWN_IN for place in ask(unit.session, media.name)]
    return tuple(dict.fromkeys(found))


def picture_for(unit: Unit, name: str) -> Media:
    """A picture that the public may see, with its bytes. Raises NotFound for every other."""
    found = queries.with_content(unit.session, name)
    if found is None or found.removed_at is not None or found.content is None:
        raise NotFound(NO_PICTURE)
    if unclear(rights_of(found)):
        raise NotFound(NO_PICTURE)
    return found


def faults_in(unit: Unit, engagement_id: int, texts: Sequence[str]) -> tuple[str, ...]:
    """What keeps the pictures in these texts of an engagement from the public, a sentence each."""
    return faults_by_engagement(unit, {engagement_id: texts})[engagement_id]


def faults_by_engagement(
    unit: Unit, texts: Mapping[int, Sequence[str]]
) -> dict[int, tuple[str, ...]]:
    """The same for many engagements, by id, in one query; none where no text shows a picture."""
    shown = {
        number: tuple(dict.fromkeys(name for text in written for name in names_in(text)))
        for number, written in texts.items()
    }
    rows = queries.many_named(unit.session, {name for names in shown.values() for name in names})
    return {
        number: tuple(
            dict.fromkeys(fault for name in names for fault in _faults_of(rows.get(name), number))
        )
        for number, names in shown.items()
    }


def _faults_of(row: Media | None, engagement_id: int) -> Iterator[str]:
    if row is None or row.removed_at is not None or row.engagement_id != engagement_id:
        yield "The text shows a picture that is not among this engagement's."
    else:
        for _, message in unclear(rights_of(row)):
            yield f"A picture in the text: {message}"


def rights_of(media: Media) -> Rights:
    return Rights(media.alt, media.owner, media.licence, media.proof)


def _kept(rights: Rights) -> Rights:
    limits = {"alt": ALT_LENGTH, "owner": LINE_LENGTH, "licence": 40, "proof": PROOF_LENGTH}
    plain = {
        name: plain_one_line(getattr(rights, name), limit + 1) for name, limit in limits.items()
    }
    for name, limit in limits.items():
        if len(plain[name]) > limit:
            raise Refused(name, f"Use at most {limit} characters.")
    return Rights(**plain)
