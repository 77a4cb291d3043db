"""One value, built the same from the same facts, holding nothing that leads to a person."""

import json
import os
import random
import subprocess
import sys
import unicodedata
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from engage.reports.build import build_report
from engage.reports.rules import Moment, PublishedComment, as_json, content_hash
from engage.reports.source import CommentFacts, ThemeFacts
from tests.reports.factories import (
    declined,
    listed_whole,
    many_comments,
    published,
    source,
    unpublished,
)


def rows(report, key: str) -> dict[str, list[str]]:
    table = next(table for table in report.tables if table.key == key)
    return {row.label: [figure.words for figure in row.figures] for row in table.rows}


def keys(report) -> list[str]:
    return [table.key for table in report.tables]


def test_text_that_is_not_published_cannot_become_a_fact() -> None:
    for state in ("waiting", "not_published", "withdrawn"):
        with pytest.raises(ValueError, match="exactly if it is published"):
            CommentFacts("ferries", state, "web", date(2026, 3, 2), (), "what nobody may read")


def test_a_comment_in_the_report_is_topic_period_and_words_alone() -> None:
    assert [field.name for field in fields(PublishedComment)] == ["topic", "period", "text"]


def test_the_same_facts_in_any_order_give_the_same_report() -> None:
    comments = list(many_comments())
    first = build_report(source(*comments))
    random.Random(3).shuffle(comments)
    again = source(*comments)
    again = replace(again, topics=tuple(reversed(again.topics)))
    assert listed_whole(build_report(again)) == listed_whole(first)
    assert content_hash(build_report(again)) == content_hash(first)


def test_the_hash_is_the_same_in_another_process_with_another_locale_and_seed() -> None:
    script = (
        "from engage.reports.build import build_report\n"
        "from engage.reports.rules import content_hash\n"
        "from tests.reports.factories import many_comments, source\n"
        "print(content_hash(build_report(source(*many_comments()))))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, locale, zone in (("1", "C", "UTC"), ("2", "fr_CA.UTF-8", "Asia/Tokyo"))
    }
    assert printed == {content_hash(build_report(source(*many_comments())))}


def test_the_hash_changes_with_any_word() -> None:
    one = build_report(source(published("The first boat.")))
    other = build_report(source(published("The last boat.")))
    assert content_hash(one) != content_hash(other)


def test_composed_and_decomposed_letters_give_the_same_hash() -> None:
    words = "Le café du traversier à Île Bowen"
    hashes = {
        content_hash(build_report(source(published(unicodedata.normalize(form, words)))))
        for form in ("NFC", "NFD")
    }
    assert len(hashes) == 1


def test_the_value_is_plain_json() -> None:
    value = as_json(listed_whole(build_report(source(*many_comments()))))
    assert json.loads(json.dumps(value)) == value


def test_the_order_inside_a_period_does_not_follow_the_order_of_arrival() -> None:
    comments = [published(f"Comment that came as number {n}") for n in range(30)]
    listed = [c.text for c in build_report(source(*comments)).comments]
    assert sorted(listed) == sorted(str(c.text) for c in comments)
    assert listed not in ([c.text for c in comments], [c.text for c in reversed(comments)])
    assert listed == [c.text for c in build_report(source(*reversed(comments))).comments]


def test_fewer_than_ten_published_are_listed_without_any_time() -> None:
    report = build_report(source(*(published(f"Comment {n}", week=n) for n in range(5))))
    assert {comment.period for comment in report.comments} == {"The whole time"}
    assert rows(report, "outcome") == {
        "Received": ["not shown"],
        "Published": ["fewer than 10"],
        "Not published": ["fewer than 10"],
    }
    assert keys(report) == ["outcome"]


def test_every_period_lists_at_least_ten_comments() -> None:
    report = build_report(source(*many_comments(47, seed=2)))
    for period in report.periods:
        assert sum(comment.period == period.label for comment in report.comments) >= 10


def test_periods_are_whole_weeks_from_monday_to_sunday() -> None:
    report = build_report(source(*many_comments()))
    assert report.periods[0].label == "2 to 8 March 2026"
    assert report.periods[-1].label.endswith("12 April 2026")
    for period in report.periods:
        assert period.first_day and period.last_day
        assert (period.first_day.weekday(), period.last_day.weekday()) == (0, 6)


def test_few_comments_that_were_not_published_hide_what_was_received_everywhere() -> None:
    comments = [published(f"Comment {n}", channel="email" if n % 3 else "web") for n in range(40)]
    report = build_report(source(*comments, declined(), declined(channel="phone")))
    assert rows(report, "outcome")["Received"] == ["not shown"]
    assert rows(report, "outcome")["Not published"] == ["fewer than 10"]
    assert rows(report, "channels") == {"E-mail": ["26"], "This website": ["14"], "Total": ["40"]}
    assert keys(report) == ["outcome", "channels"]


