"""Whatever an answer says, what comes out is values or one of our errors, and it ends."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from xmlrpc.client import dumps

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage.wordpress.errors import BadData, WordPressError
from engage.wordpress.gateway import Connection, RestTransport, Transport, XmlRpcTransport
from engage.wordpress.rules import Capability, CommentChange, CommentStatus
from tests.wordpress.peer import Peer, http, run_peer
from tests.wordpress.transport.conftest import MakeComment

# fmt: off
NAMES = [
    "id", "post", "parent", "author", "author_name", "author_email", "content", "date_gmt",
    "status", "title", "excerpt", "slug", "link", "modified_gmt", "categories",
    "featured_media", "name", "raw", "rendered", "engage_modified", "comment_id", "post_id",
    "user_id", "type", "date_created_gmt", "post_content", "post_status", "terms", "term_id",
    "taxonomy", "post_thumbnail", "attachment_id", "capabilities", "comment", "data", "code",
    "faultCode", "total_comments",
]
# fmt: on
LEAVES = st.none() | st.booleans() | st.integers(-5, 10**9) | st.text(max_size=8)
ROWS = st.recursive(
    LEAVES | st.just("2026-03-04T05:06:07") | st.just("comment"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=9)
    ),
    max_leaves=25,
)
GOOD = {
    "id": 7,
    "post": 1,
    "parent": 0,
    "author": 0,
    "author_name": "Kim",
    "author_email": "kim@example.test",
    "content": {"raw": "x", "rendered": "x"},
    "date_gmt": "2026-03-04T05:06:07",
    "status": "hold",
}
CALLS: list[Callable[[Transport], Any]] = [
    lambda there: there.find_post("engage-x"),
    lambda there: there.get_post(1),
    lambda there: next(there.posts_changed(None, 1), None),
    lambda there: there.categories(),
    lambda there: there.find_comment("c-1@sync.invalid"),
    lambda there: there.get_comments([1, 7]),
    lambda there: there.update_comments([CommentChange(7, status=CommentStatus.HOLD)]),
    lambda there: next(there.comments_after(0), None),
    lambda there: next(there.comments_of(1), None),
    lambda there: there.capabilities(),
    lambda there: there.check(),
]


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with run_peer() as running:
        yield running


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answer=ROWS | st.lists(st.just(GOOD) | ROWS, max_size=3), call=st.sampled_from(CALLS))
def test_rest_answers_values_or_errors_of_ours(peer: Peer, answer: Any, call: Any) -> None:
    peer.answer = http(json.dumps(answer).encode())
    with RestTransport(Connection(peer.url, "sync", "secret", 5)) as there:
        _values_or_errors(there, call)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answer=ROWS, call=st.sampled_from(CALLS), is_many=st.booleans())
def test_xmlrpc_answers_values_or_errors_of_ours(
    peer: Peer, answer: Any, call: Any, is_many: bool
) -> None:
    value = [[answer], [answer], [answer], [answer]] if is_many else answer
    body = dumps((value,), methodresponse=True, allow_none=True).encode()
    peer.answer = http(body, kind="text/xml")
    with XmlRpcTransport(Connection(peer.url, "sync", "secret", 5)) as there:
        _values_or_errors(there, call)


def test_a_site_that_gives_the_same_page_for_ever_is_left(peer: Peer) -> None:
    """One that ignores from where on it was asked, or a cache before it that does."""
    rows = [GOOD | {"id": number} for number in range(200, 100, -1)]
    peer.answer = http(json.dumps(rows).encode())
    with RestTransport(Connection(peer.url, "sync", "secret", 5)) as there:
        for pages in (there.comments_of(1), there.posts_changed(None, 1)):
            with pytest.raises(BadData):
                list(pages)


def test_xmlrpc_leaves_a_site_that_gives_the_same_page_for_ever(peer: Peer) -> None:
    row = {"comment_id": "7", "post_id": "1", "parent": "0", "status": "hold", "type": "comment"}
    row |= {"author": "Kim", "author_email": "k@example.test", "content": "x", "user_id": "0"}
    value = [{**row, "date_created_gmt": datetime(2026, 3, 4, tzinfo=UTC)}] * 1_000
    body = dumps((value,), methodresponse=True).encode()
    peer.answer = http(body, kind="text/xml")
    with (
        XmlRpcTransport(Connection(peer.url, "sync", "secret", 5)) as there,
        pytest.raises(BadData, match="same page"),
    ):
        list(there.comments_after(0))


def test_an_answer_of_the_plugin_that_is_none_is_bad_data(
    peer: Peer, make_comment: MakeComment
) -> None:
    for answer in ({"capabilities": ["create_on_closed"]}, [], [{}, {}], {"comment": 1}):
        peer.answer = http(json.dumps(answer).encode())
        with RestTransport(Connection(peer.url, "sync", "secret", 5)) as there:
            there._can = frozenset({*there.capabilities(), Capability.CREATE_ON_CLOSED})
            with pytest.raises(BadData):
                there.create_comments(1, [make_comment()])


def _values_or_errors(there: Transport, call: Callable[[Transport], Any]) -> None:
    try:
        call(there)
    except WordPressError:
        return
