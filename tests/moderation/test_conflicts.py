"""A conflict of interest keeps a moderator off, in every use case, whatever a page shows (R51)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select

from engage.audit.models import AuditEntry
from engage.comments.models import Comment
from engage.comments.queries import Cursor
from engage.comments.rules import Hold
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.governance.conduct.queries import conflicts_of
from engage.governance.conduct.rules import NO_CONFLICTS, Conflicts
from engage.governance.conduct.service import InConflict
from engage.moderation import search
from engage.moderation.conflicts.service import declare, end
from engage.moderation.models import Campaign, CampaignMember, Claim, Quarantine
from engage.moderation.queries.campaigns import campaigns_waiting
from engage.moderation.queries.tallies import barred_by_partition, waiting_by_partition
from engage.moderation.queries.waiting import Filters, waiting_for_review, waiting_numbers
from engage.moderation.reported.models import CommentReport
from engage.moderation.reported.queries import (
    counted_reported,
    oldest_reported,
    reported_comments,
)
from engage.moderation.reported.service import keep
from engage.moderation.rules import Outcome
from engage.moderation.search import wanted
from engage.moderation.service import add_note, decide, decide_campaign, reveal, undo, unpublish
from engage.moderation.service.claims import claim, open_claim
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.decisions import acts
from tests.moderation.keeping_off import WHY, keep_off, topic_id
from tests.moderation.senders import put_in_queue, send, send_looked_at

Act = Callable[[Units, Actor, int], object]


@pytest.fixture
def units(both_units: Units) -> Units:
    return both_units


@pytest.fixture
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture
def mo(units: Units) -> Actor:
    return make_person(units, Role.MODERATOR)


def _claims(units: Units, actor: Actor, number: int) -> None:
    with units.writing(actor) as unit:
        assert claim(unit, number) is None
        assert claim(unit, number, takes_over=True) is None
        assert open_claim(unit, number) is None
        assert not unit.session.scalars(select(Claim)).all()
    raise InConflict


def _keeps(units: Units, actor: Actor, number: int) -> None:
    with units.writing(actor) as unit:
        keep(unit, number, 99)


def _notes(units: Units, actor: Actor, number: int) -> None:
    with units.writing(actor) as unit:
        add_note(unit, number, "Somebody should look at this.")


ACTS: dict[str, Act] = {
    "publish": acts.published,
    "redact": acts.published_without_the_name,
    "spam": lambda units, actor, number: acts.decided(units, actor, number, Outcome.SPAM),
    "refer": lambda units, actor, number: acts.decided(
        units, actor, number, Outcome.REFER, refer_to="media"
    ),
    "claim": _claims,
    "keep": _keeps,
    "note": _notes,
}


@pytest.mark.parametrize("whole", [True, False], ids=["engagement", "topic"])
@pytest.mark.parametrize("name", ACTS)
def test_nothing_is_done_to_a_comment_that_its_moderator_keeps_off(
    units: Units, engagement: Engagement, mo: Actor, name: str, whole: bool
) -> None:
    number, _ = send_looked_at(units, acts.TEXT)
    keep_off(units, mo, engagement, "" if whole else "routes")
    with pytest.raises(InConflict):
        ACTS[name](units, mo, number)
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, number).waiting_since is not None


def test_another_topic_is_decided_as_ever_and_this_one_after_the_end(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    routes, _ = send_looked_at(units, "More buses.")
    fares, _ = send_looked_at(units, "Lower fares.", topic="fares")
    conflict = keep_off(units, mo, engagement, "routes")
    acts.published(units, mo, fares)
    with units.writing(mo) as unit:
        end(unit, conflict, "She has left that company.")
    acts.published(units, mo, routes)


def test_what_was_decided_before_is_neither_undone_nor_taken_down(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    number, _ = send_looked_at(units)
    decision = acts.published(units, mo, number)
    keep_off(units, mo, engagement, "routes")
    with pytest.raises(InConflict), units.writing(mo) as unit:
        undo(unit, decision)
    with pytest.raises(InConflict), units.writing(mo) as unit:
        unpublish(unit, number, ("spam",), "")


def test_removed_words_are_not_revealed_to_who_keeps_off(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    number, _ = send_looked_at(units, acts.TEXT)
    acts.published_without_the_name(units, mo, number)
    officer = make_person(units, Role.PRIVACY_OFFICER)
    with units.reading(SYSTEM) as unit:
        held = unit.session.scalars(select(Quarantine.id)).one()
    keep_off(units, officer, engagement)
    with pytest.raises(InConflict), units.writing(officer) as unit:
        reveal(unit, held, "The author asks for it.")


def test_a_campaign_leaves_out_the_topic_and_refuses_the_engagement(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    routes, _ = send(units, "Stop the cuts.")
    fares, _ = send(units, "Stop the cuts.", topic="fares")
    campaign = _campaign(units, engagement, routes, fares)
    keep_off(units, mo, engagement, "routes")
    seen = {routes: 1, fares: 1}
    with units.writing(mo) as unit:
        made = decide_campaign(unit, campaign, seen, Outcome.PUBLISH, (), "")
    assert [one.comment_id for one in made] == [fares]
    keep_off(units, mo, engagement)
    with pytest.raises(InConflict), units.writing(mo) as unit:
        decide_campaign(unit, campaign, seen, Outcome.PUBLISH, (), "")


def test_open_claims_end_with_the_declaration_and_only_those(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    other = make_person(units, Role.MODERATOR, email="max@gov.bc.ca")
    mine, _ = send_looked_at(units)
    of_fares, _ = send_looked_at(units, topic="fares")
    theirs, _ = send_looked_at(units)
    for actor, number in ((mo, mine), (mo, of_fares), (other, theirs)):
        with units.writing(actor) as unit:
            assert claim(unit, number) is not None
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    keep_off(units, lead, engagement, "routes", of=mo)
    with units.reading(SYSTEM) as unit:
        assert set(unit.session.scalars(select(Claim.comment_id))) == {of_fares, theirs}


def test_the_queue_leads_around_it_and_the_counts_stay_true(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    clinics = build_engagement(units, "clinics", ministry="HLTH")
    places = (("night-buses", "routes"), ("night-buses", "fares"), ("clinics", "routes"))
    made = []
    for n in range(12):
        slug, topic = places[n % 3]
        number, _ = send(units, f"Bus {n}", slug=slug, topic=topic)
        put_in_queue(units, number, Hold.PRIVACY if n % 4 == 3 else Hold.ORDINARY)
        with units.writing(SYSTEM) as unit:
            search.index(unit, number, f"Bus {n}")
        made.append((number, slug, topic, n % 4 == 3))
    for held in ((engagement, "routes"), (clinics, "")):
        keep_off(units, mo, *held)
    open_ones = [number for number, slug, topic, _ in made if (slug, topic) == places[1]]
    private = [number for number, slug, topic, p in made if (slug, topic) == places[1] and p]
    with units.reading(mo) as unit:
        without = conflicts_of(unit.session, mo.person_id)
        for within in (None, frozenset({engagement.ministry_id, clinics.ministry_id})):
            every = Filters(part=None, without=without)
            assert _numbers(unit, every, within) == open_ones
            part = Filters(part=Hold.PRIVACY, without=without)
            assert _numbers(unit, part, within) == private
            found = Filters(part=None, without=without, sought=wanted("bus"))
            assert _numbers(unit, found, within) == open_ones
            barred_topic = topic_id(units, engagement, "routes")
            of_topic = Filters(
                part=None, engagement_id=engagement.id, topic_id=barred_topic, without=without
            )
            assert _numbers(unit, of_topic, within) == []
            of_engagement = Filters(part=None, engagement_id=clinics.id, without=without)
            assert _numbers(unit, of_engagement, within) == []
            assert _paged(unit, every, within) == open_ones
        total = waiting_by_partition(unit.session, within=None)
        barred = barred_by_partition(unit.session, without, within=None)
        assert sum(total.values()) == 12
        assert sum(total.values()) - sum(barred.values()) == len(open_ones)
        assert total[Hold.PRIVACY] - barred[Hold.PRIVACY] == len(private)


def test_without_a_conflict_the_queue_asks_what_it_asked_before(
    units: Units, engagement: Engagement
) -> None:
    send_looked_at(units)
    asked: list[str] = []
    engine = units.database.engine
    with units.reading(SYSTEM) as unit:
        unit.session.connection()
        event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        waiting_numbers(unit.session, within=None, limit=5, filters=Filters())
    assert len(asked) == 1
    assert "topic_id" not in asked[0]


def test_reported_comments_that_are_kept_off_are_neither_listed_nor_counted(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    numbers = [send_looked_at(units, topic=topic)[0] for topic in ("routes", "fares")]
    for number in numbers:
        acts.published(units, mo, number)
        with units.writing(SYSTEM) as unit:
            unit.session.add(
                CommentReport(
                    comment_id=number, version=1, kind="policy", note="", reported_at=unit.now
                )
            )
    keep_off(units, mo, engagement, "routes")
    with units.reading(mo) as unit:
        without = conflicts_of(unit.session, mo.person_id)
        listed = reported_comments(unit.session, within=None, limit=9, without=without)
        assert [one.comment_id for one in listed] == numbers[1:]
        assert counted_reported(unit.session, within=None, without=without) == 1
        assert counted_reported(unit.session, within=None) == 2
        whole = Conflicts(frozenset({engagement.id}))
        assert oldest_reported(unit.session, within=None, without=whole) is None


def test_campaigns_of_what_is_kept_off_are_not_listed(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    numbers = [send(units, "Stop the cuts.")[0] for _ in range(2)]
    for number in numbers:
        put_in_queue(units, number, Hold.CAMPAIGN)
    campaign = _campaign(units, engagement, *numbers)
    with units.reading(mo) as unit:
        before = campaigns_waiting(unit.session, within=None)
    keep_off(units, mo, engagement, "routes")
    with units.reading(mo) as unit:
        without = conflicts_of(unit.session, mo.person_id)
        after = campaigns_waiting(unit.session, within=None, without=without)
    assert [one.id for one in before] == [campaign]
    assert after == []


def test_a_decision_waits_for_a_declaration_under_way_and_is_refused(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    number, _ = send_looked_at(units)
    started = threading.Event()

    def publish() -> None:
        started.set()
        acts.published(units, mo, number)

    with ThreadPoolExecutor(1) as pool:
        with units.writing(mo) as unit:
            declare(unit, engagement, None, WHY)
            deciding = pool.submit(publish)
            assert started.wait(60)
        with pytest.raises(InConflict):
            deciding.result(120)


def test_of_declaring_and_deciding_at_once_no_decision_comes_later(
    units: Units, engagement: Engagement, mo: Actor
) -> None:
    with ThreadPoolExecutor(2) as pool:
        for _ in range(8):
            number, _code = send_looked_at(units)
            barrier = threading.Barrier(2)
            deciding = pool.submit(_publish_at, barrier, units, mo, number)
            declaring = pool.submit(_declare_at, barrier, units, mo, engagement)
            conflict, was_decided = declaring.result(120), deciding.result(120)
            decided, declared = _when(units, f"comment:{number}", f"conflict:{conflict}")
            assert was_decided == (decided is not None)
            assert decided is None or decided < (declared or 0)
            with units.writing(mo) as unit:
                end(unit, conflict, "She has left that company.")


def _publish_at(barrier: threading.Barrier, units: Units, actor: Actor, number: int) -> bool:
    barrier.wait(60)
    try:
        with units.writing(actor) as unit:
            decide(unit, number, 1, Outcome.PUBLISH, (), "")
    except InConflict:
        return False
    return True


def _declare_at(
    barrier: threading.Barrier, units: Units, actor: Actor, engagement: Engagement
) -> int:
    barrier.wait(60)
    return keep_off(units, actor, engagement)


def _when(units: Units, *subjects: str) -> list[int | None]:
    """The places in the audit of a decision and of a declaration."""
    actions = ("comment.decided", "conflict.declared")
    with units.reading(SYSTEM) as unit:
        return [
            unit.session.scalar(
                select(AuditEntry.seq).where(
                    AuditEntry.subject == subject, AuditEntry.action.in_(actions)
                )
            )
            for subject in subjects
        ]


def _campaign(units: Units, engagement: Engagement, *numbers: int) -> int:
    with units.writing(SYSTEM) as unit:
        campaign = Campaign(
            engagement_id=engagement.id, first_comment_id=numbers[0], found_at=unit.now
        )
        unit.session.add(campaign)
        unit.session.flush()
        unit.session.add_all(
            CampaignMember(comment_id=one, campaign_id=campaign.id, adds_something=False)
            for one in numbers
        )
        return campaign.id


def _numbers(unit: Unit, filters: Filters, within: frozenset[int] | None) -> list[int]:
    assert filters.without != NO_CONFLICTS
    return waiting_numbers(unit.session, within=within, limit=50, filters=filters)


def _paged(unit: Unit, filters: Filters, within: frozenset[int] | None) -> list[int]:
    seen: list[int] = []
    after: Cursor | None = None
    while rows := waiting_for_review(
        unit.session, within=within, limit=2, after=after, filters=filters
    ):
        seen += [row.id for row in rows]
        after = rows[-1].waits_at
    return seen
