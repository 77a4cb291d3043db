"""Several people at once, and words that want to be markup."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from xml.etree.ElementTree import Element

import pytest
from bleach._vendor import html5lib
from flask.testing import FlaskClient
from sqlalchemy import func, select

from engage.comments.rules import State
from engage.core.errors import Conflict, EngageError
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.replies.models import Reply, ReplyStep
from engage.replies.queries.public import public_replies
from tests.app_fixtures import build_engagement
from tests.comments.test_hostile_markup import HOSTILE
from tests.replies.staff import (
    acknowledged,
    move,
    publish,
    published_comment,
    save,
    speak,
    speaker,
)

AT_ONCE = 6


def all_at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Results, or the refusals, of acts that begin together."""
    gate = Barrier(len(acts))

    def begin(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except EngageError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def test_of_many_first_drafts_one_is_saved(both_units: Units) -> None:
    build_engagement(both_units)
    people = [speaker(both_units, email=f"s{n}@gov.bc.ca") for n in range(AT_ONCE)]
    comment = published_comment(both_units)
    results = all_at_once(
        [lambda who=who: save(both_units, who, comment, f"Words of {who.label}.") for who in people]
    )
    assert [type(one) for one in results].count(Reply) == 1
    assert [type(one) for one in results].count(Conflict) == AT_ONCE - 1
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(Reply)) == 1


def test_publishing_many_times_at_once_is_one_step(both_units: Units) -> None:
    build_engagement(both_units)
    anna = speaker(both_units)
    draft = save(both_units, anna, published_comment(both_units))
    all_at_once([lambda: publish(both_units, anna, draft)] * AT_ONCE)
    with both_units.reading(SYSTEM) as unit:
        steps = unit.session.scalars(select(ReplyStep.action).order_by(ReplyStep.id)).all()
    assert steps == ["saved", "published"]


@pytest.mark.parametrize("turn", range(5))
def test_no_reply_shows_under_a_comment_taken_from_view_meanwhile(
    both_units: Units, turn: int
) -> None:
    build_engagement(both_units)
    anna = speaker(both_units)
    comment = published_comment(both_units)
    draft = save(both_units, anna, comment)
    acts: list[Callable[[], object]] = [
        lambda: publish(both_units, anna, draft),
        lambda: move(both_units, comment, State.NOT_PUBLISHED),
    ]
    all_at_once(acts if turn % 2 else acts[::-1])
    with both_units.reading(SYSTEM) as unit:
        assert public_replies(unit.session, [comment]) == {}


@pytest.fixture
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


def elements(html: str) -> list[Element]:
    return list(html5lib.parse(html, namespaceHTMLElements=False).iter())


def test_hostile_words_act_on_no_page(
    client: FlaskClient, units: Units, engagement: Engagement, sign_in: Callable[..., Actor]
) -> None:
    anna = acknowledged(units, sign_in(Role.MODERATOR))
    speak(units, anna)
    comment = published_comment(units)
    hostile = [HOSTILE[at : at + 12] for at in range(0, len(HOSTILE), 12)]
    for version, bits in enumerate(hostile):
        save(units, anna, comment, "\n\n".join(bits)[:4_000], seen_version=version)
        for path in (f"/staff/comments/{comment}/reply", "/staff/replies", "/staff/replies/1"):
            answer = client.get(path)
            assert answer.status_code == 200
            for one in elements(answer.get_data(as_text=True)):
                names = [name for name in one.attrib if name.startswith("on")]
                assert names == []
                assert one.tag not in ("iframe", "object", "embed", "img", "base", "math", "style")
                if one.tag == "script":
                    assert one.attrib["src"].startswith("/assets/")
                if "href" in one.attrib:
                    assert one.attrib["href"].startswith(("/", "#", "https://"))
                    assert not one.attrib["href"].startswith("//")
