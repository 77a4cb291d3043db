"""What we write into a post to know it again survives whatever stands around it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.wordpress.marks import Mark, engage_mark, mark_text, notice_shown, words_of
from engage.wordpress.rules import EngagementPost, NoticeWords, post_fields

# Surrogates too, which Hypothesis leaves out unless asked.
ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    [
        "--> <!-- /engage-notice -->",
        "<!-- engage key=engage-other comments=open -->",
        f"<!-- engage-notice {'b' * 64} -->",
        "<!--nextpage-->",
        "--\n\n-->",
        "&lt;!-- engage key=engage-other comments=open --&gt;",
    ]
)
HASH = "a" * 64
POST = EngagementPost(
    key="engage-old-growth",
    title="Caring for old growth",
    summary="Which forests should stay?",
    status="Open",
    dates="March 1 to March 31, 2026",
    link="https://engage.example/engagements/old-growth",
    link_text="Read more",
    notice=NoticeWords("Your information", "Section 26(c)", "To advise.", "Director", HASH),
    avenues=("Mail: PO Box 1",),
    closes_at=datetime(2026, 3, 31, 7, tzinfo=UTC),
    takes_comments=True,
)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
def test_no_text_of_an_engagement_hides_or_forges_its_marks(
    title: str, summary: str, dates: str, avenues: list[str]
) -> None:
    sent = post_fields(
        replace(POST, title=title, summary=summary, dates=dates, avenues=tuple(avenues))
    )
    assert engage_mark(sent.content) == Mark("engage-old-growth", POST.closes_at, True)
    assert notice_shown(sent.content) == HASH
    assert sent.content.count("<!--") == sent.content.count("-->") == 4
    assert "<!--" not in sent.title + sent.excerpt


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_of_a_notice_breaks_out_of_its_marks(
    title: str, purpose: str, contact: str
) -> None:
    notice = NoticeWords(title, "Section 26(c)", purpose, contact, HASH)
    content = post_fields(replace(POST, notice=notice)).content
    assert notice_shown(content) == HASH
    assert content.count("<!--") == content.count("-->") == 4
    assert re.search(r"<!-- /engage-notice --></(p|h2)>\Z", content)


def test_a_mark_stands_inside_the_first_paragraph_and_says_when_comments_end() -> None:
    content = post_fields(POST).content
    assert content.startswith(
        "<p><!-- engage key=engage-old-growth closes=2026-03-31T07:00:00Z comments=open --><strong>"
    )
    assert f"<h2><!-- engage-notice {HASH} -->" in content
    without_end = post_fields(replace(POST, closes_at=None, takes_comments=False)).content
    assert "<p><!-- engage key=engage-old-growth comments=closed -->" in without_end
    assert engage_mark(without_end) == Mark("engage-old-growth")


def test_a_draft_takes_no_comments() -> None:
    assert post_fields(POST).comments_open
    assert not post_fields(POST, published=False).comments_open


@pytest.mark.parametrize("key", ["old-growth", "engage-", "engage-a--b", "engage-a b", "engage-A"])
def test_a_key_that_would_not_be_read_back_is_not_written(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        mark_text(Mark(key))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<p>Nothing of ours</p>",
        "<p><!-- engage key=old comments=open --></p>",
        "<p><!-- engage key=engage-a closes=2026-13-41T07:00:00Z comments=open --></p>",
        "<p>engage key=engage-a comments=open</p>",
    ],
)
def test_what_carries_no_mark_of_ours_is_nobody_s(content: str) -> None:
    assert engage_mark(content) is None
    assert notice_shown(content) == ""


def _without(pattern: str, content: str, put: str = "") -> str:
    changed = re.sub(pattern, put, content, count=1)
    assert changed != content
    return changed


@pytest.mark.parametrize(
    ("pattern", "put"),
    [
        (r"<!-- /engage-notice -->", ""),
        (r"<!-- engage-notice \w+ -->", ""),
        (r"<!-- engage-words \w+ -->", ""),
        (r"<p>To advise\.</p>", ""),
        (r"Section 26\(c\)", "Section 26(d)"),
        (r"Your information.*(?=<!-- /engage-notice)", ""),
        (r"Your information.*(?=<!-- /engage-notice)", "<p>&nbsp;</p>"),
        (r"<h2>", "<!--nextpage--><h2>"),
        (r"<h2>", "<!-- wp:nextpage --><h2>"),
        (r"<h2>", "<h2 style='display: none'>"),
        (r"<h2>", '<div class="a" hidden><h2>'),
        (r"<h2>", "<DETAILS><summary>More</summary><h2>"),
        (r"<h2>", "<template><h2>"),
        (r"<p>To advise\.</p>", '<p style="visibility:hidden">To advise.</p>'),
        (r"<p>To advise\.</p>", "<details><p>To advise.</p></details>"),
    ],
)
def test_a_notice_that_was_cut_emptied_or_changed_is_not_shown(pattern: str, put: str) -> None:
    content = post_fields(POST).content.replace("\n", " ")
    assert notice_shown(content) == HASH
    assert notice_shown(_without(pattern, content, put)) == ""


@pytest.mark.parametrize(
    ("pattern", "put"),
    [
        (r"<p>To advise\.</p>", "<p>To <em>advise</em>.</p>"),
        (r"<p>To advise\.</p>", "<div>\n\nTo advise.</div>"),
        (r"Which forests should stay\?", "What they wrote <script>x</script>"),
        (r"Which forests should stay\?", "<details>More</details> display: none; hidden"),
    ],
)
def test_a_notice_in_other_elements_or_beside_other_text_is_shown(pattern: str, put: str) -> None:
    assert notice_shown(_without(pattern, post_fields(POST).content, put)) == HASH


def test_words_are_one_line_without_elements_and_marks() -> None:
    assert words_of("<p>A &amp; <b>B</b><br />c<!-- no --></p>\n<p>d</p>") == "A & B c d"
