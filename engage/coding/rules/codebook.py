"""What stands in a codebook: themes with their words, one level of sub-themes. Pure.

A theme's key stays for good, however it is renamed: reports and tables are compared by it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.text import is_blank
from engage.engagements.slugs import suggested_slug

CODING_ROLES: Final = (Role.MODERATOR, Role.ENGAGEMENT_LEAD)
"""Who codes: those who read comments as their work. Others need it for nothing (R61)."""
KEEPING_ROLES: Final = (Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR)
"""Who keeps the codebook and has suggestions worked out."""
READING_ROLES: Final = (Role.MODERATOR, *KEEPING_ROLES)
"""Who reads themes and exact counts. A ministry's viewers get the report, whose small numbers are
protected (R74); these are not."""

KEY_LENGTH: Final = 40
LABEL_LENGTH: Final = 120
DEFINITION_LENGTH: Final = 2_000
NOTE_LENGTH: Final = 1_000
MOST_THEMES: Final = 200
CODERS: Final = (1, 2)
UNNAMED: Final = "theme"

_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

NO_THEME: Final = "There is no such theme."
FULL: Final = f"A codebook holds at most {MOST_THEMES} themes. Merge or retire some first."


class ChangeKind(StrEnum):
    """What can happen to a theme."""

    ADDED = "added"
    EDITED = "edited"
    MOVED = "moved"
    RETIRED = "retired"
    REVIVED = "revived"
    MERGED = "merged"
    SPLIT = "split"


class AfterSplit(StrEnum):
    """What becomes of comments that have the theme from which another was split off."""

    AGAIN = "again"
    BOTH = "both"
    STAY = "stay"


@dataclass(frozen=True)
class ThemeContent:
    """What staff write about a theme. `not_for`: when it is not to be used."""

    label_en: str
    label_fr: str = ""
    definition: str = ""
    not_for: str = ""
    parent_key: str | None = None


@dataclass(frozen=True)
class Known:
    """What stands in the codebook already, as far as a new or changed theme must know."""

    key: str
    label_en: str
    parent_key: str | None
    is_retired: bool


@dataclass(frozen=True)
class ToldTheme:
    """A theme as reports tell of it; `label_fr` is '' until somebody wrote one."""

    key: str
    label_en: str
    label_fr: str
    definition: str
    parent_key: str | None
    position: int


def key_fault(key: str) -> str | None:
    """Why this cannot be a key, as a sentence; None: it can."""
    if len(key) > KEY_LENGTH:
        return f"Use {KEY_LENGTH} characters or fewer for the key."
    if _KEY.fullmatch(key) is None:
        return "Use small letters, digits and single hyphens for the key, such as night-buses."
    return None


def free_key(label: str, taken: Collection[str]) -> str:
    """A key made of the label that no theme of the codebook has or had."""
    wanted = suggested_slug(label)[:KEY_LENGTH].strip("-") or UNNAMED
    if wanted not in taken:
        return wanted
    number = 2
    while (key := f"{wanted[: KEY_LENGTH - 5].strip('-')}-{number}") in taken:
        number += 1
    return key


def faults(
    content: ThemeContent, others: Sequence[Known], *, has_children: bool = False
) -> Iterator[tuple[str, str]]:
    """What is wrong with a theme beside the others, as (form field, sentence)."""
    if is_blank(content.label_en):
        yield "label_en", "Give the theme a name in English."
    limits = (
        ("label_en", content.label_en, LABEL_LENGTH),
        ("label_fr", content.label_fr, LABEL_LENGTH),
        ("definition", content.definition, DEFINITION_LENGTH),
        ("not_for", content.not_for, DEFINITION_LENGTH),
    )
    for field, text, limit in limits:
        if len(text) > limit:
            yield field, f"Use {limit:,} characters or fewer."
    same = content.label_en.casefold()
    if any(one.label_en.casefold() == same and not one.is_retired for one in others):
        yield "label_en", "Another theme has this name already. Merge the two, or choose another."
    if content.parent_key is not None:
        yield from _parent_faults(content.parent_key, others, has_children=has_children)


def _parent_faults(
    parent_key: str, others: Sequence[Known], *, has_children: bool
) -> Iterator[tuple[str, str]]:
    by_key: Mapping[str, Known] = {one.key: one for one in others}
    parent = by_key.get(parent_key)
    if parent is None or parent.is_retired:
        yield "parent", "Choose a theme of this codebook that is in use."
    elif parent.parent_key is not None:
        yield "parent", "This is a sub-theme itself. There is one level of sub-themes only."
    elif has_children:
        yield "parent", "This theme has sub-themes, so it cannot be one. Move them first."


def refuse_faults(
    content: ThemeContent, others: Sequence[Known], *, has_children: bool = False
) -> None:
    """Raises Refused for the first fault."""
    for field, message in faults(content, others, has_children=has_children):
        raise Refused(field, message)


def in_order(themes: Sequence[tuple[int, int | None, int]]) -> list[int]:
    """Ids in the order of the page, each theme followed by its sub-themes.

    `themes`: (id, parent's id, position). One whose parent is not among them stands on its own.
    """
    present = {number for number, _parent, _position in themes}
    below: dict[int | None, list[tuple[int, int]]] = {}
    for number, parent, position in themes:
        below.setdefault(parent if parent in present else None, []).append((position, number))
    found: list[int] = []
    for _position, number in sorted(below.get(None, ())):
        found.append(number)
        found += [child for _place, child in sorted(below.get(number, ()))]
    return found
