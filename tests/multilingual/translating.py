"""Translations for tests: every word of the original with a mark before it."""

from collections.abc import Callable

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import TranslatedText
from engage.multilingual.queries import drafted_originals
from engage.multilingual.rules import FIELDS, Original
from tests.multilingual.test_web import public

SLUG = "night-buses"


def originals(units: Units) -> dict[str, Original]:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        return {one.key: one for one in drafted_originals(unit.session, engagement)}


def translated(original: Original, mark: str) -> TranslatedText:
    """So that two options stay two, and everything shows whose translation it is."""
    words = {name: f"{mark} {said}" for name, said in original.fields.items()}
    own = {name: said for name, said in words.items() if name in FIELDS}
    parts = tuple((name, said) for name, said in words.items() if name not in FIELDS)
    return TranslatedText(original.key, **own, parts=parts)


def in_language(
    units: Units, tag: str, mark: str, of: Callable[[str], bool] = lambda _key: True
) -> None:
    """The public reads it: all of it, or those texts whose keys are wanted."""
    public(units, tag, *(translated(o, mark) for key, o in originals(units).items() if of(key)))
