"""Whatever a comment holds is text in every view of the queue: harmless, whole, in its place."""

import pytest
from bleach._vendor import html5lib
from flask.testing import FlaskClient

from engage.comments.models import CommentText
from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.moderation import search
from engage.moderation.models import CommentFlag
from tests.app_fixtures import build_engagement
from tests.comments.test_hostile_markup import HOSTILE
from tests.moderation.conftest import Post
from tests.moderation.senders import send_looked_at

ODD = (
    "\u202eright to left\u202c \u2066isolated\u2069 שלום עולם مرحبا",
    "Z\u0338\u0327\u0336\u0321" * 50,
    "w" * 100_000,
    "word " * 20_000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 50,
    "\n" * 200 + "far below",
    "<mark>" * 500 + "</mark>" * 500,
)


def holds_only_ours(html: str) -> bool:
    """No element, attribute or address that the pages do not write."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in {"iframe", "object", "embed", "base", "style", "img", "math", "video"}:
            return False
        if any(str(name).startswith("on") for name in element.attrib):
            return False
        if element.tag == "script" and not element.get("src", "").startswith("/assets/"):
            return False
        address = element.get("src") or element.get("href") or element.get("action") or ""
        if address and (not address.startswith(("/", "#")) or address.startswith("//")):
            return False
    return True


def shown_text(html: str) -> str:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return next(
        "".join(element.itertext()) for element in tree.iter("div") if element.get("id") == "text"
    )


def put(units: Units, number: int, text: str) -> None:
    """Even what the cleaning would have taken out: an import or a fault may have let it in."""
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(CommentText, (number, 1)).body = text
        unit.session.query(CommentFlag).delete()
        for start, end in ((0, 5), (3, 40), (3, 6), (0, len(text))):
            unit.session.add(
                CommentFlag(
                    comment_id=number,
                    version=1,
                    start=start,
                    end=end,
                    source="detector",
                    kind="PERSON",
                    whose="third",
                    reason="Because it does.",
                )
            )
        search.index(unit, number, text)


@pytest.fixture
def number(units: Units, moderator: Actor) -> int:
    build_engagement(units)
    return send_looked_at(units)[0]


def test_hostile_words_are_text_in_every_view(
    client: FlaskClient, units: Units, number: int
) -> None:
    for text in (*HOSTILE, *ODD):
        put(units, number, text)
        html = client.get("/staff/queue").get_data(as_text=True)
        assert holds_only_ours(html), text[:80]
        # A parser reads every kind of line end as one.
        assert shown_text(html) == text, text[:80]
    for path in (f"/staff/queue/{number}", "/staff/queue?view=single", "/staff/queue?q=word"):
        assert holds_only_ours(client.get(path).get_data(as_text=True))


def test_hostile_words_in_what_a_moderator_types_are_text_when_it_is_shown_again(
    client: FlaskClient, units: Units, number: int, post: Post
) -> None:
    put(units, number, "Ann Li and others")
    for text in (*HOSTILE[::8], *ODD):
        answer = post(
            f"/staff/queue/{number}",
            outcome="preview",
            note=text,
            message=text,
            words_to_remove=text,
            reasons=text[:50],
            refer_to=text[:50],
            span=text[:50],
            **{f"label-{text[:20]}": text[:50]},
        )
        assert answer.status_code == 422
        assert holds_only_ours(answer.get_data(as_text=True)), text[:80]


def test_hostile_words_in_an_address_are_text(client: FlaskClient, number: int) -> None:
    for text in HOSTILE:
        names = ("q", "topic", "channel", "language", "age", "view", "after", "item", "part")
        answer = client.get("/staff/queue", query_string=dict.fromkeys(names, text))
        assert answer.status_code == 200
        assert holds_only_ours(answer.get_data(as_text=True)), text
