"""The staff's calendar: what stands in a month, for whom, and whatever the address says."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from engage.accounts.models import Ministry
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.desk.calendar_asked import MOST, Asked
from engage.desk.calendar_rules import (
    EARLIEST,
    LATEST,
    Entry,
    Kind,
    Month,
    by_day,
    last_day,
    month_from_address,
    month_of,
)
from engage.desk.calendar_sources import entries_of
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind as EngagementKind
from engage.governance.approvals.service import ask
from engage.governance.outbound import Action, Outbound
from engage.governance.service import outbound_guard
from engage.outreach.models import ConnectEntry, Tool
from engage.outreach.rules import EntryState
from engage.records.models import RecordsFiling
from engage.updates.approving import update_subject
from engage.updates.planning import plan_update
from engage.updates.service import add_update, save_update
from tests.app_fixtures import NOON, MakeEngagement, build_engagement, make_person
from tests.comments.test_notice_change import amend
from tests.governance.elections.calendar import CALL, IN_INTERREGNUM, set_election
from tests.updates.writing import WORDS, shown_update, stamp_update

SignIn = Callable[..., Actor]
TZ = "America/Vancouver"
MARCH = Month(2026, 3)
MONTHS = st.builds(Month, st.integers(EARLIEST, LATEST - 1), st.integers(1, 12))


def entries(
    units: Units, actor: Actor, month: Month = MARCH, kind: Kind | None = None
) -> list[Entry]:
    with units.reading(actor) as unit:
        return entries_of(Asked(unit, month, *month.bounds(TZ), None), kind)


def words(found: list[Entry]) -> list[str]:
    return [one.words for those in by_day(found).values() for one in those]


@given(MONTHS)
def test_a_month_holds_each_of_its_days_once_and_ends_where_the_next_begins(month: Month) -> None:
    inside = [day for week in month.weeks() for day in week if day.month == month.number]
    assert inside == sorted(set(inside))
    assert (inside[0], inside[-1] + timedelta(days=1)) == (month.first, month.after_last)
    assert all(len(week) == 7 and week[0].weekday() == 6 for week in month.weeks())
    assert month.bounds(TZ)[1] == month.later(1).bounds(TZ)[0]
    assert month.later(1).later(-1) == month == month_of(month.first)
    assert month_from_address(month.in_address) == month


@given(st.text(max_size=9) | st.from_regex(r"\d{4}-\d\d", fullmatch=True))
def test_whatever_stands_in_the_address_is_a_month_in_reach_or_none(text: str) -> None:
    found = month_from_address(text)
    assert found is None or (found.is_in_reach and found.in_address == text)


def test_what_closes_at_midnight_closes_on_the_day_that_then_ends() -> None:
    midnight = datetime(2026, 4, 1, 7, tzinfo=UTC)
    assert last_day(midnight, TZ) == date(2026, 3, 31)


def test_everything_of_a_month_stands_on_its_day(both_units: Units, clock: FixedClock) -> None:
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD)
    build_engagement(both_units)
    build_engagement(both_units, "to-midnight", closes_at=datetime(2026, 4, 1, 7, tzinfo=UTC))
    build_engagement(both_units, "draft", published=False, opens_at=NOON + timedelta(days=5))
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        shown_update(unit, engagement)
        second = add_update(unit, engagement, WORDS, slug="second")
        stamp_update(unit, engagement, second)
        plan_update(
            unit,
            engagement,
            second,
            NOON + timedelta(days=9),
            seen_revision_id=second.draft_revision_id,
            seen_plan=0,
        )
        third = add_update(unit, engagement, WORDS, slug="third")
        ask(unit, update_subject(unit, engagement, third))
        unit.session.add(
            RecordsFiling(
                engagement_id=engagement.id,
                number=1,
                file_number="1",
                filed_on=date(2026, 3, 31),
                classification="x",
                schedule="x",
                audit_seq=1,
                filed_at=unit.now,
                filed_by=None,
            )
        )
    amend(both_units)
    set_election(both_units)
    found = entries(both_units, lead)
    told = {(one.words, one.day.day) for one in found}
    assert told == {
        ("Opened", 1),
        ("Update published", 2),
        ("Collection notice changed (version 2)", 2),
        ("Approval asked for: update", 2),
        ("Draft: opens", 7),
        ("Draft: closes", 30),
        ("The election is called", 10),
        ("Update planned", 11),
        ("Closes", 30),
        ("Closes", 31),
        ("Records filed", 31),
    }
    assert words(entries(both_units, lead, MARCH.later(1))) == ["Voting day"]
    assert {one.kind for one in entries(both_units, lead, kind=Kind.CLOSING)} == {Kind.CLOSING}


def test_an_update_that_was_not_published_as_planned_stays_on_its_day(units: Units) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = add_update(unit, engagement, WORDS)
        stamp_update(unit, engagement, update)
        seen = update.draft_revision_id
        plan_update(
            unit, engagement, update, NOON + timedelta(1), seen_revision_id=seen, seen_plan=0
        )
        changed = WORDS.__class__(WORDS.title, "Another.", WORDS.body)
        save_update(unit, engagement, update, changed, seen_revision_id=seen)
    assert words(entries(units, lead, kind=Kind.UPDATE)) == ["Update not published as planned"]


def test_of_other_ministries_nothing_is_told(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    elsewhere = make_person(units, Role.ENGAGEMENT_LEAD, ministry="HLTH")
    set_election(units)
    assert {one.kind for one in entries(units, elsewhere)} == {Kind.ELECTION}
    nobody = make_person(units, email="nobody@gov.bc.ca")
    assert {one.kind for one in entries(units, nobody)} == {Kind.ELECTION}


def test_what_an_election_holds_is_told_to_those_who_read_about_it(
    units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(units)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    with units.writing(SYSTEM) as unit:
        outbound_guard(unit, Action(Outbound.PROMOTE, engagement.id))
    lead, viewer = (make_person(units, one) for one in (Role.ENGAGEMENT_LEAD, Role.MINISTRY_VIEWER))
    assert words(entries(units, lead, kind=Kind.HELD)) == ["Held: Promotion"]
    assert entries(units, viewer, kind=Kind.HELD) == []
    assert entries(units, viewer, kind=Kind.RECORDS) == []
    assert CALL < IN_INTERREGNUM


def test_a_full_month_asks_no_more_questions_than_an_empty_one_and_says_what_it_leaves_out(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engagement = build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    event.listen(units.database.engine, "before_cursor_execute", note)
    client.get("/staff/calendar?month=2026-03")
    asked.clear()
    client.get("/staff/calendar?month=2026-03")
    before = len(asked)
    with units.writing(SYSTEM) as unit:
        unit.session.add_all(
            Engagement(
                slug=f"many-{number}",
                ministry_id=engagement.ministry_id,
                title=f"Question {number}",
                kind=EngagementKind.TIME_LIMITED,
                created_at=unit.now,
                published_at=unit.now,
                opens_at=NOON + timedelta(hours=number % 600),
                closes_at=NOON + timedelta(days=60),
            )
            for number in range(MOST)
        )
    asked.clear()
    page = client.get("/staff/calendar?month=2026-03").text
    assert len(asked) == before
    event.remove(units.database.engine, "before_cursor_execute", note)
    assert "more in this month than this page shows" in page
    assert "more<span" in page
    assert client.get("/staff/calendar?month=2026-03&view=list").text.count('<li class="cal') > MOST


def test_it_opens_at_this_month_marks_today_and_leads_to_the_months_around(
    client: FlaskClient, sign_in: SignIn, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    sign_in(Role.MINISTRY_VIEWER)
    page = client.get("/staff/calendar").text
    assert "Calendar: March 2026" in page
    assert page.count("<strong>Today</strong>") == 1
    assert 'href="/staff/calendar?month=2026-02"' in page
    assert 'href="/staff/calendar?month=2026-04"' in page
    assert 'aria-current="page">Calendar</a>' in page
    assert '<a href="/staff/engagements/night-buses">Should buses run at night?</a>' in page
    assert "Should buses" in client.get("/staff/calendar?view=list").text
    assert "Nothing is in this month" in client.get("/staff/calendar?month=2031-01").text
    nothing = client.get("/staff/calendar?kind=records").text
    assert "Nothing of what you chose" in nothing
    assert 'href="/staff/calendar?month=2026-03">Show everything' in nothing


def test_filters_are_links_that_keep_each_other(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    here = build_engagement(units)
    build_engagement(units, "clinics", ministry="HLTH", title="Which clinics?")
    sign_in(Role.ENGAGEMENT_LEAD)
    page = client.get(f"/staff/calendar?ministry={here.ministry_id}&view=list").text
    assert "Should buses" in page
    assert "Which clinics?" not in page
    kept = f"month=2026-03&amp;ministry={here.ministry_id}&amp;kind=closing&amp;view=list"
    assert f'href="/staff/calendar?{kept}"' in page


def test_the_ministry_of_others_cannot_be_chosen(
    client: FlaskClient, sign_in: SignIn, units: Units
) -> None:
    other = build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    page = client.get(f"/staff/calendar?ministry={other.ministry_id}").text
    assert "Should buses" not in page
    assert "Ministry of Transportation" not in page


HOSTILE = (
    "month=", "month=2026-13", "month=0000-01", "month=9999-12", "month=2026-3", "month=%00",
    "month=%D9%A2%D9%A0%D9%A2%D9%A6-%D9%A0%D9%A3", "ministry=x", "ministry=-1", "ministry=%D9%A3",
    "ministry=999999999999", "kind=x", "kind=%FF", "view=x", "month[]=1", "month=2099-12",
    "month=2000-01", "month=<script>alert(1)</script>",
)  # fmt: skip


def test_whatever_the_address_says_is_a_page(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.ADMINISTRATOR)
    for query in HOSTILE:
        answer = client.get(f"/staff/calendar?{query}")
        assert answer.status_code == 200, query
        assert "<script>alert" not in answer.text


def test_titles_are_text(client: FlaskClient, sign_in: SignIn, units: Units) -> None:
    build_engagement(units, title="<script>alert(1)</script>")
    sign_in(Role.ENGAGEMENT_LEAD)
    for view in ("", "?view=list"):
        assert "<script>alert" not in client.get(f"/staff/calendar{view}").text


def test_what_the_registers_hold_is_to_be_confirmed_a_year_later(both_units: Units) -> None:
    lead = make_person(both_units, Role.ENGAGEMENT_LEAD)
    viewer = make_person(both_units, Role.MINISTRY_VIEWER, ministry="TRAN", email="v@gov.bc.ca")
    stranger = make_person(both_units, Role.MINISTRY_VIEWER, ministry="FOR", email="s@gov.bc.ca")
    with both_units.writing(SYSTEM) as unit:
        ours = unit.session.scalars(select(Ministry.id).where(Ministry.code == "TRAN")).one()
        for name, state, days in (
            ("Ours", EntryState.LISTED, 350),
            ("Overdue", EntryState.LISTED, 366),
            ("Proposed", EntryState.PROPOSED, 350),
            ("Later", EntryState.LISTED, 0),
        ):
            unit.session.add(entry_of(ours, name, state, NOON - timedelta(days=days)))
        first, *others = unit.session.scalars(select(Tool).order_by(Tool.id)).all()
        first.checked_at = NOON - timedelta(days=345)
        for tool in others:
            tool.checked_at = NOON
    listed = {("Connect: to confirm", "Ours"), ("Connect: was to be confirmed", "Overdue")}
    for person, told in (
        (lead, listed | {("Tool: to confirm", first.name)}),
        (viewer, listed),
        (stranger, set()),
    ):
        found = entries(both_units, person, kind=Kind.REVIEW)
        assert {(one.words, one.title) for one in found} == told
        assert all(one.at is None for one in found)


def entry_of(ministry_id: int, name: str, state: str, checked_at: datetime) -> ConnectEntry:
    return ConnectEntry(
        ministry_id=ministry_id, kind="blog", name=name, address=f"https://{name}.example/",
        address_key=f"{name}.example/", audience="public", languages="en", owner="GCPE",
        state=state, version=1, created_at=NOON, checked_at=checked_at,
    )  # fmt: skip
