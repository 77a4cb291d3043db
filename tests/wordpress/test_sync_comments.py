"""Comments on a real WordPress: what is public here is there, and nothing else ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.comments.models import Comment
from engage.comments.service import correct, find_by_receipt
from engage.core.permissions import CITIZEN, SYSTEM
from engage.engagements.models import Engagement
from engage.governance.service import lift_hold, place_hold
from engage.jobs.service import enqueue
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.wordpress.plans import LinkState, Thing, Trouble
from engage.wordpress.service import PUSH_COMMENT
from tests.replies import staff
from tests.services.wordpress import WordPressSite
from tests.wordpress.synced import Row, Synced, synced_with


@pytest.fixture
def ours(wordpress: WordPressSite, sqlite_url: str, tmp_path: Path) -> Iterator[Synced]:
    with synced_with(wordpress, sqlite_url, tmp_path) as made:
        made.publish()
        yield made


def test_published_comments_arrive_and_leave_when_they_are_public_no_more(ours: Synced) -> None:
    ours.published("Until two", "Robin")
    second, _ = ours.published("Until three")
    _, receipt = ours.published("Until four", "Kim")
    ours.work()
    assert ours.comments() == [
        ("Robin", "Until two"),
        ("Anonymous", "Until three"),
        ("Kim", "Until four"),
    ]
    assert all(row["author_email"].endswith("@sync.invalid") for row in ours.rows())
    ours.take_down(second)
    ours.withdraw(receipt)
    ours.work()
    assert ours.comments() == [("Robin", "Until two")]
    assert len(ours.rows("trash")) == len(ours.rows("hold")) == 0


def test_a_correction_replaces_the_text_when_it_is_published(ours: Synced) -> None:
    number, receipt = ours.published("Until two")
    ours.work()
    (before,) = ours.rows()
    _correct(ours, receipt, "Until three")
    ours.work()
    assert ours.comments() == [("Anonymous", "Until two")]
    with ours.units.writing(ours.moderator) as unit:
        decide(unit, number, 2, Outcome.PUBLISH, (), "")
    ours.work()
    (after,) = ours.rows()
    assert (after["id"], after["content"]["raw"]) == (before["id"], "Until three")


def test_what_left_public_view_without_a_word_is_removed_by_the_next_look(ours: Synced) -> None:
    _, receipt = ours.published("Call me", "Robin")
    ours.work()
    with ours.units.writing(CITIZEN) as unit:
        found = find_by_receipt(unit, receipt)
        unit.session.get_one(Comment, found.id).published_version = None
    ours.reconcile()
    ours.work()
    assert ours.comments() == []


def test_a_reply_stands_under_its_parent_whichever_comes_first(ours: Synced) -> None:
    child, _ = ours.published("Under it")
    ours.work()
    parent, _ = ours.comment("Above it")
    with ours.units.writing(ours.moderator) as unit:
        unit.session.get_one(Comment, child).parent_id = parent
        decide(unit, parent, 1, Outcome.PUBLISH, (), "")
    ours.work()
    rows = {row["content"]["raw"]: row for row in ours.rows()}
    assert rows["Under it"]["parent"] == rows["Above it"]["id"]


def test_an_official_reply_stands_under_its_comment_and_leaves_with_it(ours: Synced) -> None:
    number, _ = ours.published("When do they start?", "Robin")
    speaker = staff.speaker(ours.units, slug=ours.slug)
    staff.reply_to(ours.units, speaker, number)
    ours.work()
    asked, answered = ours.rows()
    assert answered["parent"] == asked["id"]
    assert answered["author_name"].startswith("Official reply from ")
    assert answered["content"]["raw"].startswith("Official reply\n\nThank you.")
    assert answered["author_email"].endswith("@sync.invalid")
    ours.take_down(number)
    ours.work()
    assert ours.comments() == []
    assert ours.rows("hold") == ours.rows("trash") == []


def test_running_everything_again_changes_nothing(ours: Synced) -> None:
    for number in range(3):
        ours.published(f"Comment {number}", "Robin")
    ours.work()
    before = _all_there(ours)
    assert len(before) == 4
    ours.publish_again()
    with ours.units.writing(SYSTEM) as unit:
        for comment in unit.session.query(Comment):
            enqueue(unit, PUSH_COMMENT, {"comment_id": comment.id})
    assert ours.reconcile() == 0
    ours.work()
    ours.clock.advance(days=1)
    ours.work()
    assert _all_there(ours) == before


def test_what_waits_or_was_refused_never_reaches_wordpress(ours: Synced) -> None:
    waiting, _ = ours.comment("planted-waiting-words", "Planted Waiting")
    refused = ours.refused("planted-refused-words", "Planted Refused")
    _, receipt = ours.published("Fine at first")
    _correct(ours, receipt, "planted-correction-words")
    with ours.units.writing(SYSTEM) as unit:
        for number in (waiting, refused):
            enqueue(unit, PUSH_COMMENT, {"comment_id": number})
    ours.reconcile()
    ours.work()
    assert ours.comments() == [("Anonymous", "Fine at first")]
    assert "planted" not in _whole_wordpress(ours).casefold()


def test_a_comment_that_people_took_down_there_stays_down(ours: Synced) -> None:
    trashed, receipt = ours.published("Trashed there")
    deleted, _ = ours.published("Deleted there")
    ours.work()
    rows = {row["content"]["raw"]: row["id"] for row in ours.rows()}
    ours.there.delete(f"comments/{rows['Trashed there']}")
    ours.there.delete(f"comments/{rows['Deleted there']}", params={"force": "true"})
    for number in (trashed, deleted):
        _republish_as(ours, number)
    ours.work()
    ours.reconcile()
    ours.work()
    assert ours.comments() == []
    links = [ours.link(Thing.COMMENT, number) for number in (trashed, deleted)]
    assert [link.state for link in links] == [LinkState.CONFLICT] * 2
    assert [link.trouble for link in links] == [
        Trouble.TAKEN_DOWN_THERE,
        Trouble.DELETED_THERE,
    ]
    ours.withdraw(receipt)
    ours.work()
    assert ours.rows("trash") == []


def test_a_hold_stops_what_is_new_and_never_a_removal(ours: Synced) -> None:
    _, receipt = ours.published("Public before the hold")
    ours.work()
    with ours.units.writing(SYSTEM) as unit:
        place_hold(unit, "a test")
    ours.published("Decided during the hold")
    ours.withdraw(receipt)
    ours.attempt()
    assert ours.comments() == []
    with ours.units.writing(SYSTEM) as unit:
        lift_hold(unit)
    ours.clock.advance(minutes=6)
    ours.work()
    assert ours.comments() == [("Anonymous", "Decided during the hold")]


def _correct(ours: Synced, receipt: str, text: str) -> None:
    with ours.units.writing(CITIZEN) as unit:
        found = find_by_receipt(unit, receipt)
        engagement = unit.session.get_one(Engagement, found.engagement_id)
        correct(unit, engagement, found, text, seen_version=found.version)


def _republish_as(ours: Synced, number: int) -> None:
    """A new version, published: something to push."""
    with ours.units.writing(CITIZEN) as unit:
        found = unit.session.get_one(Comment, number)
        engagement = unit.session.get_one(Engagement, found.engagement_id)
        correct(unit, engagement, found, f"Version two of {number}", seen_version=1)
    with ours.units.writing(ours.moderator) as unit:
        decide(unit, number, 2, Outcome.PUBLISH, (), "")


def _all_there(ours: Synced) -> list[Row]:
    """The post with its time of change, and every comment of it in every status."""
    rows = [ours.post()]
    for status in ("approve", "hold", "spam", "trash"):
        rows += ours.rows(status)
    return rows


def _whole_wordpress(ours: Synced) -> str:
    """All posts, pages and comments of the site, in every status, as one text."""
    parts = []
    for kind in ("posts", "pages"):
        statuses = "publish,future,draft,pending,private,trash"
        query = {"status": statuses, "per_page": "100", "context": "edit"}
        parts.append(ours.there.get(kind, params=query).text)
    for status in ("approve", "hold", "spam", "trash"):
        query = {"status": status, "per_page": "100", "context": "edit", "orderby": "id"}
        parts.append(ours.there.get("comments", params=query).text)
    return "\n".join(parts)
