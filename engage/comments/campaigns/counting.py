"""How many comments follow a letter that others sent too, for public counts (R79). Pure.

Only published comments are counted: whoever reads the page could group them too, so these numbers
give nobody away. A letter of which a single comment is public is no letter there.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Letters:
    """How many published comments there are, and how many of them follow how many letters."""

    published: int
    comments: int
    letters: int

    @property
    def different(self) -> int:
        """Published comments with each letter counted once."""
        return self.published - self.comments + self.letters


def letters_among(campaigns: Iterable[int], published: int) -> Letters:
    """From the campaigns of those published comments that belong to one, and the number of all."""
    shared = [size for size in Counter(campaigns).values() if size > 1]
    return Letters(published, sum(shared), len(shared))
