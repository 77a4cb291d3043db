"""The notice stands at the form, in classic and in block themes."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.wordpress.rules import EngagementPost, NoticeWords, post_fields
from tests.services.wordpress.place import SOURCE
from tests.wordpress.plugin.conftest import LINK, NOTICE, There, content

POST = EngagementPost(
    key="engage-old-growth",
    title="Caring for old growth",
    summary="Which forests should stay?",
    status="Open",
    dates="Until further notice",
    link="https://engage.example.test/engagements/old-growth",
    link_text="Read more",
    notice=NoticeWords("Your information", "Section 26(c)", "To advise.", "Director", "a" * 64),
    takes_comments=True,
)
BLOCK_THEME = {
    "style.css": "/*\nTheme Name: Blocks\n*/",
    "index.php": "<?php",
    "theme.json": '{"version": 2}',
    "templates/index.html": "<!-- wp:post-title /--><!-- wp:post-content /-->"
    "<!-- wp:comments --><div><!-- wp:post-comments-form /--></div><!-- /wp:comments -->",
}
"""A block theme with nothing in it but the blocks of WordPress itself."""
USE_THEME = (
    "UPDATE wp_options SET option_value = '{}' WHERE option_name IN ('template', 'stylesheet')"
)
THEME_IN_USE = "SELECT option_value FROM wp_options WHERE option_name = 'stylesheet'"
THEMES = ("twentytwentyone", "blocks", "twentytwentythree")


@pytest.fixture(params=THEMES)
def themed(there: There, request: pytest.FixtureRequest) -> Iterator[There]:
    """The site in one of the themes; the one of Debian's packages only where it is installed."""
    theme: str = request.param
    if theme == "blocks":
        install_blocks(there.site.dir / "site/wp-content/themes/blocks")
    elif not (SOURCE / "wp-content/themes" / theme).is_dir():
        pytest.skip(f"{theme} is not installed")
    before = there.sql(THEME_IN_USE)
    there.sql(USE_THEME.format(theme))
    yield there
    there.sql(USE_THEME.format(before))


def install_blocks(folder: Path) -> None:
    for name, text in BLOCK_THEME.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def test_the_notice_stands_in_the_form(themed: There) -> None:
    form = form_of(themed, themed.post())
    shown = words(form[: form.index('name="comment"')])
    assert words(NOTICE) in shown
    assert "<h4>Collection notice</h4>" in form
    assert f'<a href="{LINK}">' in form
    assert "<!-- engage" not in form
    assert "<h2" not in form


def test_the_themes_are_of_both_kinds(themed: There) -> None:
    page = page_of(themed, themed.post())
    assert ("wp-site-blocks" in page) == (themed.sql(THEME_IN_USE) != "twentytwentyone")


def test_a_post_as_the_platform_writes_it_shows_its_notice_at_the_form(there: There) -> None:
    sent = post_fields(POST)
    form = form_of(there, there.post(sent.content))
    assert "<h4>Your information</h4>" in form
    assert form.count("</p>") == form.count("<p"), "closed where the mark stood within one"
    for part in ("Section 26(c)", "To advise.", "Director"):
        assert f"<p>{part}</p>" in form
    assert f'<a href="{POST.link}">' in form


def test_a_closed_post_shows_neither_form_nor_notice_at_it(themed: There) -> None:
    post = themed.post(content(comments_open=False), comment_status="closed")
    page = page_of(themed, post)
    assert 'name="comment"' not in page
    assert 'class="engage-notice"' not in page


def test_a_post_of_the_site_has_its_form_as_ever(themed: There) -> None:
    form = form_of(themed, themed.post("<p>A recipe</p>"))
    assert "engage" not in form


def test_what_stands_in_a_notice_does_nothing(there: There) -> None:
    hostile = (
        '<h2>Notice</h2><p>Read this<img src="x" onerror="alert(1)">'
        '<a href="javascript:alert(2)" onclick="alert(3)">here</a></p></div></form><p>'
    )
    form = form_of(there, there.post(content(notice=hostile)))
    before = form[: form.index('name="comment"')]
    assert "Read this" in words(before)
    for harm in ("onerror", "javascript:", "onclick", "</form"):
        assert harm not in before


def test_a_link_to_elsewhere_is_no_link_to_the_engagement(there: There) -> None:
    other = content().replace("/night-buses", "/night-buses-and-more")
    assert (
        "<a href"
        not in form_of(there, there.post(other))
        .split('name="comment"')[0]
        .split('class="engage-notice"')[1]
    )


def page_of(there: There, post: int) -> str:
    return there.visitor.get("/", params={"p": post}, follow_redirects=True).text


def form_of(there: There, post: int) -> str:
    page = page_of(there, post)
    found = re.search(r'<form[^>]*id="commentform".*?</form>', page, re.DOTALL)
    assert found, "no form"
    return found.group()


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())
