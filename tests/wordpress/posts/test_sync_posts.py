"""An engagement on a real WordPress, from publishing to results, and what people do to it there."""

import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from engage.accounts.models import Ministry
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Unit
from engage.engagements.queries import engagement_by_slug, engagement_content, topics_of
from engage.media.service import store_picture
from engage.wordpress.gateway import open_transport
from engage.wordpress.looking import compare_posts
from engage.wordpress.models import WordPressDifference
from engage.wordpress.plans import LinkState, Settling, Trouble
from engage.wordpress.queries.choices import choice_of
from engage.wordpress.queries.differences import last_difference, open_difference
from engage.wordpress.service.choices import choose_comments, choose_picture, look_now
from engage.wordpress.service.differences import settle
from tests.app_fixtures import NOON, make_person
from tests.services.wordpress import WordPressSite
from tests.wordpress.synced import Row, Synced, synced_with, with_settings, wordpress_settings

BOTH = pytest.mark.parametrize("ours", ["rest", "xmlrpc"], indirect=True)
"""Where the two interfaces do it in different ways; what is decided here needs one of them."""


@pytest.fixture
def ours(
    request: pytest.FixtureRequest, wordpress: WordPressSite, sqlite_url: str, tmp_path: Path
) -> Iterator[Synced]:
    chosen = {"ENGAGE_WORDPRESS_TRANSPORT": getattr(request, "param", "rest")}
    with synced_with(wordpress, sqlite_url, tmp_path, **chosen) as made:
        yield made


@BOTH
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
    ours.work()
    ours.unpublish()
    ours.work()
    assert ours.post()["status"] == "draft"
    ours.reconcile()
    ours.work()
    assert ours.post()["status"] == "draft"
    ours.publish_again()
    ours.work()
    assert ours.post()["status"] == "publish"


@BOTH
def test_categories_follow_the_ministry_and_those_that_people_chose_stay(ours: Synced) -> None:
    ours.publish(topic_areas=("Transportation", "Rural communities"))
    ours.work()
    assert _categories(ours) == {
        "Ministry of Transportation and Transit",
        "Transportation",
        "Rural communities",
    }
    there = ours.there.post("categories", json={"name": f"Theirs {ours.slug}"}).json()
    mine = ours.post()["categories"]
    _edit(ours, {"categories": [*mine, there["id"]]})
    with ours.units.writing(SYSTEM) as unit:
        ministry = unit.session.get_one(Ministry, ours.engagement().ministry_id)
        ministry.name = "Ministry of Getting About"
    assert ours.reconcile() == 1
    ours.work()
    assert _categories(ours) == {
        "Ministry of Getting About",
        "Transportation",
        "Rural communities",
        f"Theirs {ours.slug}",
    }
    assert ours.link().state == LinkState.SHOWN
    assert ours.reconcile() == 0


@BOTH
def test_comments_open_under_the_notice_and_close_as_soon_as_it_is_gone_there(
    ours: Synced,
) -> None:
    ours.publish(closes_at=NOON + timedelta(days=2))
    ours.work()
    _take_comments(ours)
    ours.work()
    assert ours.post()["comment_status"] == "open"
    assert "comments=open" in ours.says()
    content = ours.post()["content"]["raw"]
    _edit(ours, {"content": content.replace("Section 26(c)", "A section")})
    assert _compare(ours) == (1, 1, 1)
    assert ours.post()["comment_status"] == "closed"
    assert "A section" in ours.says()
    assert _open(ours).trouble == Trouble.CHANGED_THERE
    _edit(ours, {"content": content})
    _compare(ours)
    ours.work()
    assert ours.post()["comment_status"] == "open"
    assert _open_or_none(ours) is None
    ours.clock.advance(days=3)
    ours.work()
    assert ours.post()["comment_status"] == "closed"


def test_people_may_close_comments_there_but_not_open_them(ours: Synced) -> None:
    ours.publish()
    ours.work()
    _edit(ours, {"comment_status": "open"})
    assert _compare(ours) == (1, 0, 1)
    assert ours.post()["comment_status"] == "closed"
    _take_comments(ours)
    ours.work()
    assert ours.post()["comment_status"] == "open"
    _edit(ours, {"comment_status": "closed"})
    assert _compare(ours) == (1, 1, 0)
    ours.reconcile()
    ours.work()
    assert ours.post()["comment_status"] == "closed"
    _settle(ours, Settling.OURS)
    ours.work()
    assert ours.post()["comment_status"] == "open"
    assert ours.link().state == LinkState.SHOWN


