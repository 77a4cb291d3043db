"""What a comment there means here, for every comment there may be; pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.comments.rules import NAME_LENGTH, checked_letter
from engage.core.addresses import read_email
from engage.core.text import clean_plain, is_blank
from engage.engagements.rules import Timing
from engage.wordpress.incoming import (
    TAKEN_DOWN,
    Finding,
    Ground,
    Known,
    Verdict,
    clock_ahead,
    compare,
    identity_of,
    is_alarming,
    is_alias,
    is_same,
    judge,
    left_at,
    link_key,
    seen_hash,
)
from engage.wordpress.plain import plain_text
from engage.wordpress.plans import LinkState, Trouble
from engage.wordpress.rules import CommentStatus, RemoteComment, comment_alias
from engage.wordpress.service.pulling.taking import readable

SECRET = b"k" * 32
AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
OPEN = Timing(AT - timedelta(days=9), AT - timedelta(days=8), AT + timedelta(days=8), None)
GROUND = Ground(1, OPEN, True, 2, 3, "hash")

texts = st.text(max_size=400)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
comments = st.builds(
    RemoteComment,
    id=st.integers(1, 10**9),
    post_id=st.integers(1, 10**6),
    parent_id=st.integers(0, 10**6),
    author_email=st.one_of(st.just(""), st.emails(), texts),
    author_name=texts,
    content=texts,
    date=moments,
    status=st.sampled_from(CommentStatus),
)


def known_of(comment: RemoteComment, **changes: object) -> Known:
    """As it was recorded when it was taken in."""
    values: dict[str, object] = {
        "key": link_key(comment, identity_of(comment, SECRET)),
        "state": LinkState.HELD,
        "post_id": comment.post_id,
        "remote_status": comment.status,
        "seen_hash": seen_hash(comment, SECRET),
        "identity": identity_of(comment, SECRET),
        "fields_hash": "",
        "is_public": False,
        "waits": True,
    }
    return Known(**(values | changes))  # type: ignore[arg-type]


@given(comments, moments)
def test_each_ends_as_one_thing_and_what_is_left_out_has_its_reason(
    comment: RemoteComment, at: datetime
) -> None:
    judged = judge(comment, GROUND, is_known=False, left_at=at)
    assert (judged.why is not None) == (judged.verdict is Verdict.LEFT_OUT)
    if judged.verdict is Verdict.TAKEN:
        assert OPEN.accepts_comments(at)
        assert not is_alias(comment.author_email)


@given(comments)
def test_what_is_known_or_elsewhere_is_never_taken(comment: RemoteComment) -> None:
    assert judge(comment, GROUND, is_known=True, left_at=AT).verdict is Verdict.KNOWN
    assert judge(comment, None, is_known=False, left_at=AT).verdict is Verdict.ELSEWHERE


@given(comments, st.sampled_from(["takes_comments", "topic_id", "notice_version_id"]))
def test_without_choice_topic_or_notice_nothing_is_taken(
    comment: RemoteComment, missing: str
) -> None:
    value = False if missing == "takes_comments" else None
    ground = replace(GROUND, **{missing: value})  # type: ignore[arg-type]
    assert judge(comment, ground, is_known=False, left_at=AT).verdict is not Verdict.TAKEN


@given(st.text(min_size=1))
def test_our_aliases_are_known_as_such(public_id: str) -> None:
    alias = comment_alias(public_id, SECRET)
    assert is_alias(alias)
    assert is_alias(alias.upper())
    assert not is_alias(f"x{alias}")


@given(comments)
def test_an_untouched_comment_is_equal(comment: RemoteComment) -> None:
    approved = comment.status is CommentStatus.APPROVED
    found = compare(known_of(comment, is_public=approved, waits=False), comment, SECRET)
    assert found in (Finding.EQUAL, Finding.POST_DOWN)


@given(comments, comments)
def test_another_comment_with_the_number_is_not_taken_for_it(
    first: RemoteComment, second: RemoteComment
) -> None:
    second = replace(second, id=first.id, date=first.date + timedelta(seconds=1))
    if not is_alias(second.author_email):
        assert compare(known_of(first), second, SECRET) is Finding.REUSED


@given(comments, texts, texts)
def test_whoever_erases_address_and_name_or_text_still_leaves_the_comment(
    comment: RemoteComment, name: str, content: str
) -> None:
    known = known_of(comment)
    erased = replace(comment, author_email="", author_name=name)
    renamed = replace(comment, author_email="", content=content)
    assert compare(known, erased, SECRET) is not Finding.REUSED
    assert compare(known, renamed, SECRET) is not Finding.REUSED


@given(comments, texts)
def test_an_edit_is_noticed_whatever_it_says(comment: RemoteComment, content: str) -> None:
    held = replace(comment, status=CommentStatus.HOLD)
    edited = replace(held, content=content)
    if content != comment.content:
        found = compare(known_of(held), edited, SECRET)
        has_anchor = comment.author_email.strip() or comment.author_name == edited.author_name
        assert has_anchor
        assert found is Finding.EDITED


@given(
    comments,
    st.sampled_from([CommentStatus.SPAM, CommentStatus.TRASH, CommentStatus.HOLD]),
    st.booleans(),
)
def test_the_more_restrictive_side_is_always_noticed_once(
    comment: RemoteComment, status: CommentStatus, edited: bool
) -> None:
    shown = replace(comment, status=CommentStatus.APPROVED)
    known = known_of(shown, state=LinkState.SHOWN, is_public=True, waits=False)
    down = replace(shown, status=status, content="new" if edited else shown.content)
    assert compare(known, down, SECRET) in TAKEN_DOWN
    told = replace(
        known,
        state=LinkState.HELD,
        remote_status=status,
        seen_hash=seen_hash(down, SECRET),
        is_public=False,
        waits=True,
    )
    assert compare(told, down, SECRET) is Finding.EQUAL
    decided = replace(told, is_public=True, waits=False)
    assert compare(decided, down, SECRET) is Finding.EQUAL


@given(comments, st.sampled_from(LinkState), st.booleans(), st.booleans(), st.booleans())
def test_nothing_that_is_not_public_here_is_left_in_view_there_while_it_waits(
    comment: RemoteComment, state: LinkState, answered: bool, has_words: bool, changed: bool
) -> None:
    shown = replace(comment, status=CommentStatus.APPROVED)
    known = known_of(
        comment,
        state=state,
        is_answered=answered,
        trouble=Trouble.CHANGED_THERE if changed else None,
        seen_hash=seen_hash(comment, SECRET) if has_words else "",
    )
    assert compare(known, shown, SECRET) is Finding.APPROVED


def test_a_post_that_is_down_says_nothing_about_its_comments() -> None:
    comment = RemoteComment(1, 2, 0, "", "Kim", "Text", AT, CommentStatus.OTHER)
    shown = known_of(comment, state=LinkState.SHOWN, is_public=True, waits=False)
    assert compare(shown, comment, SECRET) is Finding.POST_DOWN


@given(comments)
def test_identities_hold_nothing_that_can_be_read(comment: RemoteComment) -> None:
    identity = identity_of(comment, SECRET)
    assert len(identity) == 64
    assert set(identity) <= set("0123456789abcdef")
    assert is_same(identity, identity, same_text=True)


@given(moments, st.integers(-7200, 7200))
def test_a_wrong_clock_is_set_right_and_nothing_is_left_in_the_future(
    now: datetime, seconds: int
) -> None:
    ahead = clock_ahead(now + timedelta(seconds=seconds), now)
    assert left_at(now + timedelta(seconds=seconds), now, ahead) <= now
    if abs(seconds) >= 90:
        assert left_at(now + timedelta(seconds=seconds - 60), now, ahead) == now - timedelta(
            seconds=60
        )


@pytest.mark.parametrize(
    ("down", "compared", "alarms"),
    [(10, 20, False), (11, 20, True), (50, 1_000, False), (51, 1_000, True), (0, 0, False)],
)
def test_the_alarm_begins_above_ten_and_a_twentieth(down: int, compared: int, alarms: bool) -> None:
    assert is_alarming(down, compared) is alarms


@given(comments)
def test_whatever_is_typed_becomes_plain_text_or_is_listed(comment: RemoteComment) -> None:
    accepted = readable(comment)
    if accepted is None:
        return
    assert accepted.text == clean_plain(accepted.text)
    assert not is_blank(accepted.text)
    assert len(accepted.display_name) <= NAME_LENGTH
    found = read_email(comment.author_email)
    assert accepted.email == (found.whole if found else "")


@given(st.emails())
def test_an_address_is_kept_as_everywhere_else(address: str) -> None:
    comment = RemoteComment(1, 2, 0, address, "", "Text", AT, CommentStatus.HOLD)
    accepted = readable(comment)
    assert accepted is not None
    assert accepted.email == checked_letter("Text", email=address).email


TAGS = st.sampled_from(
    ["<p>", "</p>", "<br>", "<ul>", "<li>", "</ul>", "<ol>", "<a href='https://x.ca'>", "</a>",
     "<blockquote>", "</blockquote>", "<script>", "</script>", "<!--", "-->", "<", ">", "&amp;",
     "&#65;", "<b", "\n", "<img alt='x'>", "<td>"]
)  # fmt: skip


@given(st.lists(st.one_of(TAGS, st.text(alphabet="abc .", max_size=5)), max_size=60))
def test_any_heap_of_tags_becomes_text_without_them(parts: list[str]) -> None:
    text = plain_text("".join(parts))
    for tag in ("<p>", "<br>", "<li>", "</a>", "<blockquote>", "<td>"):
        assert tag not in text


@given(st.text(alphabet=st.characters(exclude_characters="<&\r")))
def test_what_holds_no_markup_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("a<br /><br />b", "a\n\nb"),
        ("<ul><li>a</li><li>b</li></ul>end", "- a\n- b\nend"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<blockquote><p>q</p></blockquote><p>me</p>", "> q\n\nme"),
        ('<a href="https://x.ca/p">words</a>', "words (https://x.ca/p)"),
        ('<a href="https://www.x.ca/">x.ca</a>', "x.ca"),
        ('<a href="javascript:alert(1)">words</a>', "words"),
        ('<a href="mailto:a@x.ca">write</a>', "write (a@x.ca)"),
        ('<img src="x" alt="A tree">', "A tree"),
        ("<style>p{}</style><iframe>x</iframe>seen", "seen"),
        ("<script>never closed", "never closed"),
        ("it is <3 and a < b", "it is <3 and a < b"),
        ("&lt;b&gt; &amp;lt; &eacute;", "<b> &lt; \u00e9"),
        ("[shortcode]<del>x</del>", "[shortcode]x"),
    ],
)
def test_html_of_each_kind_reads_as_it_looks(html: str, text: str) -> None:
    assert clean_plain(plain_text(html)) == text
