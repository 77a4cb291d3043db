"""How many published comments speak of which theme (R74).

A comment can speak of several, so the figures overlap: none of them, and nothing that one leaves of
all or of the theme that it belongs to, may be small. A theme counts with its subthemes.
"""

from collections.abc import Mapping, Sequence

from engage.core.text import plain_one_line
from engage.privacy.disclosure import (
    NOT_SHOWN,
    Figure,
    Overlap,
    Tally,
    keeps_growth,
    may_show_received,
    overlapping_figures,
    rest_of,
)
from engage.reports.earlier import ANSWERED, TOTAL, Releases, Told, key_of
from engage.reports.gathered import Gathered
from engage.reports.rules import Row, Table
from engage.reports.source import ThemeFacts
from engage.reports.words import Words


def theme_tables(
    themes: Sequence[ThemeFacts], gathered: Gathered, past: Releases, threshold: int, words: Words
) -> tuple[Table, ...]:
    """One table of all themes in their order, each followed by its subthemes.

    None without any, nor while hardly anything was read for them: that few comments speak of a
    theme would then be said of the readers, and hide its figure in every later release.
    """
    published = gathered.published.total()
    if not themes or gathered.coded < threshold:
        return ()
    tree = _tree(themes)
    counts = {theme.key: count_of(theme.key, tree, gathered) for theme in themes}
    before = past.of("themes")
    coded = _coded(gathered.coded, published, before, threshold)
    figures = _figures(tree, counts, (coded, Figure(exact=published)), before, threshold)
    rows = [(key_of([key]), _label(themes, key, words), figures[key]) for key in _in_order(tree)]
    if coded.exact is not None:
        rows.insert(0, (ANSWERED, words("themes.coded"), coded))
    rows.append((TOTAL, words("all_published"), Figure(exact=published)))
    return (
        Table(
            "themes",
            "themes",
            words("themes.caption"),
            words("themes.first"),
            (words("comments"),),
            tuple(Row(label, (told,)) for _key, label, told in rows),
            words("themes.note"),
            tuple(key for key, _label, _told in rows),
            ("comments",),
            has_total=True,
        ),
    )


Tree = Mapping[str | None, tuple[str, ...]]
"""The keys of the themes below each theme, those that are below none under None, in order."""


def _tree(themes: Sequence[ThemeFacts]) -> Tree:
    known = {theme.key for theme in themes}
    below: dict[str | None, list[str]] = {None: []}
    for theme in sorted(themes, key=lambda one: (one.position, one.key)):
        parent = theme.parent if theme.parent in known else None
        below.setdefault(parent, []).append(theme.key)
    return {parent: tuple(keys) for parent, keys in below.items()}


def tops(themes: Sequence[ThemeFacts]) -> tuple[str, ...]:
    """The themes that belong to no other."""
    return _tree(themes)[None]


def with_below(key: str, themes: Sequence[ThemeFacts]) -> frozenset[str]:
    return _family(key, _tree(themes))


def _family(key: str, tree: Tree) -> frozenset[str]:
    return frozenset({key}).union(*(_family(one, tree) for one in tree.get(key, ())))


def count_of(key: str, tree: Tree, gathered: Gathered) -> int:
    """Published comments that speak of the theme or of one below it, each once."""
    family = _family(key, tree)
    return sum(
        count for profile, count in gathered.profiles.items() if family & set(profile.themes or ())
    )


def _in_order(tree: Tree, parent: str | None = None) -> list[str]:
    return [one for key in tree.get(parent, ()) for one in (key, *_in_order(tree, key))]


def _label(themes: Sequence[ThemeFacts], key: str, words: Words) -> str:
    (theme,) = (one for one in themes if one.key == key)
    return label_of(theme, words)


def label_of(theme: ThemeFacts, words: Words) -> str:
    label = theme.label_fr if words.language == "fr" else theme.label_en
    return plain_one_line(label or theme.label_en or theme.label_fr, limit=300)


def _coded(coded: int, published: int, before: Sequence[Told], threshold: int) -> Figure:
    """How many were read for themes, unless few were or were not, or grew by a few."""
    now, rest = Figure(exact=coded), Figure(exact=published - coded)
    if coded < threshold or not may_show_received(Tally(published, coded), threshold):
        return NOT_SHOWN
    for told in before:
        was = told.figure(ANSWERED, "comments")
        left = rest_of(told.figure(TOTAL, "comments"), was)
        if not keeps_growth(now, was, threshold) or not keeps_growth(rest, left, threshold):
            return NOT_SHOWN
    return now


def _figures(
    tree: Tree,
    counts: Mapping[str, int],
    wholes: tuple[Figure, ...],
    before: Sequence[Told],
    threshold: int,
    parent: str | None = None,
) -> dict[str, Figure]:
    """Figures of the themes below one, which is a whole to them where it is told."""
    keys = tree.get(parent, ())
    if not keys:
        return {}
    above = (*((key_of([parent]),) if parent else ()), ANSWERED, TOTAL)
    past = [
        Overlap(
            {key: told.figure(key_of([key]), "comments") for key in keys},
            tuple(told.figure(key, "comments") for key in above),
        )
        for told in before
    ]
    figures = overlapping_figures({key: counts[key] for key in keys}, wholes, threshold, past)
    found = dict(figures)
    for key in keys:
        inner = (figures[key], *wholes[-2:])
        found |= _figures(tree, counts, inner, before, threshold, key)
    return found
