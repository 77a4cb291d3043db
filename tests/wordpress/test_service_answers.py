"""What WordPress gets of a comment with answers: there is nothing but text there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.wiring import make_units
from engage.wordpress.plans import LinkState, Outcome
from engage.wordpress.service import plan_post, record_post
from tests.app_fixtures import settings_for
from tests.comments.answers.asking import asked
from tests.comments.citizen import WORDS, Citizen, Fields, comment_of, settle
from tests.wordpress.test_service_redacted import NOWHERE, text_sent

CHOSEN: Fields = {"q-often": "Never", "q-why": ["Work", "Visits"]}


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(sqlite_url, tmp_path, **NOWHERE), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def citizen(units: Units) -> Citizen:
    found = asked(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        post = plan_post(unit, engagement.id, 900)
        assert post is not None
        record_post(unit, post, Outcome(LinkState.SHOWN, 7, "publish", unit.now))
    return found


def sent_of(units: Units, code: str) -> str:
    settle(units, code, "published")
    return text_sent(units, comment_of(units, code).id)


def test_answers_go_out_after_the_words(units: Units, citizen: Citizen) -> None:
    sent = sent_of(units, citizen.send(**CHOSEN).code)
    assert sent.index(WORDS) < sent.index("How often do you ride the bus? Never")
    assert "What do you ride it for? Work; Visits" in sent
    assert "Answers only" not in sent


def test_answers_alone_are_no_empty_comment(units: Units, citizen: Citizen) -> None:
    sent = sent_of(units, citizen.send("", **CHOSEN).code)
    assert sent.index("Answers only") < sent.index("How often do you ride the bus? Never")
