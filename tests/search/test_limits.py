"""Nobody holds the database with a search: it ends after half a second, and a page says so."""

from functools import partial
from typing import Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.search import limits
from engage.search.limits import TOO_LONG, limited
from tests.app_fixtures import build_engagement

ENDLESS: Final = text(
    "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted"
    " WHERE n < 1000000000) SELECT count(*) FROM counted"
)


def test_a_search_that_takes_too_long_is_ended(both_units: Units) -> None:
    with (
        both_units.reading(SYSTEM) as unit,
        pytest.raises(Refused, match="less common"),
        limited(unit.session, 0.02),
    ):
        unit.session.scalar(ENDLESS)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(text("SELECT 1")) == 1


def test_an_error_of_another_kind_stays_what_it_is(both_units: Units) -> None:
    with (
        both_units.reading(SYSTEM) as unit,
        pytest.raises(DatabaseError, match="nowhere"),
        limited(unit.session),
    ):
        unit.session.scalar(text("SELECT n FROM nowhere"))


def test_the_page_says_what_to_do_and_the_next_search_is_answered(
    units: Units, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_engagement(units)
    with monkeypatch.context() as patch:
        patch.setattr(limits, "STEPS", 1)
        patch.setattr("engage.search.queries.limited", partial(limited, seconds=-1))
        for path in ("/search?q=buses", "/engagements?q=buses"):
            answer = client.get(path)
            assert answer.status_code == 422
            assert TOO_LONG in answer.text
    assert client.get("/search?q=buses").status_code == 200
