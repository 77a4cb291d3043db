"""The box for a comment on the engagement's page: the notice before it, what a browser sends."""

from flask import render_template
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.site.form_here import FormHere, form_here
from engage.site.queries import topic_facts
from engage.web.transaction import EngageFlask
from tests.app_fixtures import build_engagement
from tests.engagements.pages import fields


def here(units: Units) -> FormHere | None:
    with units.reading(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        content = topic_content(unit.session, topic.published_revision_id)
        return form_here(unit, engagement, topic_facts(engagement, topic, content))


def test_the_whole_notice_stands_before_the_box_and_a_browser_sends_text_and_mark(
    app: EngageFlask, client: FlaskClient, units: Units
) -> None:
    build_engagement(units, topics=("routes",))
    write = here(units)
    assert write is not None
    with app.test_request_context("/"):
        html = render_template("site/_form_here.html", write=write, ministry="The ministry")
    box = html.index("<textarea")
    for words in (
        "The ministry", write.notice.authority[:20], write.notice.contact[:10], write.prompt,
    ):  # fmt: skip
        assert html.index(words) < box
    sent = fields(html, write.action)
    assert sent == {"seen_notice": write.notice.mark, "text": ""}
    page = client.post(write.action, data=sent | {"text": "More buses."})
    assert page.status_code == 200
    assert "More buses." in page.text


def test_there_is_no_box_while_comments_are_not_accepted(units: Units, clock: FixedClock) -> None:
    engagement = build_engagement(units, topics=("routes",))
    assert engagement.closes_at is not None
    clock.instant = engagement.closes_at
    assert here(units) is None
