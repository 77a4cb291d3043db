"""Dates, hours and numbers as a French page says them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.dates import (
    closes_in_words,
    date_words,
    datetime_words,
    day_words,
    from_local,
    opens_in_words,
    short_date_words,
    time_words,
)
from engage.core.language import decimal, number, speaking

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of March 2026 by the wall clock in British Columbia."""
    return from_local(date(2026, 3, day), time(hour, minute))


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with speaking("fr"):
        yield


def test_days() -> None:
    assert date_words(at(14, 23, 59)) == "samedi 14 mars 2026"
    assert date_words(at(1)) == "dimanche 1er mars 2026"
    assert day_words(date(2026, 8, 31)) == "lundi 31 août 2026"
    assert short_date_words(at(14, 23)) == "14 mars 2026"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(14, 16), "samedi 14 mars 2026 à 16\u00a0h (heure du Pacifique)"),
        (at(14, 9, 5), "samedi 14 mars 2026 à 9\u00a0h\u00a005 (heure du Pacifique)"),
        (at(14), "samedi 14 mars 2026 à 0\u00a0h (heure du Pacifique)"),
        (at(14, 12), "samedi 14 mars 2026 à 12\u00a0h (heure du Pacifique)"),
    ],
)
def test_instants_say_which_end_of_a_day_they_mean(moment: datetime, words: str) -> None:
    assert datetime_words(moment) == words


def test_hours_within_a_day() -> None:
    said = [time_words(at(14, hour, minute)) for hour, minute in ((0, 0), (12, 0), (16, 30))]
    assert said == ["minuit", "midi", "16\u00a0h\u00a030"]


@pytest.mark.parametrize(
    ("closes", "words"),
    [
        (at(20, 16), "se termine dans 9 jours"),
        (at(12, 16), "se termine demain à 16\u00a0h"),
        (at(11, 16), "se termine aujourd\u2019hui à 16\u00a0h"),
        (at(12), "se termine ce soir à minuit"),
        (at(1, 16), "s\u2019est terminée le 1er mars 2026"),
    ],
)
def test_when_something_closes(closes: datetime, words: str) -> None:
    assert closes_in_words(closes, at(11, 10)) == words


@pytest.mark.parametrize(
    ("opens", "words"),
    [
        (at(20, 9), "commence dans 9 jours"),
        (at(12, 12), "commence demain à midi"),
        (at(12), "commence ce soir à minuit"),
        (at(11, 16), "commence aujourd\u2019hui à 16\u00a0h"),
        (at(1, 9), "a commencé le 1er mars 2026"),
    ],
)
def test_when_something_opens(opens: datetime, words: str) -> None:
    assert opens_in_words(opens, at(11, 10)) == words


@given(MOMENTS)
def test_what_is_remembered_of_one_language_is_not_said_in_the_other(moment: datetime) -> None:
    said = {language: _said(moment, language) for language in ("en", "fr", "en", "fr")}
    assert not set(said["en"]) & set(said["fr"])
    assert _said(moment, "en") == said["en"]


def _said(moment: datetime, language: str) -> tuple[str, ...]:
    with speaking(language):
        return (
            date_words(moment),
            datetime_words(moment),
            closes_in_words(moment + timedelta(days=9), moment),
        )


def test_numbers() -> None:
    assert [number(999), number(5_000), decimal("1.4")] == ["999", "5\u00a0000", "1,4"]
