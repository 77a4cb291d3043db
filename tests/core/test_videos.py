"""Which addresses are videos, and what stands for one in a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.language import speaking
from engage.core.text import render_markdown, sanitize_html
from engage.core.videos import VIDEO_ID, elsewhere, has_player

POSTER = f"/media/{'a' * 32}-640x360.png"
WATCH = "https://www.youtube.com/watch?v=abc_DEF-123"


@pytest.mark.parametrize(
    "address",
    [
        WATCH,
        "https://www.youtube.com/watch?v=abc_DEF-123&t=30s&si=whoSharedIt&list=x",
        "https://m.youtube.com/watch?feature=share&v=abc_DEF-123",
        "https://youtu.be/abc_DEF-123?si=whoSharedIt",
        "https://youtube.com/shorts/abc_DEF-123",
        "https://www.youtube.com/live/abc_DEF-123",
        "https://www.youtube.com/embed/abc_DEF-123?autoplay=1",
    ],
)
def test_a_video_is_known_by_its_id_and_what_tells_of_people_stays_behind(address: str) -> None:
    found = elsewhere(address)
    assert found is not None
    assert (found.site, found.address, found.video) == ("youtube", WATCH, "abc_DEF-123")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://www.youtube.com/watch?v=abc_DEF-123",
        "https://www.youtube.com/watch?v=abc_DEF-12",
        "https://www.youtube.com/watch?v=abc_DEF-1234",
        "https://www.youtube.com/watch?v=abc_DEF-123&v=xbc_DEF-123",
        "https://www.youtube.com/watch?v=abc_DEF-12%22",
        "https://www.youtube.com/@someone",
        "https://www.youtube.com.example/watch?v=abc_DEF-123",
        "https://user@www.youtube.com/watch?v=abc_DEF-123",
        "https://www.youtube.com:8443/watch?v=abc_DEF-123",
        "https://youtu.be/abc_DEF-123/more",
        "https://[youtu.be/abc_DEF-123",
        "javascript:alert(1)//www.youtube.com/watch?v=abc_DEF-123",
        "https://vimeo.com/123456",
        "https://www.flickr.com/photos/bcgov",
        "https://www.flickr.com/photos/../123",
        WATCH + "&x=" + "a" * 500,
        WATCH + "".join(f"&a{at}=1" for at in range(30)),
    ],
)
def test_what_is_no_known_video_stays_a_link(address: str) -> None:
    assert elsewhere(address) is None
    html = render_markdown(f"[![A bus]({POSTER})](<{address}>)")
    assert "<figure" not in html
    assert not has_player(html.encode())


def test_photographs_have_a_link_and_no_player() -> None:
    found = elsewhere("https://www.flickr.com/photos/bcgovphotos/sets/72157/with/99")
    assert found is not None
    assert found.address == "https://www.flickr.com/photos/bcgovphotos/albums/72157"
    html = render_markdown(f"[![A bus]({POSTER})](https://www.flickr.com/photos/12345@N06/99/in/x)")
    assert '<figure class="video"><img' in html
    assert 'href="https://www.flickr.com/photos/12345@N06/99"' in html
    assert "See on Flickr: A bus</a>" in html
    assert "data-player" not in html


@given(st.text(max_size=60))
def test_whatever_an_address_holds_an_id_is_an_id(text: str) -> None:
    for address in (text, f"https://youtu.be/{text}", f"https://www.youtube.com/watch?v={text}"):
        found = elsewhere(address)
        assert found is None or not found.video or re.fullmatch(VIDEO_ID, found.video)


def test_a_poster_that_links_to_a_video_alone_in_its_paragraph_becomes_one() -> None:
    html = render_markdown(f'Before.\n\n[![A bus at night]({POSTER})]({WATCH}&t=3 "Night *bus*")')
    assert has_player(html.encode())
    assert f'<a href="{WATCH}" rel="noopener">Watch on YouTube: Night *bus*</a>' in html
    assert "The link opens another site, which may set cookies." in html
    assert f'src="{POSTER}"' in html
    assert 'alt="A bus at night"' in html
    assert "iframe" not in html


def test_a_poster_among_words_or_not_ours_is_no_video() -> None:
    for source in (
        f"Look: [![A bus]({POSTER})]({WATCH})",
        f"[![A bus]({POSTER}) Look]({WATCH})",
        f"[![]({POSTER})]({WATCH})",
        f"[![A bus](https://i.ytimg.com/vi/abc_DEF-123/hq.jpg)]({WATCH})",
        f"[Watch]({WATCH})",
    ):
        html = render_markdown(source)
        assert "<figure" not in html
        assert f'href="{WATCH}"' in html


def test_the_link_speaks_the_language_of_the_page() -> None:
    with speaking("fr"):
        html = render_markdown(f"[![A bus]({POSTER})]({WATCH})")
    assert '<figcaption lang="fr-CA">' in html


@pytest.mark.parametrize(
    "html",
    [
        '<figure class="video" data-player="youtube" data-video="abc&quot;x"></figure>',
        '<figure class="video evil" data-player="vimeo" data-other="x" style="x"></figure>',
        '<figure class="band" onclick="x"><figcaption lang="x" class="y"></figcaption></figure>',
        '<p class="video" data-player="youtube" data-video="abc_DEF-123"></p>',
    ],
)
def test_nothing_else_may_call_itself_a_video(html: str) -> None:
    left = sanitize_html(html)
    assert not has_player(left.encode())
    for word in ("evil", "vimeo", "style", "onclick", "band", "lang", "abc"):
        assert word not in left, left
