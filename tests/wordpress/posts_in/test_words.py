"""Every word that a post shows on WordPress is shown by what we make of it, and no other."""

import contextlib
import re
from html import escape, unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.core.text import TextTooComplex, render_markdown
from engage.wordpress.blocks import shown, to_markdown
from engage.wordpress.blocks.tree import TooMuch, parse

INLINE = ("strong", "em", "code", "a", "span", "b", "i", "mark", "q")
BLOCKS = ("p", "h1", "h2", "h4", "blockquote", "div", "section", "li", "pre", "figcaption", "dt")
PAINS = (
    "# head", "1. one", "- x", "* y", "> z", "| a | b |", "<b>", "***", "---", "===", "`tick`",
    "[a](b)", "[z]: http://x", "&lt;", "&copy", "_em_", "a_b", "\\", "\\*", "~~~", "![x](y)",
    "مرحبا", "👩‍🚀", "e\u0301", "\u200b# x", "a\u2028# b", "12) x", "+ p", "{: .x }", "$", "  4",
)  # fmt: skip
WORDS = st.one_of(st.sampled_from(PAINS), st.text(max_size=12))


def wrapped(tag: str, inner: str) -> str:
    href = ' href="https://example.org/a_(b)?c=1&amp;d=*"' if tag == "a" else ""
    return f"<{tag}{href}>{inner}</{tag}>"


INLINES = st.recursive(
    WORDS.map(escape),
    lambda inner: st.one_of(
        st.builds(wrapped, st.sampled_from(INLINE), inner),
        st.builds("{} {}".format, inner, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("{}<br>{}".format, inner, inner),
    ),
    max_leaves=6,
)


def listed(tag: str, items: list[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def tabled(rows: list[list[str]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{lines}</table>"


POSTS = st.recursive(
    INLINES,
    lambda inner: st.one_of(
        st.builds(wrapped, st.sampled_from(BLOCKS), inner),
        st.builds(listed, st.sampled_from(("ul", "ol")), st.lists(inner, max_size=3)),
        st.builds(tabled, st.lists(st.lists(inner, min_size=1, max_size=3), max_size=3)),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=12,
)


def words(html: str) -> str:
    """Letters and digits, in their order, whatever stands between."""
    text = unescape(re.sub("<[^<>]*>", "", html))
    return "".join(letter for letter in text if letter.isalnum())


def read(html: str) -> str:
    """The same of HTML as a post has it."""
    return "".join(letter for letter in parse(html).text() if letter.isalnum())


@given(POSTS)
@settings(max_examples=300)
def test_no_word_is_lost_and_none_is_added(html: str) -> None:
    made = to_markdown(html)
    try:
        assert words(render_markdown(made.with_pictures({}))) == read(html)
    except TextTooComplex:
        return


@given(st.text(max_size=60))
def test_plain_text_is_shown_to_the_letter(text: str) -> None:
    html = render_markdown(to_markdown(f"<p>{escape(text)}</p>").with_pictures({}))
    assert words(html) == read(escape(text))


@given(st.lists(st.sampled_from(PAINS), max_size=6).map("\n".join))
def test_what_looks_like_our_markdown_makes_no_element_of_its_own(text: str) -> None:
    html = render_markdown(to_markdown(f"<p>{escape(text)}</p>").with_pictures({}))
    assert set(re.findall("<([a-z0-9]+)", html)) <= {"p", "br"}


@given(st.text(max_size=200))
def test_raw_content_of_any_kind_is_shown_without_an_error(raw: str) -> None:
    to_markdown(shown(raw))


@pytest.mark.parametrize(
    "hostile",
    [
        "[caption]",
        "[embed]",
        "<!-- wp:x {",
        "[audio ",
        "<!--",
        "[[[[",
        "<p ",
        "<br",
        "\n ",
        "<pre>",
    ],
)
def test_what_only_begins_and_never_ends_keeps_nobody_busy(hostile: str) -> None:
    """Each of these took minutes where a pattern looked for the end anew from every beginning."""
    with contextlib.suppress(TooMuch):
        to_markdown(shown(hostile * 20_000))


def test_what_can_act_leaves_nothing_and_what_plays_leaves_a_link() -> None:
    html = (
        '<script>bad()</script><style>p{}</style><form>Field<input></form><p onclick="bad()">Words'
        ' <a href="javascript:bad()">plain</a></p><svg><text>bad</text></svg><object>bad</object>'
        '<iframe src="https://www.youtube-nocookie.com/embed/x1?list=y" title="Our film"></iframe>'
        '<iframe src="//maps.example/x"></iframe><video><source src="/a.mp4"></video>'
        '<p style="display:none">bad <b>spam</b></p><p hidden>bad</p>'
    )
    made = to_markdown(html, "https://wp.example/post")
    assert made.text.split("\n\n") == [
        "Words plain",
        "[Our film](https://www.youtube.com/watch?v=x1&list=y)",
        "[Shown on maps.example](https://maps.example/x)",
        "[Video wp.example](https://wp.example/a.mp4)",
    ]


def test_a_file_is_one_link_whatever_buttons_it_has() -> None:
    button = '<a href="/a.pdf" class="wp-block-file__button wp-element-button" download>Get it</a>'
    named = f'<div class="wp-block-file"><a href="/a.pdf">Three plans</a>{button}</div><p>Words</p>'
    base = "https://wp.example/post"
    assert to_markdown(named, base).text == "[Three plans](https://wp.example/a.pdf)\n\nWords"
    alone = f'<div class="wp-block-file">{button}</div>'
    assert to_markdown(alone, base).text == "[Get it](https://wp.example/a.pdf)"


def test_what_wordpress_makes_up_is_named() -> None:
    raw = '<!-- wp:block {"ref":12} /--><p>Words [foo id=3] [sic]</p>'
    made = to_markdown(shown(raw))
    assert made.left_out == ("block", "foo")
    assert made.text == r"Words \[sic\]"
