"""A WordPress that was restored from an old backup, over both interfaces: what drifted is named,
what would be done is read first, and exactly that is done."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM, Actor, Role
from engage.wordpress.drift import Finding
from engage.wordpress.gateway import open_transport
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.mending import Mended, look, mend
from engage.wordpress.models import WordPressLeftOut
from engage.wordpress.plans import RunKind, RunTrouble, Thing
from engage.wordpress.queries.runs import last_run
from engage.wordpress.repair import Action
from engage.wordpress.rules import TransportName
from engage.wordpress.service.asking import ask_drift, ask_repair, newest_report
from tests.app_fixtures import make_person
from tests.services.wordpress import WordPressSite
from tests.wordpress.staff.backup import back_up, statement
from tests.wordpress.synced import Synced, synced_with

WAYS = {"rest": "wordpress", "xmlrpc": "wordpress_with_plugin"}


@pytest.fixture(params=["rest", "xmlrpc"])
def site(request: pytest.FixtureRequest) -> WordPressSite:
    found: WordPressSite = request.getfixturevalue(WAYS[request.param])
    return found


@pytest.fixture
def ours(
    request: pytest.FixtureRequest, site: WordPressSite, sqlite_url: str, tmp_path: Path
) -> Iterator[Synced]:
    way = request.node.callspec.params["site"]
    with synced_with(site, sqlite_url, tmp_path, ENGAGE_WORDPRESS_TRANSPORT=way) as made:
        yield made


@pytest.fixture
def transport(ours: Synced) -> Iterator[Transport]:
    assert ours.units.settings.wordpress is not None
    with open_transport(ours.units.settings.wordpress) as opened:
        yield opened


def looked(ours: Synced, transport: Transport) -> Mended:
    return look(ours.units, transport)


def counts(mended: Mended) -> dict[Finding, int]:
    return mended.found.drift.counts


def visitor(ours: Synced, site: WordPressSite, text: str, name: str = "Kim") -> None:
    """A comment by somebody there, whatever the post takes: as an import or a plugin leaves one."""
    post_id = ours.post()["id"]
    statement(
        site,
        "INSERT INTO wp_comments (comment_post_ID, comment_author, comment_author_email,"
        " comment_author_url, comment_author_IP, comment_date, comment_date_gmt, comment_content,"
        " comment_approved, comment_agent, comment_type)"
        f" VALUES ({post_id}, '{name}', '{name.lower()}@example.ca', '', '', NOW(),"
        f" UTC_TIMESTAMP(), '{text}', '1', '', 'comment')",
    )


def test_a_restored_site_is_repaired_as_it_was_read(
    ours: Synced, site: WordPressSite, transport: Transport
) -> None:
    ours.publish()
    kept, _ = ours.published("It stays", "Robin")
    taken, _ = ours.published("It is taken down later")
    ours.work()
    assert counts(looked(ours, transport)) == {}
    put_back = back_up(site)
    ours.take_down(taken)
    later = [ours.published(text, "Lee")[0] for text in ("Later one", "Later two")]
    ours.work()
    assert [text for _, text in ours.comments()] == ["It stays", "Later one", "Later two"]
    put_back()
    visitor(ours, site, "Mine has the number of Later one")

    mended = looked(ours, transport)
    assert counts(mended) == {
        Finding.MISSING_THERE: 2,
        Finding.EXTRA_THERE: 1,
        Finding.MISSING_HERE: 1,
    }
    assert mended.plan.counts == {Action.REMOVE: 1, Action.SEND_AGAIN: 2, Action.TAKE_IN: 1}
    assert {step.local_id for step in mended.plan.of(Action.SEND_AGAIN)} == set(later)
    assert [step.local_id for step in mended.plan.of(Action.REMOVE)] == [taken]

    done = mend(ours.units, transport, mended.plan.digest)
    assert not done.is_other
    assert done.passed_over == 0
    ours.work()
    public = sorted(text for name, text in ours.comments() if name != "Kim")
    assert public == ["It stays", "Later one", "Later two"]
    with ours.units.reading(SYSTEM) as unit:
        assert len(unit.session.scalars(select(WordPressLeftOut)).all()) == 1
        steps = select(AuditEntry).where(AuditEntry.action == "wordpress.repaired")
        assert len(unit.session.scalars(steps).all()) == 4
    again = looked(ours, transport)
    assert again.plan.steps == ()
    assert again.found.drift.is_in_step
    assert ours.link(Thing.COMMENT, kept).remote_id in {row["id"] for row in ours.rows()}


def test_a_plan_that_changed_since_it_was_read_is_not_carried_out(
    ours: Synced, site: WordPressSite, transport: Transport
) -> None:
    ours.publish()
    ours.published("Gone soon", "Robin")
    ours.work()
    for row in ours.rows():
        ours.there.delete(f"comments/{row['id']}", params={"force": True})
    read = looked(ours, transport).plan
    visitor(ours, site, "Between reading and confirming")
    done = mend(ours.units, transport, read.digest)
    assert done.is_other
    assert not done.done
    ours.work()
    assert ours.rows() == [] or [name for name, _ in ours.comments()] == ["Kim"]


def test_a_post_that_is_gone_is_made_anew_with_its_comments(
    ours: Synced, transport: Transport
) -> None:
    ours.publish()
    ours.published("Under a post that vanishes", "Robin")
    ours.work()
    ours.there.delete(f"posts/{ours.post()['id']}", params={"force": True})
    mended = looked(ours, transport)
    assert mended.plan.counts == {Action.SEND_AGAIN: 2}
    mend(ours.units, transport, mended.plan.digest)
    ours.work()
    assert ours.comments() == [("Robin", "Under a post that vanishes")]
    assert counts(looked(ours, transport)) == {}


def test_other_text_name_and_status_get_ours_and_second_copies_go(
    ours: Synced, site: WordPressSite, transport: Transport
) -> None:
    ours.publish()
    for number in range(4):
        ours.published(f"Comment {number}", "Robin")
    ours.work()
    ids = [row["id"] for row in ours.rows()]
    statement(
        site,
        f"UPDATE wp_comments SET comment_content = 'Other' WHERE comment_ID = {ids[0]};"
        f" UPDATE wp_comments SET comment_author = 'Other' WHERE comment_ID = {ids[1]};"
        f" UPDATE wp_comments SET comment_approved = '0' WHERE comment_ID = {ids[2]};"
        " INSERT INTO wp_comments (comment_post_ID, comment_author, comment_author_email,"
        " comment_author_url, comment_author_IP, comment_date, comment_date_gmt, comment_content,"
        " comment_approved, comment_agent, comment_type) SELECT comment_post_ID, comment_author,"
        " comment_author_email, '', '', comment_date, comment_date_gmt, comment_content, '1', '',"
        f" 'comment' FROM wp_comments WHERE comment_ID = {ids[3]}",
    )
    mended = looked(ours, transport)
    assert counts(mended) == {
        Finding.TWICE_THERE: 1,
        Finding.OTHER_TEXT: 1,
        Finding.OTHER_NAME: 1,
        Finding.OTHER_STATUS: 1,
    }
    mend(ours.units, transport, mended.plan.digest)
    ours.work()
    assert ours.comments() == [("Robin", f"Comment {number}") for number in range(4)]
    assert counts(looked(ours, transport)) == {}


def test_an_answer_that_stands_under_another_comment_is_moved_where_that_can_be_done(
    ours: Synced, site: WordPressSite, transport: Transport
) -> None:
    ours.publish()
    for text in ("The question", "The answer"):
        ours.published(text, "Robin")
    ours.work()
    first, second = (row["id"] for row in ours.rows())
    statement(site, f"UPDATE wp_comments SET comment_parent = {first} WHERE comment_ID = {second}")
    mended = looked(ours, transport)
    assert counts(mended) == {Finding.OTHER_PARENT: 1}
    if transport.name is TransportName.XMLRPC:
        assert mended.plan.steps == ()
        return
    mend(ours.units, transport, mended.plan.digest)
    ours.work()
    assert [row["parent"] for row in ours.rows()] == [0, 0]
    assert counts(looked(ours, transport)) == {}


def test_numbers_that_changed_are_adopted_without_sending(
    ours: Synced, site: WordPressSite, transport: Transport
) -> None:
    """As after an export and an import into another WordPress."""
    ours.publish()
    number, _ = ours.published("I get another number", "Robin")
    ours.work()
    before = ours.link(Thing.COMMENT, number)
    statement(
        site,
        "UPDATE wp_comments SET comment_ID = 900000 + comment_ID"
        f" WHERE comment_ID = {before.remote_id}",
    )
    mended = looked(ours, transport)
    assert mended.plan.counts == {Action.ADOPT: 1}
    mend(ours.units, transport, mended.plan.digest)
    after = ours.link(Thing.COMMENT, number)
    assert after.remote_id == 900000 + (before.remote_id or 0)
    assert after.pushed_at == before.pushed_at
    assert counts(looked(ours, transport)) == {}


def test_staff_ask_read_and_confirm_and_the_jobs_do_it(ours: Synced, transport: Transport) -> None:
    lead = make_person(ours.units, Role.ADMINISTRATOR)
    ours.publish()
    ours.published("Gone soon", "Robin")
    ours.work()
    for row in ours.rows():
        ours.there.delete(f"comments/{row['id']}", params={"force": True})
    ask(ours, lead, ask_drift)
    with ours.units.reading(SYSTEM) as unit:
        report = newest_report(unit)
    assert report is not None
    assert report.found["plan"]["counts"] == {"send_again": 1}
    assert ours.comments() == []
    digest = report.found["plan"]["digest"]
    ask(ours, lead, lambda unit: ask_repair(unit, digest))
    assert ours.comments() == [("Robin", "Gone soon")]
    with ours.units.reading(SYSTEM) as unit:
        run = last_run(unit.session, RunKind.REPAIR, unit.now)
        assert run is not None
        assert run.found["done"] == {"send_again": 1}
    ask(ours, lead, lambda unit: ask_repair(unit, digest))  # confirmed a second time by mistake
    with ours.units.reading(SYSTEM) as unit:
        run = last_run(unit.session, RunKind.REPAIR, unit.now)
        assert run is not None
        assert run.trouble == RunTrouble.OTHER_PLAN
    assert ours.comments() == [("Robin", "Gone soon")]


def ask(ours: Synced, actor: Actor, what: Callable[..., int]) -> None:
    with ours.units.writing(actor) as unit:
        what(unit)
    ours.work()
