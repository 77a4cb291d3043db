"""What the tables of a report are made from, all of it in one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engage.reports.gathered import Gathered
from engage.reports.rules import Period
from engage.reports.source import EarlierRelease, ReplyFacts, ThemeFacts, TopicFacts
from engage.reports.words import Words


@dataclass(frozen=True)
class Asked:
    """Everything that tables are made from. `weeks` gives the place among `periods` of each Monday;
    `topics` are in order, with titles and labels that are safe to print."""

    gathered: Gathered
    periods: tuple[Period, ...]
    weeks: Mapping[date, int]
    topics: tuple[TopicFacts, ...]
    themes: tuple[ThemeFacts, ...]
    replies: ReplyFacts
    earlier: tuple[EarlierRelease, ...]
    threshold: int
    words: Words
