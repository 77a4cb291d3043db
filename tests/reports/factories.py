"""Engagements and comments for report tests. Every person in them is invented."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from engage.reports.rules import Report
from engage.reports.source import CommentFacts, FrozenSource, TopicFacts

MONDAY = date(2026, 3, 2)
THEME = Path(__file__).parents[2] / "themes" / "corporate" / "templates"


@cache
def templates(folder: Path = THEME) -> Environment:
    """Each template is compiled once for all tests."""
    return Environment(loader=FileSystemLoader(folder), autoescape=True)


def published(text: str, *, week: int = 0, channel: str = "web", topic: str = "ferries"):
    return CommentFacts(topic, "published", channel, MONDAY + timedelta(weeks=week), (), text)


def declined(*reasons: str, week: int = 0, channel: str = "web", topic: str = "ferries"):
    day = MONDAY + timedelta(weeks=week)
    return CommentFacts(topic, "not_published", channel, day, reasons or ("off_topic",))


def unpublished(state: str, *, week: int = 0, channel: str = "web"):
    return CommentFacts("ferries", state, channel, MONDAY + timedelta(weeks=week))


def source(*comments: CommentFacts, **changes: object) -> FrozenSource:
    made = FrozenSource(
        title="How should ferries serve the small islands?",
        ministry="Ministry of Transportation and Transit",
        slug="small-island-ferries",
        summary="The Province asked islanders what they need from their ferries.",
        contact="ferries@gov.bc.ca",
        opens_at=datetime(2026, 3, 2, 17, tzinfo=UTC),
        closes_at=datetime(2026, 4, 10, 23, tzinfo=UTC),
        as_of=datetime(2026, 4, 20, 19, tzinfo=UTC),
        topics=(
            TopicFacts("fares", "What is a fair fare?", "What would you change, and why?", 2),
            TopicFacts("ferries", "Which sailings matter most?", "Tell us about your week.", 1),
        ),
        comments=comments,
    )
    return replace(made, **changes)


def listed_whole(report: Report) -> Report:
    """The same report with its comments in memory, so that two can be compared."""
    return replace(report, comments=tuple(report.comments))


def many_comments(count: int = 60, seed: int = 7) -> tuple[CommentFacts, ...]:
    """A lively engagement: `count` published comments over six weeks, and some that were not."""
    dice = random.Random(seed)
    starts = (
        "The first sailing of the day",
        "A Sunday evening boat",
        "The medical priority lane",
        "A later last sailing in summer",
        "The reservation page",
    )
    wishes = (
        "would let people here keep a job in town without paying for a second home.",
        "fills up in minutes, and those who live on the island are left on the dock.",
        "should be kept through the winter, when there is no other way to reach a doctor.",
        "costs a family of four more than a day's pay, and the price is not explained anywhere.",
        "works well as it is. Please do not change it to save an hour of crew time.",
    )
    told = (
        "",
        " We share rides to the dock now, which helps a little.",
        "\n\nThe schools plan their year around it, so a change in May comes too late.",
        " A small boat for foot passengers would do on most days.",
    )
    listed = [
        published(
            f"{dice.choice(starts)} {dice.choice(wishes)}{dice.choice(told)}",
            week=dice.choice((0, 0, 1, 1, 2, 3, 4, 5, 5, 5)),
            channel=dice.choice(("web", "web", "web", "email", "email", "paper", "phone")),
            topic=dice.choice(("ferries", "ferries", "fares")),
        )
        for _ in range(count)
    ]
    listed += [declined("off_topic", week=n % 6) for n in range(14)]
    listed += [declined("profanity", "harassment", week=n % 6, channel="email") for n in range(11)]
    listed += [unpublished("withdrawn", week=2) for _ in range(2)]
    return tuple(listed)