@BOTH
def test_an_edit_there_is_noticed_without_a_push_and_ours_is_put_back_over_it(
    ours: Synced,
) -> None:
    ours.publish()
    ours.work()
    title = ours.post()["title"]["raw"]
    _edit(ours, {"title": "Buses! Buses!"})
    assert _compare(ours)[1] == 1
    assert _open(ours).trouble == Trouble.CHANGED_THERE
    assert _compare(ours)[1] == 1
    with ours.units.reading(SYSTEM) as unit:
        assert unit.session.query(WordPressDifference).count() == 1
    ours.reconcile()
    ours.work()
    assert ours.post()["title"]["raw"] == "Buses! Buses!"
    _settle(ours, Settling.OURS)
    ours.work()
    assert ours.post()["title"]["raw"] == title
    assert (ours.link().state, ours.link().trouble) == (LinkState.SHOWN, None)
    assert _compare(ours) == (1, 0, 0)


@BOTH
def test_another_edit_after_the_settling_is_not_written_over(ours: Synced) -> None:
    ours.publish()
    ours.work()
    _edit(ours, {"title": "Once"})
    _compare(ours)
    _settle(ours, Settling.OURS)
    _edit(ours, {"title": "Twice"})
    ours.work()
    assert ours.post()["title"]["raw"] == "Twice"
    assert _open(ours).how is None


def test_theirs_is_kept_until_our_next_change_and_becomes_a_draft_here(ours: Synced) -> None:
    engagement = ours.publish()
    ours.work()
    content = ours.post()["content"]["raw"]
    _edit(
        ours,
        {
            "title": "Buses &amp; trains",
            "content": content.replace("Tell us if and where", "Tell everybody if and where"),
        },
    )
    _compare(ours)
    _settle(ours, Settling.THEIRS)
    ours.reconcile()
    ours.work()
    assert ours.post()["title"]["raw"] == "Buses &amp; trains"
    with ours.units.reading(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, engagement.slug)
        draft = engagement_content(unit.session, found.draft_revision_id)
    assert draft.title == "Buses & trains"
    assert draft.summary == "Tell everybody if and where buses should run at night."
    assert draft.body == "## What we want to know\n\nWhere do you need a bus at night?"
    ours.publish_again()
    ours.work()
    assert ours.post()["title"]["raw"] == "Buses &amp; trains"
    assert ours.link().state == LinkState.SHOWN
    assert _compare(ours) == (1, 0, 0)


def test_an_edited_post_is_taken_from_view_and_the_edit_not_forgotten(ours: Synced) -> None:
    ours.publish()
    ours.work()
    _edit(ours, {"title": "Theirs"})
    ours.unpublish()
    ours.work()
    assert (ours.post()["status"], ours.link().state) == ("draft", LinkState.CONFLICT)
    assert ours.reconcile() == 0
    ours.publish_again()
    ours.work()
    assert (ours.post()["status"], ours.post()["title"]["raw"]) == ("draft", "Theirs")
    _settle(ours, Settling.OURS)
    ours.work()
    assert ours.post()["status"] == "publish"
    assert ours.post()["title"]["raw"] == "Should buses run at night?"


def test_what_is_hidden_here_and_published_again_there_is_hidden_again(ours: Synced) -> None:
    ours.publish()
    ours.work()
    ours.unpublish()
    ours.work()
    _edit(ours, {"status": "publish"})
    _compare(ours)
    ours.work()
    assert ours.post()["status"] == "draft"


@BOTH
@pytest.mark.parametrize("force", ["false", "true"])
def test_a_post_that_people_took_away_is_made_again_only_when_somebody_says_so(
    ours: Synced, force: str
) -> None:
    ours.publish(closes_at=NOON + timedelta(days=2))
    ours.work()
    _remove(ours, force)
    assert _compare(ours)[1] == 1
    ours.clock.advance(days=3)
    ours.reconcile()
    ours.work()
    assert ours.posts() == []
    trouble = Trouble.DELETED_THERE if force == "true" else Trouble.TAKEN_DOWN_THERE
    assert (ours.link().state, ours.link().trouble) == (LinkState.CONFLICT, trouble)
    _settle(ours, Settling.THEIRS)
    ours.reconcile()
    ours.work()
    assert _compare(ours)[1] == 1
    assert _open_or_none(ours) is None
    assert ours.posts() == []
    _settle(ours, Settling.OURS)
    ours.work()
    assert ours.post()["status"] == "publish"
    assert "<strong>Closed</strong>" in ours.says()
    assert ours.link().state == LinkState.SHOWN
    assert ours.reconcile() == 0


@BOTH
def test_a_picture_goes_there_once_and_stays_what_people_choose_instead(ours: Synced) -> None:
    ours.publish()
    ours.work()
    with ours.units.writing(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, ours.slug)
        choose_picture(unit, found, _stored(unit, ours), "")
    ours.work()
    number = ours.post()["featured_media"]
    assert ours.there.get(f"media/{number}").json()["alt_text"] == "A bus at night"
    assert ours.reconcile() == 0
    ours.clock.advance(days=40)
    ours.work()
    assert "<strong>Closed</strong>" in ours.says()
    assert ours.post()["featured_media"] == number
    _choose_none(ours)
    assert ours.post()["featured_media"] == 0
    assert ours.reconcile() == 0


