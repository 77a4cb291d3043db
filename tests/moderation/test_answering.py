"""What a reply answers stands beside it in the queue; its language can be corrected there."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.models import Comment
from engage.comments.threads.service import open_thread
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.ledgers import content_version
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.service import decide
from engage.moderation.service.language import correct_language
from tests.app_fixtures import build_engagement, csrf_token, make_person
from tests.moderation.senders import send_looked_at

GONE = "is not public any more"


def reply_to_public(units: Units, kim: Actor) -> tuple[int, int]:
    above, _ = send_looked_at(units, "Run the buses <b>all</b> night.", name="Robin")
    with units.writing(kim) as unit:
        decide(unit, above, 1, "publish", (), "")
    reply, _ = send_looked_at(units, "That would be far too loud.")
    with units.writing(SYSTEM) as unit:
        open_thread(unit.session, unit.session.get_one(Comment, above))
        unit.session.get_one(Comment, reply).parent_id = above
    return above, reply


def language_of(units: Units, number: int) -> str | None:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(Comment, number).language


def correct(units: Units, actor: Actor, number: int, to: str | None, seen: str | None) -> None:
    with units.writing(actor) as unit:
        correct_language(unit, number, to, seen=seen)


def test_a_moderator_reads_what_a_reply_answers_while_that_is_public(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    kim = sign_in(Role.MODERATOR)
    above, reply = reply_to_public(units, kim)
    for path in (f"/staff/queue/{reply}", f"/staff/queue?item={reply}"):
        html = client.get(path).get_data(as_text=True)
        assert "What it answers" in html
        assert "Run the buses &lt;b&gt;all&lt;/b&gt; night." in html
        assert "Robin" in html
        assert f'href="/staff/queue/{above}"' in html
    assert "What it answers" not in client.get(f"/staff/queue/{above}").get_data(as_text=True)
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(Comment, above).published_version = None
    html = client.get(f"/staff/queue/{reply}").get_data(as_text=True)
    assert GONE in html
    assert "Run the buses" not in html
    assert "Robin" not in html


def test_a_language_is_corrected_on_record_and_shows_at_once(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    kim = make_person(both_units, Role.MODERATOR)
    above, reply = reply_to_public(both_units, kim)
    with both_units.reading(SYSTEM) as unit:
        before = content_version(unit.session, engagement.scope)
    correct(both_units, kim, reply, "pa", None)
    with both_units.reading(SYSTEM) as unit:
        assert content_version(unit.session, engagement.scope) == before  # nobody sees it yet
    correct(both_units, kim, above, "fr", None)
    assert (language_of(both_units, above), language_of(both_units, reply)) == ("fr", "pa")
    with both_units.reading(SYSTEM) as unit:
        assert content_version(unit.session, engagement.scope) > before
        entries = unit.session.scalars(
            select(AuditEntry.subject).where(AuditEntry.action == "comment.language")
        ).all()
    assert entries == [f"comment:{reply}", f"comment:{above}"]


def test_who_may_not_or_comes_second_changes_no_language(both_units: Units) -> None:
    build_engagement(both_units)
    kim = make_person(both_units, Role.MODERATOR)
    number, _ = send_looked_at(both_units)
    correct(both_units, kim, number, "fr", None)
    elsewhere = make_person(both_units, Role.MODERATOR, email="a@gov.bc.ca", ministry="HLTH")
    lead = make_person(both_units, Role.ADMINISTRATOR, email="b@gov.bc.ca")
    for actor, wanted, seen, error in (
        (kim, "es", None, Conflict),
        (kim, "xx", "fr", Refused),
        (kim, "<b>", "fr", Refused),
        (elsewhere, "es", "fr", NotFound),
        (lead, "es", "fr", NotAllowed),
    ):
        with pytest.raises(error):
            correct(both_units, actor, number, wanted, seen)
    assert language_of(both_units, number) == "fr"


def test_the_item_says_the_language_and_takes_another(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    sign_in(Role.MODERATOR)
    number, _ = send_looked_at(units)
    page = f"/staff/queue/{number}"
    assert "Not known" in client.get(page).get_data(as_text=True)
    sent = {"csrf_token": csrf_token(client, page), "seen": "", "language": "zh"}
    answer = client.post(f"/staff/queue/{number}/language", data=sent)
    assert answer.headers["Location"].endswith(page)
    assert '<option value="zh" selected>Chinese</option>' in client.get(page).get_data(as_text=True)
    assert client.post(f"/staff/queue/{number}/language", data=sent).status_code == 303
    other = sent | {"language": "fr"}
    assert client.post(f"/staff/queue/{number}/language", data=other).status_code == 409
    unknown = sent | {"seen": "zh", "language": "klingon"}
    assert client.post(f"/staff/queue/{number}/language", data=unknown).status_code == 422
