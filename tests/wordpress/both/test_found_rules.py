"""What real content showed to be wrong once, where a value alone tells it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engage.core.text import render_markdown
from engage.wordpress.blocks import to_markdown
from engage.wordpress.delivering import send_comments
from engage.wordpress.drift import Finding, Should, Twin, compare_comments, there
from engage.wordpress.incoming import identity_of, source_key
from engage.wordpress.markup import author_name
from engage.wordpress.plain import plain_text
from engage.wordpress.plans import CommentPlan, LinkState, Origin, Thing
from engage.wordpress.rules import CommentFields, CommentStatus, RemoteComment
from tests.wordpress.out.fake import FakeWordPress

SECRET = b"s" * 32
AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NAMELESS = RemoteComment(1, 7, 0, "", "", "Plus one.", AT, CommentStatus.HOLD)


def left(number: int, *, should: Should, is_there: bool = True) -> Twin:
    return Twin(
        Thing.COMMENT,
        number + 1000,
        should,
        frozenset({f"wp-{number}"}),
        link_id=number,
        remote_id=number if is_there else None,
        state=LinkState.HELD if is_there else LinkState.HIDDEN,
        origin=Origin.WORDPRESS,
        identity=identity_of(NAMELESS, SECRET),
        post_id=7,
    )


def test_people_without_a_name_who_wrote_in_one_second_are_not_taken_for_one_another() -> None:
    """A refused one was deleted there; the other waits, and nothing is to be done about it."""
    refused = left(1, should=Should.NOT_BE, is_there=False)
    waits = left(2, should=Should.BE_HELD)
    both = there([replace(NAMELESS, id=2)])
    assert compare_comments([refused, waits], both, SECRET) == []
    assert compare_comments([waits, refused], both, SECRET) == []


def test_each_of_them_is_found_once_under_a_new_number() -> None:
    twins = [left(number, should=Should.BE_HELD) for number in (1, 2)]
    both = there([replace(NAMELESS, id=number) for number in (11, 12)])
    found = compare_comments(twins, both, SECRET)
    assert [(one.finding, one.remote_id) for one in found] == [
        (Finding.OTHER_NUMBER, 11),
        (Finding.OTHER_NUMBER, 12),
    ]


def test_what_pretends_to_be_ours_and_is_listed_is_no_drift() -> None:
    forged = replace(NAMELESS, author_email="c-" + "a" * 32 + "@sync.invalid")
    listed = frozenset({source_key(forged, identity_of(forged, SECRET))})
    assert compare_comments([], there([forged]), SECRET, listed) == []
    (found,) = compare_comments([], there([forged]), SECRET)
    assert found.finding is Finding.UNKNOWN_ALIAS


def test_a_name_that_php_takes_for_none_is_still_a_name() -> None:
    assert author_name("0") == author_name(" 0 ") == "&#048;"
    assert plain_text(author_name("0")) == "0"


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("dash — and…<o:p></o:p> end", "dash — and… end"),
        ('in <st1:City w:st="on">Victoria</st1:City>', "in Victoria"),
        ("<my-element>words</my-element>", "words"),
        ("see <http://example.ca/a> or <a@b.ca>", "see <http://example.ca/a> or <a@b.ca>"),
    ],
)
def test_tags_of_word_processors_are_no_words(html: str, read: str) -> None:
    assert plain_text(html) == read


def test_a_conversation_there_may_be_deeper_than_ours() -> None:
    """What was left there is published where it stands: as an answer to an answer."""
    alias = "c-" + "b" * 32 + "@sync.invalid"
    deep = replace(NAMELESS, id=3, parent_id=2)
    site = FakeWordPress({3: deep})
    fields = CommentFields(alias, "Anonymous", "Plus one.", AT)
    identity = identity_of(deep, SECRET)
    plan = CommentPlan(1003, 33, alias, 3, 7, fields, 1, frees=True, identity=identity)
    send_comments(site, [plan], SECRET)  # type: ignore[arg-type]
    (shown,) = site.shown()
    assert (shown.parent_id, shown.author_email) == (2, alias)
    twin = replace(
        left(3, should=Should.BE_SHOWN),
        keys=frozenset({alias}),
        fields=fields,
        state=LinkState.SHOWN,
    )
    assert compare_comments([twin], there([shown]), SECRET) == []


def test_what_the_trash_did_not_give_back_with_its_post_is_drift() -> None:
    """A post that was published again otherwise than by its own restoring shows no comments."""
    hidden = replace(NAMELESS, id=4, status=CommentStatus.OTHER)
    shown = left(4, should=Should.BE_SHOWN)
    waits = left(4, should=Should.BE_HELD)
    for twin, in_view, finding in (
        (shown, False, Finding.HIDDEN_WITH_POST),
        (shown, True, Finding.OTHER_STATUS),
        (waits, True, Finding.HIDDEN_WITH_POST),
    ):
        (found,) = compare_comments([twin], there([hidden]), SECRET, in_view=in_view)
        assert found.finding is finding


@pytest.mark.parametrize("how_many", [1, 2])
def test_pictures_in_a_list_keep_their_captions(how_many: int) -> None:
    """As galleries were made before they held blocks of their own."""
    item = (
        '<li><figure><img src="https://wp.example/bus.png" alt="A bus"/>'
        "<figcaption>Taken there</figcaption></figure></li>"
    )
    gallery = f"<figure><ul>{item * how_many}</ul><figcaption>All of them</figcaption></figure>"
    picture = f"![A bus](/media/{'a' * 32}-40x30.png)"
    text = to_markdown(gallery).with_pictures({"https://wp.example/bus.png": picture})
    html = render_markdown(text)
    assert html.count("<img ") == html.count("Taken there") == how_many
    assert "All of them" in html
