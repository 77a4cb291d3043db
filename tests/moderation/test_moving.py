"""A waiting comment moves to another topic; what was decided, seen or answered stays."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.audit.models import AuditEntry
from engage.comments.models import Comment
from engage.comments.service import correct, find_by_receipt
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.ledgers import counts
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.governance.conduct.service.conflicts import Subject, record_conflict
from engage.moderation.service import decide, undo
from engage.moderation.service.claims import claim
from engage.moderation.service.moving import move_to_topic
from tests.app_fixtures import build_engagement, csrf_token, make_person
from tests.moderation.senders import send, send_looked_at


def topic_id(units: Units, slug: str, engagement: str = "night-buses") -> int:
    with units.reading(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, engagement)
        return topic_by_slug(unit.session, found.id, slug).id


def stands(units: Units, comment_id: int) -> Comment:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(Comment, comment_id)


def move(
    units: Units, actor: Actor, comment_id: int, to: int | None, seen: int | None = None
) -> None:
    row = stands(units, comment_id)
    with units.writing(actor) as unit:
        move_to_topic(
            unit, comment_id, to, seen_version=row.version, seen_topic_id=seen or row.topic_id
        )


def all_counts(units: Units) -> dict[str, dict[str, int]]:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topics = (f"topic:{topic_id(units, one)}" for one in ("routes", "fares"))
        return {one: counts(unit.session, one) for one in ("queue", engagement.scope, *topics)}


def test_it_moves_on_record_and_no_count_changes(both_units: Units) -> None:
    build_engagement(both_units)
    kim = make_person(both_units, Role.MODERATOR)
    number, _ = send_looked_at(both_units)
    before, routes, fares = (
        all_counts(both_units),
        topic_id(both_units, "routes"),
        topic_id(both_units, "fares"),
    )
    move(both_units, kim, number, fares)
    assert stands(both_units, number).topic_id == fares
    assert all_counts(both_units) == before
    with both_units.writing(kim) as unit:
        decide(unit, number, 1, "publish", (), "")
    assert all_counts(both_units)[f"topic:{fares}"]["published"] == 1
    assert not all_counts(both_units)[f"topic:{routes}"].get("published")
    with both_units.reading(SYSTEM) as unit:
        entry = unit.session.query(AuditEntry).filter_by(action="comment.topic_moved").one()
        assert f'"before":{routes}' in entry.detail.replace(" ", "")
        assert f'"after":{fares}' in entry.detail.replace(" ", "")


def test_of_two_who_move_it_the_second_is_told(both_units: Units) -> None:
    build_engagement(both_units, topics=("routes", "fares", "stops"))
    kim = make_person(both_units, Role.MODERATOR)
    number, _ = send_looked_at(both_units)
    seen = stands(both_units, number).topic_id
    move(both_units, kim, number, topic_id(both_units, "fares"))
    with pytest.raises(Conflict):
        move(both_units, kim, number, topic_id(both_units, "stops"), seen)
    assert stands(both_units, number).topic_id == topic_id(both_units, "fares")


def test_what_was_corrected_or_is_read_by_somebody_else_does_not_move(units: Units) -> None:
    build_engagement(units)
    kim, lee = (
        make_person(units, Role.MODERATOR, email=f"{name}@gov.bc.ca") for name in ("kim", "lee")
    )
    number, code = send(units)
    fares = topic_id(units, "fares")
    with units.writing(lee) as unit:
        claim(unit, number)
    with pytest.raises(Conflict, match="is reading it"):
        move(units, kim, number, fares)
    old = stands(units, number)
    with units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        correct(unit, engagement, find_by_receipt(unit, code), "No, fewer.", seen_version=1)
    with pytest.raises(Conflict, match="corrected"), units.writing(lee) as unit:
        move_to_topic(unit, number, fares, seen_version=1, seen_topic_id=old.topic_id)


def test_what_was_published_once_stays_however_soon_that_was_undone(units: Units) -> None:
    build_engagement(units)
    kim = make_person(units, Role.MODERATOR)
    number, _ = send_looked_at(units)
    fares = topic_id(units, "fares")
    with units.writing(kim) as unit:
        decision = decide(unit, number, 1, "publish", (), "")
    with pytest.raises(Conflict):
        move(units, kim, number, fares)
    with units.writing(kim) as unit:
        undo(unit, decision.id)
    with pytest.raises(Refused, match="decided on this comment before"):
        move(units, kim, number, fares)


def test_it_moves_within_its_engagement_alone_and_to_what_is_public(units: Units) -> None:
    build_engagement(units)
    build_engagement(units, "quiet-lanes", topics=("speed",))
    kim = make_person(units, Role.MODERATOR)
    number, _ = send_looked_at(units)
    here = stands(units, number).topic_id
    for wrong in (None, 999, here, topic_id(units, "speed", "quiet-lanes")):
        with pytest.raises(Refused) as refusal:
            move(units, kim, number, wrong)
        assert refusal.value.field == "topic"
    assert stands(units, number).topic_id == here


def test_moderators_of_the_ministry_without_a_conflict_move(units: Units) -> None:
    build_engagement(units)
    number, _ = send_looked_at(units)
    fares = topic_id(units, "fares")
    with pytest.raises(NotFound):
        move(units, make_person(units, Role.MODERATOR, ministry="HLTH"), number, fares)
    with pytest.raises(NotAllowed):
        move(units, make_person(units, Role.ADMINISTRATOR), number, fares)
    kim = make_person(units, Role.MODERATOR, email="kim@gov.bc.ca")
    with units.writing(kim) as unit:
        engagement = unit.session.get_one(Engagement, stands(units, number).engagement_id)
        subject = Subject(engagement.ministry_id, engagement.id, fares)
        record_conflict(unit, subject, "My brother sells the tickets.")
    with pytest.raises(Refused, match="conflict of interest"):
        move(units, kim, number, fares)


def test_the_page_offers_the_other_topics_and_moves(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    number, _ = send_looked_at(units, "The ticket is too dear.")
    sign_in(Role.MODERATOR)
    page = f"/staff/queue/{number}/topic"
    assert page in client.get(f"/staff/queue/{number}").text
    html = client.get(page).text
    assert "About fares" in html
    assert "The ticket is too dear." in html
    routes, fares = topic_id(units, "routes"), topic_id(units, "fares")
    form = {
        "csrf_token": csrf_token(client, page), "seen_version": "1", "seen_topic": str(routes),
    }  # fmt: skip
    nothing = client.post(page, data=form)
    assert nothing.status_code == 422
    assert "Choose another topic" in nothing.text
    assert client.post(page, data=form | {"topic": str(fares)}).status_code == 303
    assert stands(units, number).topic_id == fares
    late = client.post(page, data=form | {"topic": str(fares)})
    assert late.status_code == 409
    assert "Somebody moved this comment" in late.text
