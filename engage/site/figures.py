"""Why comments were not published, in public figures from which nobody can be singled out. Pure.

The rule is that of the report's table (`privacy.disclosure.reason_figures`) and so is what is
counted: at any moment both say the same, and neither completes the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engage.core.language import gettext as _
from engage.core.language import marked, number
from engage.privacy.disclosure import THRESHOLD, Figure, reason_figures

OTHER_REASONS: Final = marked("Each of the other reasons")


@dataclass(frozen=True)
class ReasonFigure:
    """A row of the table: a reason and its number in words."""

    label: str
    words: str


def reasons_in_words(
    counts: Mapping[str, int],
    others: int,
    labels: Mapping[str, str],
    threshold: int = THRESHOLD,
) -> tuple[ReasonFigure, ...]:
    """The reasons that may be told, the most frequent first, then one row for all the rest.

    `others` is the number beside it on the page: everything received that is not public. Empty when
    that is too small to be split, or when no reason may be told.
    """
    if others < threshold:
        return ()
    figures = reason_figures(counts, others, threshold)
    told = {reason: figure.exact for reason, figure in figures.items() if figure.exact is not None}
    if not told:
        return ()
    order = sorted(told, key=lambda reason: (-told[reason], reason))
    rows = [ReasonFigure(labels[reason], figure_words(figures[reason])) for reason in order]
    rest = sorted({figure_words(figure) for figure in figures.values() if figure.exact is None})
    return (*rows, *(ReasonFigure(_(OTHER_REASONS), words) for words in rest))


def figure_words(figure: Figure) -> str:
    """'412', 'none', 'fewer than 10', 'not shown', in the language of the page."""
    if figure.exact is not None:
        return number(figure.exact) if figure.exact else _("none")
    return (
        _("fewer than %(count)s", count=figure.fewer_than) if figure.fewer_than else _("not shown")
    )
