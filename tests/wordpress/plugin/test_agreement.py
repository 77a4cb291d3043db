"""The plugin reads our marks as we do: both are asked about the same texts."""

import json
import subprocess
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engage.wordpress.marks import (
    NOTICE_END,
    Mark,
    engage_mark,
    mark_text,
    notice_begin,
    notice_shown,
)
from engage.wordpress.markup import as_html, inert
from engage.wordpress.plugin_files import PLUGIN

READER = """
define('ABSPATH', '/');
date_default_timezone_set('UTC');
function add_action() {}
function get_post($post) { return $post; }
require $argv[1];
$answers = [];
foreach (json_decode(file_get_contents('php://stdin')) as $content) {
    $post = (object) ['post_content' => $content];
    $answers[] = [Engage\\mark_of($post), Engage\\notice_of($post) !== ''];
}
echo json_encode($answers);
"""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
markup = st.lists(
    st.one_of(
        texts.map(inert),
        texts.map(as_html),
        st.sampled_from(
            ["<p>", "</p>\n", "<br />", "<!-- wp:x -->", "&nbsp;", "&eacute;", "&#160;", "\u2003"]
        ),
        st.sampled_from(["[x]", "<!--nextpage-->", "&amp;#65;", "&#65;", "\U0001f68c", "e\u0301"]),
    ),
    max_size=6,
).map("".join)
marks = st.builds(
    Mark,
    st.from_regex(r"engage-[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True),
    st.none() | st.datetimes(datetime(1970, 1, 2), datetime(2037, 1, 1), timezones=st.just(UTC)),
    st.booleans(),
)


@st.composite
def contents(draw: st.DrawFn) -> str:
    """Posts of ours, some of them changed by people there, some not ours at all."""
    block = draw(markup)
    shown = draw(st.sampled_from([block, block + "x", block + " ", f"<b>{block}</b>"]))
    mark = draw(marks)
    first = draw(st.sampled_from([mark_text(mark), mark_text(mark).upper(), "", "<!-- engage -->"]))
    notice = f"{notice_begin('a' * 64, block)}{shown}{NOTICE_END}"
    around = st.sampled_from(
        ["{}", "{}", "{}", "<Details>{}", "<script></script>{}", "<p hidden>{}"]
    )
    placed = draw(around).format(draw(st.sampled_from([notice, "", notice[:-3]])))
    return f"<p>{first}{draw(markup)}</p>{placed}"


def asked(posts: list[str]) -> list[list[Any]]:
    done = subprocess.run(
        ["php", "-r", READER, PLUGIN / "engage/marks.php"],
        input=json.dumps(posts).encode(),
        capture_output=True,
        check=True,
    )
    answers: list[list[Any]] = json.loads(done.stdout)
    return answers


@settings(max_examples=12)
@given(st.lists(contents(), min_size=20, max_size=60))
def test_both_read_the_same(posts: list[str]) -> None:
    for content, (mark, is_shown) in zip(posts, asked(posts), strict=True):
        ours = engage_mark(content)
        assert (mark is None) == (ours is None)
        if ours is not None:
            closes = int(ours.closes.timestamp()) if ours.closes else 0
            assert mark == {"key": ours.key, "is_open": ours.comments_open, "closes": closes}
        assert is_shown == bool(notice_shown(content)), content
