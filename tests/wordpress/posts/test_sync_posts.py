"""An engagement on a real WordPress, from publishing to results, and what people do to it there."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engage.wordpress.plans import LinkState, Trouble
from tests.app_fixtures import NOON
from tests.services.wordpress import WordPressSite
from tests.wordpress.synced import Synced, synced_with


@pytest.fixture
def ours(wordpress: WordPressSite, sqlite_url: str, tmp_path: Path) -> Iterator[Synced]:
    with synced_with(wordpress, sqlite_url, tmp_path) as made:
        yield made


def test_a_published_engagement_is_told_whole_and_follows_the_clock_to_its_results(
    ours: Synced,
) -> None:
    ours.publish(closes_at=NOON + timedelta(days=2))
    ours.work()
    said, post = ours.says(), ours.post()
    assert (post["status"], post["comment_status"]) == ("publish", "closed")
    assert post["title"]["raw"] == "Should buses run at night?"
    for words in (
        "Tell us if and where buses should run at night.",
        "<strong>Open</strong>",
        "From Sunday, 1 March 2026, noon Pacific time until Wednesday, 4 March 2026, noon",
        f'<a href="http://localhost/engagements/{ours.slug}">Read more and take part</a>',
        "Section 26(c)",
        "E-mail: citizenengagement@gov.bc.ca",
    ):
        assert words in said
    ours.clock.advance(days=3)
    ours.work()
    said = ours.says()
    assert "<strong>Closed</strong>" in said
    assert "Was open from Sunday" in said
    ours.publish_results("Most of you want buses until two.")
    ours.work()
    said = ours.says()
    assert "<strong>Results ready</strong>" in said
    assert "Most of you want buses until two." in said


def test_a_draft_is_not_told_and_what_is_unpublished_leaves_with_its_comments_and_comes_back(
    ours: Synced,
) -> None:
    ours.publish(published=False)
    ours.reconcile()
    ours.work()
    assert ours.posts() == []
    ours.publish_again()
    ours.published("Until two")
    ours.work()
    assert ours.comments() == [("Anonymous", "Until two")]
    ours.unpublish()
    ours.work()
    assert ours.post()["status"] == "draft"
    ours.reconcile()
    ours.work()
    assert ours.post()["status"] == "draft"
    ours.publish_again()
    ours.work()
    assert ours.post()["status"] == "publish"
    assert ours.comments() == [("Anonymous", "Until two")]


def test_an_edit_made_there_is_kept_until_it_is_undone_and_comments_go_on(ours: Synced) -> None:
    ours.publish(closes_at=NOON + timedelta(days=2))
    ours.work()
    post = ours.post()
    edited = {"title": "Buses! Buses!", "date_gmt": post["date_gmt"]}
    _edit(ours, post["id"], edited)
    ours.published("Before the closing", "Robin")
    ours.clock.advance(days=3)
    ours.work()
    assert ours.post()["title"]["raw"] == "Buses! Buses!"
    assert "<strong>Open</strong>" in ours.says()
    link = ours.link()
    assert (link.state, link.trouble) == (LinkState.CONFLICT, Trouble.CHANGED_THERE)
    assert ours.comments() == [("Robin", "Before the closing")]
    _edit(ours, post["id"], {"title": post["title"]["raw"]})
    ours.reconcile()
    ours.work()
    assert "<strong>Closed</strong>" in ours.says()
    assert (ours.link().state, ours.link().trouble) == (LinkState.SHOWN, None)


def test_an_edited_post_is_taken_from_view_and_the_edit_not_forgotten(ours: Synced) -> None:
    ours.publish()
    ours.work()
    _edit(ours, ours.post()["id"], {"title": "Theirs"})
    ours.unpublish()
    ours.work()
    assert (ours.post()["status"], ours.link().state) == ("draft", LinkState.CONFLICT)
    assert ours.reconcile() == 0
    ours.publish_again()
    ours.work()
    assert (ours.post()["status"], ours.post()["title"]["raw"]) == ("draft", "Theirs")


@pytest.mark.parametrize("force", ["false", "true"])
def test_a_post_that_people_took_away_is_not_made_again(ours: Synced, force: str) -> None:
    ours.publish(closes_at=NOON + timedelta(days=2))
    ours.work()
    time.sleep(1.1)  # WordPress counts whole seconds: in the same one it is no later change
    ours.there.delete(f"posts/{ours.post()['id']}", params={"force": force})
    ours.clock.advance(hours=1)
    ours.published("Nobody sees me there")
    ours.work()  # the comment finds no post, and the doubt about the post is followed at once
    assert ours.link().state == LinkState.CONFLICT
    ours.clock.advance(days=3)
    ours.reconcile()
    ours.work()
    assert ours.posts() == []
    trouble = Trouble.DELETED_THERE if force == "true" else Trouble.TAKEN_DOWN_THERE
    assert (ours.link().state, ours.link().trouble) == (LinkState.CONFLICT, trouble)


def _edit(ours: Synced, post_id: int, values: dict[str, str]) -> None:
    """By a person, in a later second than our last push: WordPress counts whole seconds."""
    before = ours.there.get(f"posts/{post_id}").json()["modified_gmt"]
    while ours.there.post(f"posts/{post_id}", json=values).json()["modified_gmt"] == before:
        pass
