"""Posts of a chosen category become drafts here, change with their source and go with it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.engagements.queries import topics_of
from engage.engagements.service import save_topic
from engage.media.models import Media
from engage.media.rules import Rights
from engage.media.service import describe, remove
from engage.updates.service import save_update
from engage.wordpress.errors import BadData, Transient
from engage.wordpress.marks import Mark, mark_text
from engage.wordpress.models import WordPressRun, WordPressSource
from engage.wordpress.plans import LinkState, Settling, Trouble
from engage.wordpress.rules import PostStatus, RemotePost, TransportName
from engage.wordpress.service.differences import settle
from tests.wordpress.posts_in.conftest import Pair, published
from tests.wordpress.posts_in.there import EVENTS, NEWS, SITE, png

PICTURE = f"{SITE}/wp-content/uploads/bus.png"


def test_a_post_becomes_a_draft_update_that_nobody_sees(pair: Pair) -> None:
    pair.choose()
    pair.there.write("<h2>Routes</h2><p>Line <b>9</b> runs.</p>", title="Night &amp; <em>day</em>")
    assert pair.look() == {"taken": 1}
    (update,) = pair.updates()
    assert not update.is_public
    said = pair.update_says(update)
    assert (said.title, said.summary) == ("Night & day", "Line 9 runs.")
    assert said.body == "# Routes\n\nLine **9** runs."


def test_a_post_becomes_a_topic_whose_prompt_staff_write(pair: Pair) -> None:
    pair.choose("topic")
    number = pair.there.write()
    pair.look()
    prompted(pair)
    pair.there.change(number, content="<p>Buses run later.</p>")
    assert pair.look() == {"taken": 1}
    said = pair.topic_says(pair.topics()[0])
    assert (said.body, said.prompt) == ("Buses run later.", "What do you think?")
    assert pair.open_differences() == []


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": PostStatus.DRAFT},
        {"status": PostStatus.PRIVATE},
        {"status": PostStatus.FUTURE},
        {"status": PostStatus.PENDING},
        {"has_password": True},
        {"content": "<p>" + mark_text(Mark("engage-night-buses")) + "Ours</p>"},
    ],
)
def test_what_is_not_for_everybody_or_is_ours_is_never_taken(
    pair: Pair, hidden: dict[str, object]
) -> None:
    pair.choose()
    pair.there.write(**hidden)  # type: ignore[arg-type]
    assert pair.look() == {}
    assert pair.updates() == []


def test_looking_again_changes_nothing(pair: Pair) -> None:
    pair.choose()
    pair.there.write()
    pair.look()
    pair.there.write()
    assert pair.look() == {"taken": 1}
    assert pair.look() == {}
    assert [link.key for link in pair.links()] == ["post-101", "post-102"]
    assert len(pair.updates()) == 2


def test_a_change_there_leaves_what_is_public_until_it_is_approved_here(pair: Pair) -> None:
    pair.choose()
    number = pair.there.write()
    pair.look()
    pair.do(published)
    pair.there.change(number, content="<p>Buses run later.</p>")
    pair.look()
    (update,) = pair.updates()
    assert pair.update_says(update).body == "Buses run later."
    assert pair.update_says(update, public=True).body == "Buses run late."


def edited(pair: Pair, body: str) -> None:
    """Staff change the draft of the only update."""
    (update,) = pair.updates()
    said = pair.update_says(update)
    pair.do(
        lambda unit, engagement: save_update(
            unit,
            engagement,
            unit.session.merge(update),
            replace(said, body=body),
            seen_revision_id=update.draft_revision_id,
        )
    )


@pytest.mark.parametrize("how", [Settling.OURS, Settling.THEIRS])
def test_what_staff_changed_is_not_written_over(pair: Pair, how: Settling) -> None:
    pair.choose()
    number = pair.there.write()
    pair.look()
    edited(pair, "Ours.")
    pair.there.change(number, content="<p>Theirs.</p>")
    assert pair.look() == {"differs": 1}
    assert pair.look() == {}
    (difference,) = pair.open_differences()
    assert pair.update_says(pair.updates()[0]).body == "Ours."
    pair.do(lambda unit, _: settle(unit, difference.id, how, difference.remote_modified))
    kept = "Ours." if how is Settling.OURS else "Theirs."
    assert pair.update_says(pair.updates()[0]).body == kept
    assert pair.states() == ["taken"]
    pair.there.change(number, content="<p>Theirs again.</p>")
    assert pair.look() == ({"differs": 1} if how is Settling.OURS else {"taken": 1})


def test_a_difference_that_the_other_side_took_back_closes_itself(pair: Pair) -> None:
    pair.choose()
    number = pair.there.write(excerpt="Lead")
    pair.look()
    edited(pair, "Ours.")
    pair.there.change(number, content="<p>Theirs.</p>")
    pair.look()
    pair.there.change(number, content="<p>Ours.</p>")
    assert pair.look() == {"taken": 1}
    assert pair.open_differences() == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": PostStatus.DRAFT},
        {"status": PostStatus.TRASH},
        {"has_password": True},
        {"categories": (1,)},
        None,
    ],
)
@pytest.mark.parametrize("name", TransportName)
def test_a_public_update_goes_from_view_with_its_post(
    pair: Pair, name: TransportName, change: dict[str, object] | None
) -> None:
    pair.there.name = name
    pair.choose()
    number = pair.there.write()
    pair.look()
    pair.do(published)
    if change is None:
        del pair.there.posts[number]
    else:
        pair.there.change(number, **change)
    assert pair.look() == {"withdrawn": 1}
    (update,) = pair.updates()
    assert update.withdrawn_at is not None
    assert pair.states() == ["withdrawn"]
    assert pair.look() == {}


def test_what_comes_back_there_is_a_draft_here_and_not_public(pair: Pair) -> None:
    pair.choose()
    number = pair.there.write()
    pair.look()
    pair.do(published)
    pair.there.change(number, status=PostStatus.DRAFT)
    pair.look()
    pair.there.change(number, status=PostStatus.PUBLISH)
    assert pair.look() == {"taken": 1}
    (update,) = pair.updates()
    assert not update.is_public
    pair.do(published)
    assert pair.updates()[0].is_public


def test_a_topic_that_nobody_worked_on_goes_with_its_post_and_comes_back(pair: Pair) -> None:
    pair.choose("topic")
    number = pair.there.write()
    pair.look()
    pair.there.change(number, status=PostStatus.TRASH)
    assert pair.look() == {"withdrawn": 1}
    assert pair.open_differences() == []
    (topic,) = pair.topics()
    assert topic.draft_revision_id is None
    assert topic.id not in [
        one.id for one in pair.do(lambda unit, e: topics_of(unit.session, e.id))
    ]
    pair.there.change(number, status=PostStatus.PUBLISH)
    assert pair.look() == {"taken": 1}
    assert pair.topic_says(pair.topics()[0]).body == "Buses run late."


def prompted(pair: Pair) -> None:
    """Staff write a prompt for the only topic that came in."""
    (topic,) = pair.topics()
    content = replace(pair.topic_says(topic), prompt="What do you think?")
    pair.do(
        lambda unit, engagement: save_topic(
            unit,
            engagement,
            unit.session.merge(topic),
            content,
            seen_revision_id=topic.draft_revision_id,
        )
    )


@pytest.mark.parametrize("how", [Settling.OURS, Settling.THEIRS])
def test_a_topic_that_staff_worked_on_waits_for_a_person(pair: Pair, how: Settling) -> None:
    pair.choose("topic")
    number = pair.there.write()
    pair.look()
    prompted(pair)
    pair.there.change(number, status=PostStatus.TRASH)
    assert pair.look() == {"withdrawn": 1}
    (difference,) = pair.open_differences()
    assert difference.trouble == Trouble.TAKEN_DOWN_THERE
    assert len(pair.topics()) == 1
    pair.do(lambda unit, _: settle(unit, difference.id, how, difference.remote_modified))
    assert pair.links()[0].state == LinkState.HIDDEN
    assert (pair.topics()[0].draft_revision_id is None) is (how is Settling.THEIRS)
    assert pair.look() == {}


def test_a_public_topic_keeps_its_text_and_loses_the_newer_draft(pair: Pair) -> None:
    pair.choose("topic")
    number = pair.there.write()
    pair.look()

    def make_public(unit: object, _engagement: object) -> None:
        topic = unit.session.merge(pair.topics()[0])  # type: ignore[attr-defined]
        topic.published_revision_id = topic.draft_revision_id

    pair.do(make_public)
    pair.there.change(number, content="<p>Newer.</p>")
    pair.look()
    del pair.there.posts[number]
    pair.look()
    (topic,) = pair.topics()
    assert topic.draft_revision_id == topic.published_revision_id is not None
    (difference,) = pair.open_differences()
    assert difference.trouble == Trouble.DELETED_THERE


def test_one_that_moves_between_two_categories_of_the_same_use_stays(pair: Pair) -> None:
    pair.choose()
    pair.choose(category=EVENTS)
    number = pair.there.write()
    pair.look()
    pair.do(published)
    pair.there.change(number, categories=(EVENTS,))
    pair.look()
    assert pair.updates()[0].is_public
    pair.there.change(number, categories=(3,))
    pair.look()
    assert not pair.updates()[0].is_public


def test_a_post_in_two_sources_belongs_to_the_first(pair: Pair) -> None:
    pair.choose()
    pair.choose("topic", EVENTS)
    number = pair.there.write(categories=(NEWS, EVENTS))
    assert pair.look() == {"taken": 1, "elsewhere": 1}
    assert (len(pair.updates()), len(pair.topics())) == (1, 0)
    pair.there.change(number, categories=(NEWS,))
    pair.look()
    assert pair.open_differences() == []


def test_an_ended_source_takes_nothing_in_and_nothing_away(pair: Pair) -> None:
    source = pair.choose()
    number = pair.there.write()
    pair.look()
    pair.do(published)
    pair.end(source)
    pair.there.change(number, status=PostStatus.TRASH)
    pair.there.write()
    assert pair.look() == {}
    assert pair.updates()[0].is_public


def test_a_source_ended_while_a_post_was_read_takes_it_no_more(pair: Pair) -> None:
    source = pair.choose()
    pair.there.write()
    rendered = pair.there.rendered

    def late(post: object) -> str:
        pair.end(source)
        return rendered(post)  # type: ignore[arg-type]

    pair.there.rendered = late  # type: ignore[method-assign]
    assert pair.look() == {"ended": 1}
    assert pair.updates() == []


def test_a_text_beyond_our_limits_says_why_and_comes_in_once_it_is_shorter(pair: Pair) -> None:
    pair.choose()
    number = pair.there.write("<p>word</p>" * 6_000)
    assert pair.look() == {"refused": 1}
    (row,) = pair.posts_in()
    assert "paragraphs" in row.reason or "characters" in row.reason
    assert pair.updates() == []
    pair.there.change(number, content="<p>Short.</p>")
    assert pair.look() == {"taken": 1}


def test_a_change_beyond_our_limits_keeps_the_draft_as_it_was(pair: Pair) -> None:
    pair.choose()
    number = pair.there.write()
    pair.look()
    pair.there.change(number, content="x" * 1_000_001)
    assert pair.look() == {"refused": 1}
    assert pair.update_says(pair.updates()[0]).body == "Buses run late."
    pair.there.change(number, status=PostStatus.TRASH)
    assert pair.look() == {"withdrawn": 1}


def test_titles_that_clash_are_empty_or_too_long_are_handled(pair: Pair) -> None:
    pair.choose()
    for title in ("News", "News", "", "<b> </b>", "long " * 100, "مرحبا"):
        pair.there.write(title=title)
    pair.look()
    rows = sorted(pair.updates(), key=lambda row: row.id)
    assert len({row.slug for row in rows}) == 6
    titles = [row.title for row in rows]
    assert titles.count("Untitled update of Sunday, 1 March 2026") == 2
    assert max(map(len, titles)) <= 200
    assert "title_cut" in "".join(row.notes for row in pair.posts_in())


def test_topics_that_clash_with_those_that_are_there_get_addresses_of_their_own(
    pair: Pair,
) -> None:
    pair.choose("topic")
    pair.there.write(title="Routes")
    pair.look()
    assert [topic.slug for topic in pair.topics()] == ["routes-2"]


def test_pictures_are_kept_here_and_never_linked_there(pair: Pair) -> None:
    pair.there.files[PICTURE] = png()
    pair.choose()
    number = pair.there.write(
        f'<p>One</p><figure><img src="{PICTURE}" alt="A bus"><figcaption>Ours</figcaption></figure>'
        f'<img src="{SITE}/gone.png" alt="A tram">'
    )
    pair.look()
    body = pair.update_says(pair.updates()[0]).body
    (media,) = pair.rows(Media)
    assert f'![A bus](/media/{media.name}.png "Ours")' in body
    assert "*Picture: A tram*" in body
    assert SITE not in body
    assert (media.source, media.alt, media.licence) == (PICTURE, "A bus", "")
    assert f"{SITE}/gone.png" in pair.posts_in()[0].notes
    pair.there.fetched.clear()
    pair.there.change(number)
    pair.look()
    assert PICTURE not in pair.there.fetched


def test_a_picture_that_somebody_took_away_here_stays_away(pair: Pair) -> None:
    pair.there.files[PICTURE] = png()
    pair.choose()
    number = pair.there.write(f'<p>One</p><img src="{PICTURE}" alt="A bus">')
    pair.look()
    edited(pair, "One")

    def cleared_and_removed(unit: Unit, _engagement: object) -> None:
        (media,) = unit.session.scalars(select(Media))
        describe(unit, media, Rights("A bus", "Transit", "staff"))
        remove(unit, media)

    pair.do(cleared_and_removed)
    pair.there.change(number, content=f'<p>Two</p><img src="{PICTURE}" alt="A bus">')
    assert pair.look() == {"differs": 1}
    (media,) = pair.rows(Media)
    assert (media.removed_at is not None, media.licence) == (True, "staff")
    assert PICTURE in pair.posts_in()[0].notes


def test_a_picture_that_comes_late_comes_in_later_and_not_for_ever(pair: Pair) -> None:
    pair.there.files[PICTURE] = Transient("slow")
    pair.choose()
    pair.there.write(f'<p>One</p><img src="{PICTURE}" alt="A bus">')
    pair.look()
    assert "![A bus]" not in pair.update_says(pair.updates()[0]).body
    pair.there.files[PICTURE] = png()
    assert pair.look() == {"taken": 1}
    assert "![A bus]" in pair.update_says(pair.updates()[0]).body
    pair.there.write(f'<img src="{SITE}/never.png" alt="A tram">')
    pair.there.files[f"{SITE}/never.png"] = Transient("slow")
    for _ in range(5):
        pair.look()
    assert pair.there.fetched.count(f"{SITE}/never.png") == 3


def test_a_site_that_goes_down_half_way_leaves_what_was_read(pair: Pair) -> None:
    pair.choose()
    for _ in range(5):
        pair.there.write()
    pair.there.broken_after, pair.there.fault = 3, Transient("down")
    with pytest.raises(Transient):
        pair.look()
    assert len(pair.updates()) == 3
    pair.there.broken_after = None
    assert pair.look() == {"taken": 2}
    assert len({link.key for link in pair.links()}) == len(pair.updates()) == 5


def test_a_post_that_cannot_be_read_keeps_no_other_out(pair: Pair) -> None:
    pair.choose()
    for _ in range(2):
        pair.there.write()
    rendered = pair.there.rendered

    def broken(post: RemotePost) -> str:
        if post.id == 101:
            raise BadData("no post")
        return rendered(post)

    pair.there.rendered = broken  # type: ignore[method-assign]
    assert pair.look() == {"refused": 1, "taken": 1}
    pair.there.rendered = rendered  # type: ignore[method-assign]
    assert pair.look() == {"taken": 1}


def test_two_workers_that_read_the_same_post_store_it_once(pair: Pair) -> None:
    source = pair.choose()
    pair.there.write()
    rendered = pair.there.rendered
    inner: list[dict[str, int]] = []

    def while_another(post: object) -> str:
        if not inner:
            inner.append({})
            inner[0] = pair.look()
        return rendered(post)  # type: ignore[arg-type]

    pair.there.rendered = while_another  # type: ignore[method-assign]
    pair.look()
    assert inner == [{"taken": 1}]
    assert len(pair.updates()) == len(pair.links()) == 1
    assert source


def test_a_thousand_posts_come_in_and_are_looked_at_again_without_being_read(pair: Pair) -> None:
    if not pair.units.database.is_sqlite:
        pytest.skip("once is enough")
    pair.choose()
    for number in range(200):
        pair.there.write(f"<p>Words {number}</p>")
    pair.look()
    read = pair.there.rendered_count
    assert pair.look() == {}
    assert pair.there.rendered_count == read == 200
    runs = pair.rows(WordPressRun)
    assert [run.done for run in runs] == [200, 200]


def test_what_changed_moves_the_mark_and_never_back(pair: Pair) -> None:
    pair.there.name = TransportName.XMLRPC
    pair.choose()
    number = pair.there.write()
    pair.look()
    (source,) = pair.rows(WordPressSource)
    assert source.read_to == pair.there.posts[number].modified
    del pair.there.posts[number]
    pair.look()
    (again,) = pair.rows(WordPressSource)
    assert again.read_to == source.read_to


def test_the_audit_holds_no_word_of_a_post(pair: Pair) -> None:
    pair.choose()
    number = pair.there.write("<p>Zanzibar</p>", title="Zanzibar")
    pair.look()
    pair.there.change(number, status=PostStatus.TRASH)
    pair.look()
    entries = [entry for entry in pair.rows(AuditEntry) if "wordpress" in entry.action]
    assert {"wordpress.post_taken", "wordpress.post_withdrawn"} <= {one.action for one in entries}
    assert not any("zanzibar" in str(vars(entry)).lower() for entry in entries)


def test_a_category_comes_to_an_engagement_once_and_only_one_that_is_there(pair: Pair) -> None:
    pair.choose()
    for category, becomes in ((NEWS, "topic"), (99, "update"), (EVENTS, "page")):
        with pytest.raises(Refused):
            pair.choose(becomes, category)
