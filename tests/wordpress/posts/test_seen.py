"""How a person is shown what differs."""

from dataclasses import replace

from hypothesis import given

from engage.wordpress.rules import PostFields, post_fields
from engage.wordpress.seen import Side, Stretch, differing, ours_of, readable, summary_in
from tests.wordpress.posts.test_marks import ANY_TEXT, POST


def _joined(stretches: tuple[Stretch, ...]) -> str:
    return "".join(one.text for one in stretches)


@given(ANY_TEXT, ANY_TEXT)
def test_both_sides_are_shown_whole_and_agree_where_they_say_so(ours: str, theirs: str) -> None:
    found = differing({"title": ours}, {"title": theirs})
    assert bool(found) == (ours != theirs)
    for one in found:
        if "as stored" not in one.label:
            assert _joined(one.ours).split() == readable(ours).split()
            assert _joined(one.theirs).split() == readable(theirs).split()
        same = [
            [part.text for part in side if part.side is Side.SAME]
            for side in (one.ours, one.theirs)
        ]
        assert "".join(same[0]) == "".join(same[1])


def test_only_the_words_that_differ_are_marked() -> None:
    (one,) = differing(
        {"content": "<p>Buses run at night</p>"}, {"content": "<p>Buses <b>do</b> run by night</p>"}
    )
    assert [part.text.strip() for part in one.ours if part.side is Side.OURS] == ["at"]
    assert [part.text.strip() for part in one.theirs if part.side is Side.THEIRS] == ["do", "by"]


def test_what_differs_in_its_markup_alone_is_shown_as_stored() -> None:
    (one,) = differing(
        {"content": '<a href="https://a.example">x</a>'},
        {"content": '<a href="https://b.example">x</a>'},
    )
    assert one.label == "Text (as stored)"
    assert "b.example" in _joined(one.theirs)


def test_fields_that_they_do_not_speak_of_do_not_differ() -> None:
    ours = ours_of(PostFields("a", "b", "c", comments_open=True))
    assert differing(ours, {"title": "a", "content": "b"}) == ()


def test_a_summary_is_read_back_from_a_post_of_ours_and_from_nothing_else() -> None:
    summary = "Which forests & lakes?\n\nTell us."
    assert summary_in(post_fields(replace(POST, summary=summary)).content) == summary
    assert summary_in("<p>Something else</p>") == ""
    assert summary_in("<p>a</p><p>b</p>") == ""
    assert summary_in("") == ""