def test_a_picture_that_people_chose_there_stays_when_ours_goes(ours: Synced) -> None:
    ours.publish()
    ours.work()
    with ours.units.writing(SYSTEM) as unit:
        row = choice_of(unit.session, ours.engagement().id)
        assert row is not None
        row.picture_id, row.remote_picture_id = _stored(unit, ours), 4_000
    theirs = _uploaded(ours)
    _edit(ours, {"featured_media": theirs})
    _choose_none(ours)
    assert ours.post()["featured_media"] == theirs
    assert ours.link().state == LinkState.SHOWN


@BOTH
def test_another_type_of_post_without_categories_is_in_step_all_the_same(
    ours: Synced, tmp_path: Path, wordpress: WordPressSite
) -> None:
    chosen = {"ENGAGE_WORDPRESS_TRANSPORT": _transport(ours), "ENGAGE_WORDPRESS_POST_TYPE": "page"}
    pages = with_settings(ours, tmp_path, **wordpress_settings(wordpress), **chosen)
    pages.publish()
    pages.work()
    assert pages.posts() == []
    query = {"slug": f"engage-{ours.slug}", "context": "edit"}
    (page,) = ours.there.get("pages", params=query).json()
    assert page["title"]["raw"] == "Should buses run at night?"
    assert pages.reconcile() == 0


def test_somebody_asks_for_a_look_and_the_answer_comes(ours: Synced) -> None:
    ours.publish()
    ours.work()
    _edit(ours, {"title": "Theirs"})
    lead = make_person(ours.units, Role.ENGAGEMENT_LEAD)
    with ours.units.writing(lead) as unit:
        look_now(unit, engagement_by_slug(unit.session, ours.slug))
    ours.work()
    assert _open(ours).trouble == Trouble.CHANGED_THERE


def _take_comments(ours: Synced) -> None:
    with ours.units.writing(SYSTEM) as unit:
        found = engagement_by_slug(unit.session, ours.slug)
        topic = topics_of(unit.session, found.id)[0]
        choose_comments(unit, found, takes=True, topic_id=topic.id, seen="")


def _drawn() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (64, 36), "navy").save(drawn, "PNG")
    return drawn.getvalue()


def _stored(unit: Unit, ours: Synced) -> int:
    """A picture of which all is known."""
    rights = {"alt": "A bus at night", "owner": "The province", "licence": "staff"}
    return store_picture(unit, _drawn(), engagement_id=ours.engagement().id, **rights).id


def _uploaded(ours: Synced) -> int:
    """One that somebody put there."""
    headers = {"Content-Type": "image/png", "Content-Disposition": 'attachment; filename="a.png"'}
    return int(ours.there.post("media", content=_drawn(), headers=headers).json()["id"])


def _choose_none(ours: Synced) -> None:
    with ours.units.writing(SYSTEM) as unit:
        choose_picture(unit, engagement_by_slug(unit.session, ours.slug), None, "")
    ours.work()


def _transport(ours: Synced) -> str:
    settings = ours.units.settings.wordpress
    assert settings is not None
    return settings.transport


def _compare(ours: Synced) -> tuple[int, int, int]:
    """How many posts were looked at, how many differ, how many were closed for comments."""
    settings = ours.units.settings.wordpress
    assert settings is not None
    with open_transport(settings) as transport:
        found = compare_posts(ours.units, transport)
    return found.looked, found.differing, found.closed


def _open_or_none(ours: Synced) -> WordPressDifference | None:
    with ours.units.reading(SYSTEM) as unit:
        return open_difference(unit.session, ours.link().id)


def _open(ours: Synced) -> WordPressDifference:
    found = _open_or_none(ours)
    assert found is not None
    return found


def _settle(ours: Synced, how: Settling) -> None:
    """The newest difference, as somebody who just read it."""
    with ours.units.writing(SYSTEM) as unit:
        row = last_difference(unit.session, ours.link().id)
        assert row is not None
        settle(unit, row.id, how, row.remote_modified)


def _categories(ours: Synced) -> set[str]:
    numbers = ",".join(map(str, ours.post()["categories"]))
    rows = ours.there.get("categories", params={"include": numbers, "per_page": 100}).json()
    return {row["name"] for row in rows}


def _remove(ours: Synced, force: str) -> None:
    time.sleep(1.1)  # WordPress counts whole seconds: in the same one it is no later change
    ours.there.delete(f"posts/{ours.post()['id']}", params={"force": force})


def _edit(ours: Synced, values: Row) -> None:
    """By a person, in a later second than our last push: WordPress counts whole seconds."""
    post = ours.post()
    path, before = f"posts/{post['id']}", post["modified_gmt"]
    values = values | {"date_gmt": post["date_gmt"]}
    while ours.there.post(path, json=values).json()["modified_gmt"] == before:
        pass
