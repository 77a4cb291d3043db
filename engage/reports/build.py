"""From frozen facts to the one `Report`: counts protected, comments stripped, order scrambled.

Pure: the same facts give the same report whatever order the rows came in, on any machine.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from engage.comments.campaigns.counting import Letters, letters_among
from engage.core.dates import date_words, datetime_words, iso, local_week
from engage.core.text import clean_plain, plain_one_line
from engage.privacy.disclosure import THRESHOLD, Tally, finest_runs, outcome, total
from engage.reports import tables, words
from engage.reports.answers import answer_tables
from engage.reports.rules import Moment, Period, PublishedComment, Report, Topic
from engage.reports.source import CommentFacts, FrozenSource, TopicFacts

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WEEK: Final = timedelta(days=7)
_line = partial(plain_one_line, limit=300)


def build_report(source: FrozenSource, threshold: int = THRESHOLD) -> Report:
    """The report of an engagement as it stood. Raises ValueError on facts that do not fit."""
    if not _SLUG.fullmatch(source.slug):
        raise ValueError("a report is named by its engagement's slug, which must be a plain one")
    topics = sorted(source.topics, key=lambda topic: (topic.position, topic.slug))
    calendar = _calendar(source, threshold)
    totals = outcome(total(calendar.tallies), threshold)
    return Report(
        title=_line(source.title),
        ministry=_line(source.ministry),
        slug=source.slug,
        summary=clean_plain(source.summary),
        contact=_line(source.contact),
        is_final=source.is_final,
        opened=_day(source.opens_at, source.time_zone),
        closed=_day(source.closes_at, source.time_zone),
        as_of=_as_of(source),
        threshold=threshold,
        topics=tuple(Topic(t.slug, _line(t.title), clean_plain(t.prompt)) for t in topics),
        outcome=totals,
        tables=(
            tables.outcome_table(totals),
            *tables.period_tables(calendar.periods, calendar.tallies, threshold),
            *tables.channel_tables(_by_channel(source.comments), threshold),
            *tables.letter_tables(_letters(source.comments), totals),
            *tables.reason_tables(_by_reason(source.comments), total(calendar.tallies), threshold),
            *answer_tables([_said_plainly(topic) for topic in topics], source.comments, threshold),
        ),
        periods=calendar.periods,
        comments=_comments(source.comments, topics, calendar),
        method=words.method(threshold, source.is_final),
    )


@dataclass(frozen=True)
class _Calendar:
    """The periods, the tally of each, and the place of the period that a Monday lies in."""

    periods: tuple[Period, ...]
    tallies: tuple[Tally, ...]
    place: Mapping[date, int]


def _calendar(source: FrozenSource, threshold: int) -> _Calendar:
    """Weeks joined until each period has enough published comments; else one period for all."""
    tallies = {monday: Tally() for monday in _mondays(source)}
    mondays = list(tallies)
    for comment in source.comments:
        monday = min(max(_monday(comment.week), mondays[0]), mondays[-1])
        tallies[monday] += _one(comment)
    # By published comments alone: a cut would tell in which week another one came.
    seen = [Tally(tally.published, tally.published) for tally in tallies.values()]
    runs = finest_runs(seen, lambda tally: tally.published >= threshold)
    if not runs:
        whole = Period(words.WHOLE_TIME, None, None)
        return _Calendar((whole,), (total(list(tallies.values())),), dict.fromkeys(mondays, 0))
    return _Calendar(
        tuple(_period(mondays[start], mondays[end - 1]) for start, end in runs),
        tuple(total([tallies[monday] for monday in mondays[start:end]]) for start, end in runs),
        {monday: n for n, (start, end) in enumerate(runs) for monday in mondays[start:end]},
    )


def _mondays(source: FrozenSource) -> Iterable[date]:
    """Every week of the engagement, also those in which nothing came.

    The first and last week are the engagement's own, not those of its first and last comment,
    as long as the published ones lie within (those taken over from elsewhere may not). A comment
    that is not published moves neither end: it is counted in the week that is nearest.
    """
    known = [_monday(comment.week) for comment in source.comments if comment.text is not None]
    ends = [source.opens_at, min(filter(None, [source.closes_at, source.as_of]))]
    known += [local_week(end, source.time_zone) for end in ends if end and end <= source.as_of]
    first, last = min(known), max(known)
    return [first + _WEEK * n for n in range((last - first).days // 7 + 1)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _period(first: date, last: date) -> Period:
    sunday = last + timedelta(days=6)
    return Period(words.period_words(first, sunday), first, sunday)


def _one(comment: CommentFacts) -> Tally:
    return Tally(1, int(comment.state == "published"))


def _by_channel(comments: Iterable[CommentFacts]) -> dict[str, Tally]:
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for comment in comments:
        tallies[comment.channel] += _one(comment)
    return dict(tallies)


def _letters(comments: Iterable[CommentFacts]) -> Letters:
    followed = [comment.letter for comment in comments if comment.text is not None]
    return letters_among([one for one in followed if one is not None], len(followed))


def _by_reason(comments: Iterable[CommentFacts]) -> dict[str, int]:
    counts = dict.fromkeys(words.REASONS, 0)
    for comment in comments:
        if comment.state == "not_published":
            for reason in set(comment.reasons):
                counts[reason] = counts.get(reason, 0) + 1
    return counts


def _comments(
    comments: Iterable[CommentFacts], topics: Sequence[TopicFacts], calendar: _Calendar
) -> tuple[PublishedComment, ...]:
    """Published comments by topic and period; inside a period by digest, which tells no time."""
    rank = {topic.slug: place for place, topic in enumerate(topics)}
    listed = []
    for comment in comments:
        if comment.text is None:
            continue
        if comment.topic not in rank:
            raise ValueError("a comment belongs to no topic of the engagement")
        place = calendar.place[_monday(comment.week)]
        quote = PublishedComment(
            comment.topic,
            calendar.periods[place].label,
            clean_plain(comment.text) or words.ANSWERS_ONLY,
        )
        digest = hashlib.sha256(f"{quote.topic}\n{quote.text}".encode()).digest()
        listed.append((rank[quote.topic], place, digest, quote))
    return tuple(entry[-1] for entry in sorted(listed, key=lambda entry: entry[:3]))


def _said_plainly(topic: TopicFacts) -> TopicFacts:
    """Titles and labels as lines that are safe to print."""
    questions = (
        replace(
            one,
            label=_line(one.label),
            values=tuple((value, _line(label)) for value, label in one.values),
        )
        for one in topic.questions
    )
    return replace(topic, title=_line(topic.title), questions=tuple(questions))


def _as_of(source: FrozenSource) -> Moment:
    """The closing to the minute; before it only the week: the instant is that of a comment."""
    if source.is_final:
        return Moment(datetime_words(source.as_of, source.time_zone), iso(source.as_of))
    monday = local_week(source.as_of, source.time_zone)
    year, week, _day_of_week = monday.isocalendar()
    return Moment(
        f"the week of {words.period_words(monday, monday + timedelta(days=6))}",
        f"{year}-W{week:02}",
    )


def _day(moment: datetime | None, time_zone: str) -> Moment | None:
    return Moment(date_words(moment, time_zone), iso(moment)) if moment else None
