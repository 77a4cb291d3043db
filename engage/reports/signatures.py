"""Whoever wrote the name that they gave into their own comment: the report says [name] (R34).

Only the bearer's own comment is changed: a name in another person's comment is that person's word,
which a moderator read. What is written too differently to be found here, the leak gate finds.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from engage.comments.queries import display_name
from engage.core.unit import Unit
from engage.reports import queries
from engage.reports.leaks.forms import stands_in
from engage.reports.leaks.text import UNSPACED
from engage.reports.passing.keys import PassedNames

INSTEAD: Final = "[name]"
_PART: Final = re.compile(r"[^\W_]+")
_BETWEEN: Final = r"[\W_]{1,3}"
_WITHIN: Final = r"[\W_]{0,3}"
"""Within O'Neil, which is also written O Neil and ONeil."""


def signed_names(
    unit: Unit, engagement_id: int, until: datetime | None
) -> Iterator[tuple[int, str]]:
    """The numbers of public comments that hold their author's name, rising, and that name; not one
    that may stand in reports. Raises Undecryptable when a data key is gone."""
    passed = PassedNames.of(unit, engagement_id)
    for row in queries.people_of(unit.session, engagement_id, until):
        if row.text is not None:
            name = display_name(unit.keyring, row.comment_id, row.name_cipher)
            if stands_in(name, row.text) and not passed.has(name):
                yield row.comment_id, name


def without_name(text: str, name: str) -> str:
    """The text with the name replaced wherever it stands, also with its last word first; a name of
    one word only where it is not written small, as the word that it may be."""
    text, name = (unicodedata.normalize("NFC", one) for one in (text, name))
    words = [_PART.findall(word) for word in name.split()]
    words = [parts for parts in words if parts]
    if not words:
        return text
    is_one = len(words) == 1 and len(words[0]) == 1
    forms = {_form(words), _form([*words[-1:], *words[:-1]])}
    any_form = "|".join(sorted(forms, key=len, reverse=True))
    edges = ("", "") if UNSPACED.search(name) else (r"(?<![^\W_])", r"(?![^\W_])")
    pattern = re.compile(rf"{edges[0]}(?:{any_form}){edges[1]}", re.IGNORECASE)
    return pattern.sub(
        lambda found: found[0] if is_one and found[0][0].islower() else INSTEAD, text
    )


def _form(words: list[list[str]]) -> str:
    return _BETWEEN.join(_WITHIN.join(map(re.escape, parts)) for parts in words)
