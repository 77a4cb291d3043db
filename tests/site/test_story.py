"""An engagement as a story: what has happened, what comes next, what was heard."""

from datetime import datetime, timedelta

from flask import render_template
from hypothesis import given
from hypothesis import strategies as st

from engage.core.clock import FixedClock
from engage.core.language import speaking
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind, Timing, UpdateContent
from engage.site.queries import update_links
from engage.site.rules import UpdateLink
from engage.site.story import STORY_UPDATES, Story, milestones_ahead, milestones_before, story_of
from engage.updates.service import withdraw_update
from engage.web.transaction import EngageFlask
from tests.app_fixtures import NOON, build_engagement
from tests.following.happening import publish_the_results
from tests.updates.writing import shown_update

DAY = timedelta(days=1)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(
    lambda at: at.replace(tzinfo=NOON.tzinfo)
)


def story(units: Units) -> Story:
    with units.reading(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        updates, _ = update_links(unit.session, engagement, most=STORY_UPDATES)
        return story_of(unit, engagement, updates)


def told(found: Story) -> tuple[list[str], list[str]]:
    return [one.key for one in found.past], [one.key for one in found.ahead]


@given(
    st.builds(Timing, *[INSTANTS | st.none()] * 4, st.booleans()),
    INSTANTS,
    st.lists(INSTANTS, max_size=5),
)
def test_what_has_happened_lies_behind_and_in_order_and_what_comes_lies_ahead(
    timing: Timing, now: datetime, updates: list[datetime]
) -> None:
    links = [UpdateLink("/u", "An update", "", at) for at in updates]
    past = [one.at for one in milestones_before(timing, links, now, "/results")]
    assert all(at is not None and at <= now for at in past)
    assert past == sorted(at for at in past if at is not None)
    assert past.count(None) == 0
    assert sum(one.key == "update" for one in milestones_before(timing, links, now, "")) == sum(
        at <= now for at in updates
    )
    ahead = milestones_ahead(timing, now)
    if timing.published_at is not None and timing.published_at <= now:
        assert all(one.at is None or one.at > now for one in ahead)


def test_the_story_goes_on_from_the_announcement_to_the_results(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, opens_at=NOON + DAY, closes_at=NOON + 9 * DAY)
    assert told(story(units)) == (["announced"], ["opens", "closes", "results"])
    clock.instant = NOON + 2 * DAY
    with units.writing(SYSTEM) as unit:
        shown_update(unit, engagement_by_slug(unit.session, "night-buses"))
    assert told(story(units)) == (["announced", "opened", "update"], ["closes", "results"])
    clock.instant = NOON + 9 * DAY
    found = story(units)
    assert told(found) == (["announced", "opened", "update", "closed"], ["results"])
    assert found.heard is None
    publish_the_results(units, "Buses will run.")
    found = story(units)
    assert told(found) == (["announced", "opened", "update", "closed", "results"], [])
    assert found.heard is not None
    assert (found.heard.href, found.heard.is_so_far) == ("/engagements/night-buses/results", False)
    assert found.past[-1].href == found.heard.href


def test_an_ongoing_engagement_has_no_end_and_reports_now_and_then(units: Units) -> None:
    build_engagement(units, kind=Kind.ONGOING, closes_at=None)
    assert told(story(units)) == (["opened"], ["open", "results"])
    publish_the_results(units, "So far: buses.")
    found = story(units)
    assert told(found) == (["opened", "results"], ["open", "results"])
    assert found.heard is not None
    assert found.heard.is_so_far


def test_only_what_is_public_stands_in_it(units: Units) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        withdraw_update(unit, engagement, shown_update(unit, engagement))
    assert told(story(units))[0] == ["opened"]


def test_the_page_says_past_and_future_in_words_and_shows_titles_as_text(
    app: EngageFlask, units: Units
) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        shown_update(unit, engagement, UpdateContent("<script>x</script>", "It ran.", "Ran."))
    found = story(units)
    with app.test_request_context("/"):
        html = render_template("site/_timeline.html", story=found)
    assert html.index("What has happened") < html.index("Update") < html.index("What comes next")
    assert "Done:" in html
    assert "To come:" in html
    assert "<script>" not in html
    with app.test_request_context("/"), speaking("fr"):
        html = render_template("site/_timeline.html", story=found)
    assert '<span lang="en' in html or 'lang="en-CA"' in html


def test_what_was_heard_is_shown_with_its_link(
    app: EngageFlask, units: Units, clock: FixedClock
) -> None:
    build_engagement(units, closes_at=NOON + DAY)
    clock.instant = NOON + DAY
    publish_the_results(units, "Buses will <b>run</b>.")
    with app.test_request_context("/"):
        html = render_template("site/_heard.html", heard=story(units).heard)
        assert render_template("site/_heard.html", heard=None).strip() == ""
    assert "What we heard" in html
    assert 'href="/engagements/night-buses/results"' in html
    assert "<b>" not in html
