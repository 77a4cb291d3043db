"""Several at the same moment: one row, one mail, one issue."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.following.rules import Pace
from engage.following.service import make_daily_issue
from engage.jobs.worker import run_due
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement
from tests.following.happening import add_a_topic, gathered, issues, told
from tests.following.people import (
    EMAIL,
    FOLLOW,
    Follower,
    engagement_of,
    follow_form,
    following,
    rows,
    work,
)
from tests.services.smtp import MailServer


def together(act: Callable[[int], object], count: int = 4) -> list[object]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(act, range(count)))


def test_a_form_that_is_sent_four_times_at_once_is_one_row_and_one_mail(
    both_mail_units: Units, mail_server: MailServer
) -> None:
    units = both_mail_units
    build_engagement(units)
    citizens = [Follower(units) for _ in range(4)]
    form = follow_form(citizens[0].client) | {"email": EMAIL}
    statuses = together(lambda n: citizens[n].client.post(FOLLOW, data=form).status_code)
    assert statuses == [200] * 4
    work(units)
    assert len(rows(units)) == 1
    assert mail_server.recipients == [EMAIL]


def test_workers_side_by_side_tell_everybody_once(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    addresses = [f"kim{number}@example.ca" for number in range(6)]
    for address in addresses:
        following(units, mail_server, address)
    add_a_topic(units)
    together(lambda _n: run_due(units, HANDLERS))
    clock.advance(minutes=10)
    together(lambda _n: run_due(units, HANDLERS))
    gathered(units, clock)
    assert [to for to, _ in told(mail_server)] == addresses


def test_a_days_issue_is_made_once_by_whoever_comes_first(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    following(units, mail_server, pace=Pace.DAILY)
    add_a_topic(units)
    gathered(units, clock)
    number = engagement_of(units).id

    def make(_n: int) -> None:
        with units.writing(SYSTEM) as unit:
            make_daily_issue(unit, number, date(2026, 3, 3))

    together(make)
    assert [one.pace for one in issues(units)] == [Pace.AT_ONCE, Pace.DAILY]
    work(units)
    assert len(told(mail_server)) == 1