def test_if_everything_was_published_the_report_says_so() -> None:
    report = build_report(source(*(published(f"Comment {n}") for n in range(12))))
    assert rows(report, "outcome") == {
        "Received": ["12"],
        "Published": ["12"],
        "Not published": ["none"],
    }


def test_channels_with_few_comments_share_a_row() -> None:
    report = build_report(source(*many_comments()))
    assert rows(report, "channels") == {
        "This website": ["39", "23"],
        "E-mail": ["29", "18"],
        "All other ways together": ["19", "19"],
        "Total": ["87", "60"],
    }


def test_reasons_below_ten_share_a_row_that_gives_no_sum() -> None:
    assert rows(build_report(source(*many_comments())), "reasons") == {
        "Far off topic": ["14"],
        "Harassment or hate": ["11"],
        "Profanity": ["11"],
        "Each of the other reasons": ["fewer than 10"],
    }


def test_waiting_and_withdrawn_comments_count_as_not_published() -> None:
    rest = [unpublished("waiting") for _ in range(6)] + [unpublished("withdrawn") for _ in range(6)]
    report = build_report(source(*(published(f"Comment {n}") for n in range(12)), *rest))
    assert rows(report, "outcome")["Not published"] == ["12"]


def test_an_engagement_without_comments_has_a_report() -> None:
    report = build_report(source())
    assert len(report.comments) == 0 and list(report.comments) == []
    assert keys(report) == ["outcome"]


def test_unseen_marks_that_change_how_text_reads_are_not_in_the_report() -> None:
    text = "Pay \u202e001$\u202c now\x00\x1b[2J\ud800 or\u2066 never\u2069"
    (comment,) = build_report(source(published(text))).comments
    assert comment.text == "Pay 001$ now[2J or never"


def test_a_report_before_the_closing_is_an_interim_one() -> None:
    running = source(as_of=datetime(2026, 3, 20, tzinfo=UTC))
    assert not build_report(running).is_final
    assert build_report(source()).is_final


def test_an_interim_report_names_the_week_it_reaches_and_never_the_instant() -> None:
    """The instant would be that of somebody's comment."""
    wednesday = build_report(source(as_of=datetime(2026, 3, 18, 21, 14, tzinfo=UTC)))
    friday = build_report(source(as_of=datetime(2026, 3, 20, 9, 3, tzinfo=UTC)))
    assert wednesday.as_of == friday.as_of == Moment("the week of 16 to 22 March 2026", "2026-W12")
    assert content_hash(wednesday) == content_hash(friday)


def test_a_week_that_ends_at_midnight_is_the_last_one() -> None:
    end = datetime(2026, 3, 23, 7, tzinfo=UTC)  # Monday, 23 March, midnight in the province
    comments = [published(f"Comment {n}", week=n // 12) for n in range(36)]
    report = build_report(source(*comments, as_of=end))
    assert report.as_of.iso == "2026-W12"
    assert [period.last_day for period in report.periods][-1] == date(2026, 3, 22)


def test_a_final_report_is_as_of_the_closing() -> None:
    closed = datetime(2026, 4, 10, 23, tzinfo=UTC)
    report = build_report(source(as_of=closed))
    assert report.as_of == Moment(
        "Friday, 10 April 2026, 4 pm Pacific time", "2026-04-10T23:00:00Z"
    )


def test_comments_from_long_before_the_engagement_find_a_period() -> None:
    old = [published(f"Comment {n}", week=-400) for n in range(12)]
    new = [published(f"Answer {n}") for n in range(12)]
    report = build_report(source(*old, *new))
    assert [period.label for period in report.periods] == [
        "2 to 8 July 2018",
        "9 July 2018 to 12 April 2026",
    ]


def test_a_slug_that_could_be_a_path_is_refused() -> None:
    for slug in ("../etc", "a/b", "", "Über", "a b"):
        with pytest.raises(ValueError, match="slug"):
            build_report(replace(source(), slug=slug))


READ_FOR_THEMES = [
    (400, "All"),
    (388, "Nearly all"),
    (385, "Nearly all"),
    (395, "A part"),
    (200, "About 50 per cent"),
    (14, "A small part"),
    (5, "A part"),
]


@pytest.mark.parametrize(("read", "expected"), READ_FOR_THEMES)
def test_the_method_never_says_about_all_or_about_none(read: int, expected: str) -> None:
    """'About 100 per cent' beside a table that says 388 of 400 would leave the reader to wonder."""
    themes = (ThemeFacts("cost", "Cost", "Coût", "", None, 1),)
    comments = (
        replace(published(f"Comment {n}."), themes=("cost",) if n < read else None)
        for n in range(400)
    )
    method = build_report(source(*comments, themes=themes)).method
    assert any(f"{expected} of the published comments had been read" in one for one in method)
