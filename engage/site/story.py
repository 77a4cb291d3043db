"""An engagement as a story: what has happened, what comes next, and afterwards what was heard.

Only what the public can read anyway stands in it. What comes next is said without a date where
there is none: nobody has promised one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engage.core.language import gettext as _
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import results_content
from engage.engagements.rules import Phase, Timing
from engage.multilingual.rules import RESULTS
from engage.multilingual.spoken import IN_ENGLISH, Spoken
from engage.multilingual.tags import ORIGINAL
from engage.site.rules import UpdateLink

STORY_UPDATES: Final = 12
"""How many updates, the newest, stand in the time line."""


@dataclass(frozen=True)
class Milestone:
    """One thing that happened or will; `at` is None for what has no date. `title` is what staff
    called it, in the language `tag`, or ''; `href` is '' where there is nothing to read."""

    key: str
    words: str
    at: datetime | None = None
    title: str = ""
    tag: str = ORIGINAL
    href: str = ""


@dataclass(frozen=True)
class Heard:
    """What was heard, for the top of the page. `is_so_far`: the engagement goes on."""

    summary: str
    tag: str
    at: datetime
    href: str
    is_so_far: bool


@dataclass(frozen=True)
class Story:
    """`past` with the oldest first, `ahead` with the next first; `heard` is None before results."""

    past: tuple[Milestone, ...]
    ahead: tuple[Milestone, ...]
    heard: Heard | None


def story_of(
    unit: Unit,
    engagement: Engagement,
    updates: Sequence[UpdateLink],
    spoken: Spoken = IN_ENGLISH,
) -> Story:
    """`updates` are the newest, as `queries.update_links` gives them with `STORY_UPDATES`."""
    base = f"/engagements/{engagement.slug}{spoken.below}"
    timing = engagement.timing
    return Story(
        milestones_before(timing, updates, unit.now, f"{base}/results"),
        milestones_ahead(timing, unit.now),
        _heard(unit, engagement, timing, spoken, f"{base}/results"),
    )


def milestones_before(
    timing: Timing, updates: Sequence[UpdateLink], now: datetime, results_href: str
) -> tuple[Milestone, ...]:
    """What has happened by now, the oldest first."""
    found = [*_dated(timing, results_href)]
    found += [
        Milestone("update", _("Update"), one.at, one.title, one.tag, one.href) for one in updates
    ]
    past = [(one.at, one) for one in found if one.at is not None and one.at <= now]
    return tuple(one for _at, one in sorted(past, key=lambda pair: pair[0]))


def _dated(timing: Timing, results_href: str) -> Iterator[Milestone]:
    opens = None if timing.is_opening_held else timing.opens_at
    if timing.published_at and not (opens and opens <= timing.published_at):
        yield Milestone("announced", _("Announced"), timing.published_at)
    if opens is not None:
        yield Milestone("opened", _("Opened"), opens)
    if timing.closes_at is not None:
        yield Milestone("closed", _("Closed"), timing.closes_at)
    if timing.results_at is not None:
        words = _("Results published") if timing.closes_at else _("Results so far published")
        yield Milestone("results", words, timing.results_at, href=results_href)


def milestones_ahead(timing: Timing, now: datetime) -> tuple[Milestone, ...]:
    """What comes next, in order; what has no date is said without one."""
    return tuple(_ahead(timing, timing.phase(now)))


def _ahead(timing: Timing, phase: Phase) -> Iterator[Milestone]:
    if phase is Phase.UPCOMING and timing.is_opening_held:
        yield Milestone("opens", _("Opens after the election period"))
    elif phase is Phase.UPCOMING:
        yield Milestone("opens", _("Opens: you can take part"), timing.opens_at)
    if timing.closes_at is None:
        if phase in (Phase.OPEN, Phase.RESULTS):
            yield Milestone("open", _("You can take part at any time: there is no closing date"))
            yield Milestone("results", _("We report here now and then on what we heard"))
        return
    if phase in (Phase.UPCOMING, Phase.OPEN):
        yield Milestone("closes", _("Closes"), timing.closes_at)
    if phase is not Phase.RESULTS:
        yield Milestone("results", _("Results: what we heard, and what was done with it"))


def _heard(
    unit: Unit, engagement: Engagement, timing: Timing, spoken: Spoken, href: str
) -> Heard | None:
    if timing.phase(unit.now) is not Phase.RESULTS or engagement.results_at is None:
        return None
    written, tag, _is_outdated = spoken.said(
        RESULTS, results_content(unit.session, engagement.results_revision_id)
    )
    return Heard(written.summary, tag, engagement.results_at, href, timing.closes_at is None)
