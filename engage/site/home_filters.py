"""Which engagements a list shows, in which order, and what its links say. Pure.

A filter is a link: each value with the number that it leads to, given the other filters. What is
chosen stands in the address, so a list can be sent to somebody. A value that no engagement has is
passed over, not an error: addresses live longer than regions.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from engage.core.language import gettext as _
from engage.core.language import lazy_gettext
from engage.engagements.listing import ORDER, Listed
from engage.engagements.rules import Phase

PHASE_WORDS: Final = {
    Phase.OPEN: lazy_gettext("Open now"),
    Phase.UPCOMING: lazy_gettext("Opening soon"),
    Phase.RESULTS: lazy_gettext("Results are ready"),
    Phase.CLOSED: lazy_gettext("Closed"),
}
GROUP_WORDS: Final = {
    "status": lazy_gettext("Status"),
    "ministry": lazy_gettext("Ministry"),
    "region": lazy_gettext("Region"),
    "area": lazy_gettext("Topic area"),
}
EVERYWHERE: Final = "-"
"""In an address: the engagements that name no region, which are for the whole province."""


@dataclass(frozen=True)
class Chosen:
    """What a list is limited to; '' is no limit. `ministry` is a code, `q` words to search for."""

    status: str = ""
    ministry: str = ""
    region: str = ""
    area: str = ""
    q: str = ""

    def without(self, group: str) -> "Chosen":
        return replace(self, **{group: ""})

    def items(self) -> tuple[tuple[str, str], ...]:
        """Those of the groups that are set, in their order."""
        found = ((group, str(getattr(self, group))) for group in GROUP_WORDS)
        return tuple((group, value) for group, value in found if value)


@dataclass(frozen=True)
class Choice:
    """One link of a group."""

    words: str
    count: int
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """The choices of one kind; `all_href` takes the limit off."""

    key: str
    title: str
    choices: tuple[Choice, ...]
    all_href: str


@dataclass(frozen=True)
class Chip:
    """A limit that is on, with the link that takes it off."""

    group: str
    words: str
    href: str


@dataclass(frozen=True)
class Page:
    """A part of a long list; `first_href` leads back to its start, '' where this is it."""

    shown: tuple[Listed, ...]
    total: int
    more_href: str
    first_href: str


def counted(listed: Iterable[Listed], group: str, codes: Mapping[int, str]) -> dict[str, int]:
    """How many engagements have each value of a group, as addresses say it."""
    match group:
        case "status":
            phases = Counter(one.phase for one in listed)
            return {phase.value: count for phase, count in phases.items()}
        case "ministry":
            ids = Counter(one.ministry_id for one in listed)
            return {codes.get(number, ""): count for number, count in ids.items()}
        case "region":
            return Counter(one.region or EVERYWHERE for one in listed)
    return Counter(area for one in listed for area in one.topic_areas)


def _has(group: str, value: str, codes: Mapping[int, str]) -> Callable[[Listed], bool]:
    """Whether an engagement has this value of a group."""
    match group:
        case "status":
            return lambda one: one.phase == value
        case "ministry":
            ids = {number for number, code in codes.items() if code == value}
            return lambda one: one.ministry_id in ids
        case "region":
            return lambda one: (one.region or EVERYWHERE) == value
    return lambda one: value in one.topic_areas


def chosen_from(
    asked: Mapping[str, str], listed: Sequence[Listed], codes: Mapping[int, str], q: str = ""
) -> Chosen:
    """The limits that an address asks for, as far as there is such a thing, and `q`."""
    wanted = {group: asked.get(group, "") for group in GROUP_WORDS}
    known = {
        group: value
        for group, value in wanted.items()
        if (group == "status" and value in set(ORDER))
        or (value and any(map(_has(group, value, codes), listed)))
    }
    return Chosen(**known, q=q)


def matching(
    listed: Sequence[Listed], chosen: Chosen, codes: Mapping[int, str]
) -> Sequence[Listed]:
    """Those within all limits, in the order that they come in."""
    for group, value in chosen.items():
        listed = tuple(filter(_has(group, value, codes), listed))
    return listed


def list_href(chosen: Chosen, path: str = "/engagements", **more: str) -> str:
    """The address of a list; texts of `more` that are '' are left out."""
    words = [("q", chosen.q)] if chosen.q else []
    query = [*words, *chosen.items(), *((key, value) for key, value in more.items() if value)]
    return f"{path}?{urlencode(query)}" if query else path


def groups(
    listed: Sequence[Listed], chosen: Chosen, ministries: Mapping[int, tuple[str, str]]
) -> tuple[Group, ...]:
    """Every group with its choices; what leads nowhere is not offered. `ministries`: code and name
    by id."""
    codes = {number: code for number, (code, _name) in ministries.items()}
    names = {code: name for code, name in ministries.values()}
    return tuple(
        Group(
            group,
            str(title),
            _choices(listed, chosen, group, codes, names),
            list_href(chosen.without(group)),
        )
        for group, title in GROUP_WORDS.items()
    )


def _choices(
    listed: Sequence[Listed],
    chosen: Chosen,
    group: str,
    codes: Mapping[int, str],
    names: Mapping[str, str],
) -> tuple[Choice, ...]:
    others = chosen.without(group)
    now = getattr(chosen, group)
    counts = {now: 0} | counted(matching(listed, others, codes), group, codes)
    offered = [
        Choice(
            words_of(group, value, names),
            count,
            list_href(replace(others, **{group: value})),
            value == now,
        )
        for value, count in counts.items()
        if value
    ]
    if group == "status":
        order = [str(PHASE_WORDS[phase]) for phase in ORDER]
        return tuple(sorted(offered, key=lambda one: order.index(one.words)))
    return tuple(sorted(offered, key=lambda one: one.words.casefold()))


def words_of(group: str, value: str, names: Mapping[str, str]) -> str:
    """How a value reads; `names` are those of ministries by code."""
    if group == "status":
        return str(PHASE_WORDS[Phase(value)])
    if group == "region" and value == EVERYWHERE:
        return _("All of British Columbia")
    return names.get(value, value) if group == "ministry" else value


def chips(chosen: Chosen, names: Mapping[str, str]) -> tuple[Chip, ...]:
    said = [Chip(_("Words"), chosen.q, list_href(replace(chosen, q="")))] if chosen.q else []
    return (
        *said,
        *(
            Chip(str(GROUP_WORDS[key]), words_of(key, value, names), list_href(chosen.without(key)))
            for key, value in chosen.items()
        ),
    )


def page_of(found: Sequence[Listed], chosen: Chosen, after: str, size: int) -> Page:
    """The part behind the engagement with the slug `after`; one that is not there is the start."""
    start = next((at + 1 for at, one in enumerate(found) if one.slug == after), 0) if after else 0
    shown = tuple(found[start : start + size])
    has_more = len(found) > start + size
    return Page(
        shown,
        len(found),
        list_href(chosen, after=shown[-1].slug) if has_more else "",
        list_href(chosen) if start else "",
    )
