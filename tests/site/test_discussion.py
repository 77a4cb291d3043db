"""Discussions: three orders, pages, citizens' replies, permanent links, hostile words."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engage.comments.models import Comment
from engage.comments.service import place
from engage.comments.threads.models import CommentThread
from engage.comments.threads.queries import _answered as answered
from engage.comments.threads.queries import _by_itself as by_itself
from engage.comments.threads.queries import _orphaned as orphaned
from engage.comments.threads.rules import Order
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.settings import ROOT
from engage.core.unit import Units
from engage.engagements.models import Engagement
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, TOPIC, Citizen, Page, settle

PAGES = "engage.site.discussion.queries.PAGE_OF_COMMENTS"
GONE = "The comment that this answers is no longer public."


@pytest.fixture
def citizen(both_units: Units) -> Citizen:
    build_engagement(both_units)
    return Citizen.of(both_units)


def publish(citizen: Citizen, units: Units, text: str, to: str = "") -> Comment:
    form = f"{FORM}?to={to}" if to else FORM
    page = citizen.post(form, citizen.filled(text))
    return settle(units, page.code, "published")


def texts(page: Page) -> list[str]:
    return ["".join(one.itertext()) for one in page.tree.iter("div") if _is_text(one.get("class"))]


def _is_text(name: str | None) -> bool:
    return name == "comment__text"


def take_down(units: Units, comment: Comment, version: int | None = None) -> None:
    with units.writing(SYSTEM) as unit:
        row = unit.session.get_one(Comment, comment.id)
        engagement = unit.session.get_one(Engagement, row.engagement_id)
        state = "not_published" if version is None else "published"
        place(unit, engagement, row, state, published_version=version, waiting_since=None)


def test_comments_are_read_in_three_orders_page_by_page(
    citizen: Citizen, both_units: Units, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PAGES, 2)
    made = []
    for n in range(5):
        made.append(publish(citizen, both_units, f"Comment {n}."))
        clock.advance(minutes=1)
    for n, count in ((1, 2), (3, 1)):
        for k in range(count):
            publish(citizen, both_units, f"Reply {n}{k}.", to=made[n].public_id)
            clock.advance(minutes=1)
    orders = {
        "": [4, 3, 2, 1, 0],
        "?sort=oldest": [0, 1, 2, 3, 4],
        "?sort=replied": [1, 3, 4, 2, 0],
        "?sort=nonsense": [4, 3, 2, 1, 0],
    }
    for query, wanted in orders.items():
        path, read = f"{TOPIC}{query}", []
        while path:
            page = citizen.get(path)
            assert page.status == 200
            read += [text for text in texts(page) if text.startswith("Comment")]
            more = page.tree.find(".//a[@rel='next']")
            path = more.get("href", "") if more is not None else ""
        assert read == [f"Comment {n}." for n in wanted], query


def test_replies_stand_under_their_comment_and_all_have_a_page(
    citizen: Citizen, both_units: Units, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = publish(citizen, both_units, "Above.")
    clock.advance(minutes=1)
    publish(citizen, both_units, "Another.")
    for n in range(5):
        clock.advance(minutes=1)
        publish(citizen, both_units, f"Reply {n}.", to=above.public_id)
    page = citizen.get(TOPIC)
    assert texts(page) == ["Another.", "Above.", "Reply 0.", "Reply 1.", "Reply 2."]
    thread = f"{TOPIC}/replies/{above.public_id}"
    assert f'<a href="{thread}">Show all 5 replies</a>' in page.html
    monkeypatch.setattr(PAGES, 3)
    first = citizen.get(thread)
    assert texts(first) == ["Above.", "Reply 0.", "Reply 1.", "Reply 2."]
    more = first.tree.find(".//a[@rel='next']")
    assert more is not None
    assert texts(citizen.get(more.get("href", ""))) == ["Above.", "Reply 3.", "Reply 4."]
    assert citizen.get(f"{TOPIC}/replies/nothing").status == 404


def test_a_reply_to_a_reply_stands_under_the_comment_above_both(
    citizen: Citizen, both_units: Units
) -> None:
    above = publish(citizen, both_units, "Above.")
    reply = publish(citizen, both_units, "First.", to=above.public_id)
    second = publish(citizen, both_units, "Second.", to=reply.public_id)
    assert (reply.parent_id, second.parent_id) == (above.id, above.id)


def test_the_form_of_a_reply_quotes_what_it_answers(citizen: Citizen, both_units: Units) -> None:
    above = publish(citizen, both_units, "What <b>I</b> said.")
    page = citizen.get(f"{FORM}?to={above.public_id}")
    assert "You reply to this comment" in page.words
    assert "What <b>I</b> said." in page.words
    assert f'action="{FORM}?to={above.public_id}"' in page.html
    refused = citizen.post(f"{FORM}?to={above.public_id}", citizen.filled(""))
    assert refused.status == 422
    assert "What <b>I</b> said." in refused.words


def test_a_reply_is_offered_exactly_while_comments_are_taken(
    citizen: Citizen, both_units: Units, clock: FixedClock
) -> None:
    above = publish(citizen, both_units, "Above.")
    link = f'href="{FORM}?to={above.public_id}"'
    assert link in citizen.get(TOPIC).html
    clock.advance(days=400)
    assert link not in citizen.get(TOPIC).html


def test_a_reply_to_what_is_not_public_is_a_comment_by_itself(
    citizen: Citizen, both_units: Units
) -> None:
    above = publish(citizen, both_units, "Above.")
    take_down(both_units, above)
    form = citizen.get(f"{FORM}?to={above.public_id}")
    assert "no longer public" in form.words
    assert "Above." not in form.words
    for to in (above.public_id, "zzzzzzzzzzzz", "x' OR 1=1", "<b>", "1" * 400):
        reply = publish(citizen, both_units, f"A reply to {len(to)}.", to=to)
        assert reply.parent_id is None


def test_replies_stay_when_their_comment_goes_and_follow_it_when_it_comes_back(
    citizen: Citizen, both_units: Units
) -> None:
    above = publish(citizen, both_units, "Above.")
    publish(citizen, both_units, "Reply.", to=above.public_id)
    take_down(both_units, above)
    for path in (TOPIC, f"{TOPIC}?sort=oldest", f"{TOPIC}?sort=replied"):
        page = citizen.get(path)
        assert texts(page) == ["Reply."]
        assert page.words.count(GONE) == 1
    assert GONE in citizen.get(f"{TOPIC}/replies/{above.public_id}").words
    assert citizen.get(f"/c/{above.public_id}").status == 404
    take_down(both_units, above, version=1)
    page = citizen.get(TOPIC)
    assert texts(page) == ["Above.", "Reply."]
    assert GONE not in page.words


def test_a_comment_that_goes_with_all_its_replies_leaves_nothing(
    citizen: Citizen, both_units: Units
) -> None:
    above = publish(citizen, both_units, "Above.")
    reply = publish(citizen, both_units, "Reply.", to=above.public_id)
    for one in (above, reply):
        take_down(both_units, one)
    page = citizen.get(TOPIC)
    assert texts(page) == []
    assert GONE not in page.words
    assert citizen.get(f"{TOPIC}/replies/{above.public_id}").status == 404
    with both_units.reading(SYSTEM) as unit:
        thread = unit.session.get_one(CommentThread, above.id)
        assert (thread.replies, thread.published_version) == (0, None)


def test_a_permanent_link_leads_to_a_reply_wherever_it_stands(
    citizen: Citizen, both_units: Units, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PAGES, 2)
    above = publish(citizen, both_units, "Above.")
    replies = []
    for n in range(5):
        clock.advance(minutes=1)
        replies.append(publish(citizen, both_units, f"Reply {n}.", to=above.public_id))
    for n in range(3):
        clock.advance(minutes=1)
        publish(citizen, both_units, f"Later {n}.")
    for one in (above, *replies):
        answer = citizen.get(f"/c/{one.public_id}")
        where, _, anchor = answer.response.headers["Location"].partition("#")
        assert anchor == f"c-{one.public_id}"
        assert citizen.get(where).tree.find(f".//article[@id='{anchor}']") is not None


def test_what_people_write_never_becomes_markup(citizen: Citizen, both_units: Units) -> None:
    evil = "<script>alert('x')</script> & \" {{ 7*7 }}"
    form = citizen.filled(evil, display_name="<img src=x>")
    above = settle(both_units, citizen.post(FORM, form).code, "published")
    settle(
        both_units,
        citizen.post(f"{FORM}?to={above.public_id}", citizen.filled(evil)).code,
        "published",
    )
    for path in (TOPIC, f"{TOPIC}?sort=replied", f"{TOPIC}/replies/{above.public_id}"):
        page = citizen.get(path)
        assert texts(page) == [evil, evil]
        assert "<img src=x>" not in page.html
        assert "<script>alert" not in page.html
        assert "<img src=x>" in page.words


def test_no_template_switches_escaping_off_and_on() -> None:
    """Jinja keeps the switch in the imported template itself, which all threads share."""
    for folder in ("engage", "themes"):
        for template in (ROOT / folder).rglob("*.html"):
            assert "autoescape" not in template.read_text(encoding="utf-8"), template.name


def test_many_readers_at_once_get_the_same_page(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    for n in range(5):
        publish(citizen, units, f"Comment & {n}.")
    app = citizen.client.application

    def read(n: int) -> bytes:
        answer = app.test_client().get(f"{TOPIC}?{n}")
        return answer.get_data() if answer.status_code == 200 else b""

    with ThreadPoolExecutor(6) as pool:
        pages = set(pool.map(read, [1] * 60))
    assert len(pages) == 1


def test_a_waiting_comment_is_seen_by_its_author_alone(citizen: Citizen, both_units: Units) -> None:
    above = publish(citizen, both_units, "Above.")
    waiting = citizen.post(f"{FORM}?to={above.public_id}", citizen.filled("Still waiting."))
    assert waiting.code
    for path in (TOPIC, f"{TOPIC}?sort=oldest", f"{TOPIC}?sort=replied"):
        assert "Still waiting." not in citizen.get(path).html
    assert citizen.get(f"{TOPIC}/replies/{above.public_id}").status == 404
    receipt = citizen.post("/receipt", {"code": waiting.code})
    assert "Still waiting." in receipt.words


def test_the_language_of_a_comment_is_said_where_it_is_not_the_pages(
    citizen: Citizen, both_units: Units
) -> None:
    for language, text in (("fr", "Un."), ("ar", "Two."), ("en", "Three."), (None, "Four.")):
        comment = publish(citizen, both_units, text)
        with both_units.writing(SYSTEM) as unit:
            unit.session.get_one(Comment, comment.id).language = language
    english, french = citizen.get(f"{TOPIC}?x").html, citizen.get(f"/fr{TOPIC}?x").html
    assert '<div class="comment__text" lang="fr-CA">Un.' in english
    assert '<div class="comment__text" lang="ar" dir="rtl">Two.' in english
    assert '<div class="comment__text" dir="auto">Three.' in english
    assert '<div class="comment__text" dir="auto">Four.' in english
    assert '<div class="comment__text" dir="auto">Un.' in french
    assert '<div class="comment__text" lang="en-CA">Three.' in french


def test_every_order_goes_along_an_index(units: Units) -> None:
    build_engagement(units)
    questions = (
        by_itself(Order.NEWEST, is_first=False),
        by_itself(Order.OLDEST, is_first=True),
        orphaned(Order.NEWEST, is_first=False),
        answered(is_first=False),
    )
    with units.reading(SYSTEM) as unit:
        connection = unit.session.connection()
        for question in questions:
            asked = str(question.compile(dialect=connection.dialect))
            values = (1,) * asked.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values)
            first, *others = [row[3] for row in plan]
            assert first.startswith("SEARCH comment")
            assert "INDEX ix_comment_" in first
            assert not [step for step in others if "TEMP" in step or step.startswith("SCAN")]
