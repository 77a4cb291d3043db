"""What leaves for WordPress is text and stays text."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from xml.dom.minidom import parseString

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.wordpress.markup import author_name, clean, inert
from engage.wordpress.rules import (
    EngagementPost,
    NoticeWords,
    PostStatus,
    comment_alias,
    comment_fields,
    fields_hash,
    post_fields,
    post_key,
)

WRITTEN = datetime(2026, 3, 4, tzinfo=UTC)
SECRET = b"s" * 32
# Surrogates too, which Hypothesis leaves out unless asked.
ANY_TEXT = st.text(st.characters(exclude_categories=()))

POST = EngagementPost(
    key="engage-old-growth",
    title="Caring for old growth",
    summary="Which forests should stay?\n\nTell us.",
    status="Open for comments",
    dates="March 1 to March 31, 2026",
    link="https://engage.example/engagements/old-growth?a=1&b=2",
    link_text="Read more and comment",
    notice=NoticeWords(
        title="Collection notice",
        authority="Section 26(c) of the Freedom of Information and Protection of Privacy Act",
        purpose="To advise the ministry.",
        contact="Director, Citizen Engagement, 250 555-0100",
        content_hash="a" * 64,
    ),
    avenues=("E-mail: forests@gov.example", "Mail: PO Box 1"),
)


@given(ANY_TEXT)
def test_cleaned_text_can_be_carried_by_xml_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    parseString(f"<a>{inert(text)}</a>".encode())
    assert clean(cleaned) == cleaned


def test_cleaning_keeps_what_people_write() -> None:
    text = "Ça va? ᐃᓄᒃᑎᑐᑦ שלום 👩‍👩‍👧 \t\n C:\\path"
    assert clean(text) == text


@given(ANY_TEXT)
def test_inert_text_has_no_markup_no_shortcode_and_no_bare_address(text: str) -> None:
    html = inert(text)
    assert not set("<>[]") & set(html)
    assert "://" not in html
    assert unescape(html) == clean(text)


@given(ANY_TEXT)
def test_a_name_fits_wordpress_and_is_one_line_of_text(name: str) -> None:
    shown = author_name(name)
    assert shown
    assert len(shown.encode()) <= 245
    assert not set("<>\n\t\u202e") & set(shown)
    assert author_name(unescape(shown)) == shown


def test_nobody_is_anonymous() -> None:
    assert author_name(" \u202e\x00 ") == "Anonymous"


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_alias_is_the_same_for_one_comment_and_differs_for_another(one: str, two: str) -> None:
    assert comment_alias(one, SECRET) == comment_alias(one, SECRET)
    assert (comment_alias(one, SECRET) == comment_alias(two, SECRET)) == (one == two)
    assert comment_alias(one, SECRET) != comment_alias(one, b"t" * 32)


def test_an_alias_does_not_show_the_public_id() -> None:
    alias = comment_alias("k7f3q", SECRET)
    assert "k7f3q" not in alias
    assert re.fullmatch(r"c-[0-9a-f]{32}@sync\.invalid", alias)


def test_a_comment_without_text_is_not_sent() -> None:
    with pytest.raises(ValueError, match="without text"):
        comment_fields(public_id="a", secret=SECRET, name="", text=" \x00\n", date=WRITTEN)


def test_a_date_without_zone_is_not_sent() -> None:
    naive = datetime(2026, 3, 4)
    with pytest.raises(ValueError, match="time zone"):
        comment_fields(public_id="a", secret=SECRET, name="", text="x", date=naive)


def test_a_post_says_title_status_dates_summary_link_avenues_and_notice() -> None:
    sent = post_fields(POST)
    assert sent.title == "Caring for old growth"
    for words in (
        "Open for comments",
        "March 1 to March 31, 2026",
        "<p>Which forests should stay?</p>",
        "<p>Tell us.</p>",
        'href="https://engage.example/engagements/old-growth?a=1&amp;b=2"',
        "<li>Mail: PO Box 1</li>",
        "Collection notice",
        "Section 26(c)",
        "To advise the ministry.",
        "250 555-0100",
    ):
        assert words in sent.content
    assert sent.excerpt == "Which forests should stay? Tell us."
    assert not sent.comments_open


@given(ANY_TEXT, ANY_TEXT)
def test_a_post_contains_no_markup_but_its_own(summary: str, title: str) -> None:
    sent = post_fields(replace(POST, summary=summary, title=title))
    tags = set(re.findall(r"</?(\w+)", sent.content))
    assert tags <= {"p", "strong", "br", "a", "ul", "li", "h2"}
    assert not set("[]") & set(sent.content + sent.title + sent.excerpt)


@given(ANY_TEXT)
def test_an_excerpt_is_short(summary: str) -> None:
    excerpt = post_fields(replace(POST, summary=summary * 20)).excerpt
    assert len(unescape(excerpt)) <= 301


@pytest.mark.parametrize("link", ["javascript:alert(1)", "/engagements/x", "https://", ""])
def test_a_link_back_that_is_no_address_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="address"):
        post_fields(replace(POST, link=link))


def test_a_hidden_engagement_is_a_draft() -> None:
    assert post_fields(POST, published=False).status is PostStatus.DRAFT


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_hash_is_equal_exactly_for_equal_fields(one: str, two: str) -> None:
    first, second = (post_fields(replace(POST, title=title)) for title in (one, two))
    assert (fields_hash(first) == fields_hash(second)) == (first == second)


def test_the_hash_is_the_same_in_every_process() -> None:
    fields = comment_fields(public_id="a", secret=SECRET, name="A", text="x", date=WRITTEN)
    assert fields_hash(fields) == "99cb45cff184fce032802b7d1fe1e380c02ff4c9b513f06a0215eeec13a1429a"


@pytest.mark.parametrize("slug", ["Old Growth", "", "a_b", "ä", "-a", "a--b", "a" * 151])
def test_a_slug_that_wordpress_would_change_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="slug"):
        post_key(slug)


def test_a_key_names_the_platform_and_the_engagement() -> None:
    assert post_key("old-growth-2026") == "engage-old-growth-2026"
