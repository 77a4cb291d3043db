"""Where the two sides disagree: noted once, kept sealed, settled by one person."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.service import find_by_receipt, withdraw
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.governance.conduct.models import ConflictOfInterest
from engage.jobs.models import Job
from engage.jobs.worker import run_due
from engage.moderation.rules import Outcome as Decided
from engage.moderation.rules import Reason
from engage.moderation.service import decide, unpublish
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.models import WordPressDifference, WordPressLink
from engage.wordpress.plans import LinkState, Settling, Thing, Trouble
from engage.wordpress.queries.differences import count_waiting, open_difference
from engage.wordpress.service.differences import (
    close_difference,
    difference_for,
    note_difference,
    ours_digest,
    ours_now,
    settle,
    settle_decided,
    theirs_of,
)
from engage.wordpress.service.kinds import PUSH_COMMENT
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.moderation.senders import send
from tests.wordpress.posts.test_choices import NOWHERE

THERE = NOON - timedelta(minutes=5)


@pytest.fixture
def units(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    made = make_units(settings_for(database_url, tmp_path, **NOWHERE), clock)
    yield made
    made.database.dispose()


def linked(units: Units, thing: Thing, local_id: int) -> int:
    with units.writing(SYSTEM) as unit:
        link = WordPressLink(thing=thing, local_id=local_id, key=f"{thing}-{local_id}", remote_id=7)
        link.state, link.fields_hash = LinkState.SHOWN, "x"
        unit.session.add(link)
        unit.session.flush()
        return link.id


def noted(
    units: Units,
    link_id: int,
    text: str = "Theirs",
    modified: datetime | None = THERE,
    trouble: Trouble = Trouble.CHANGED_THERE,
) -> int:
    with units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, link_id)
        link.state = LinkState.CONFLICT
        return note_difference(unit, link, trouble, {"title": text}, modified).id


def rows(units: Units) -> list[WordPressDifference]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(WordPressDifference)))


def settled(
    units: Units, actor: Actor, number: int, how: Settling, seen: datetime | None = THERE
) -> None:
    with units.writing(actor) as unit:
        settle(unit, number, how, seen)


def commented(units: Units) -> tuple[int, str, int]:
    """A published comment, its receipt, and a difference about it."""
    build_engagement(units)
    number, receipt = send(units, "More buses", name="Robin")
    with units.writing(make_person(units, Role.MODERATOR)) as unit:
        decide(unit, number, 1, Decided.PUBLISH, (), "")
    link_id = linked(units, Thing.COMMENT, number)
    with units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, link_id)
        link.state = LinkState.CONFLICT
        theirs = {"name": "Robin", "text": "Fewer buses"}
        row = note_difference(unit, link, Trouble.CHANGED_THERE, theirs, THERE)
        return number, receipt, row.id


def test_what_is_found_again_is_the_same_difference_and_lies_sealed(units: Units) -> None:
    link_id = linked(units, Thing.ENGAGEMENT, build_engagement(units).id)
    first = noted(units, link_id, "Once upon a time")
    later = THERE + timedelta(minutes=1)
    assert noted(units, link_id, "Twice", later) == first
    (row,) = rows(units)
    assert row.remote_modified == later
    assert "Twice" not in row.theirs
    with units.reading(SYSTEM) as unit:
        kept = unit.session.get_one(WordPressDifference, first)
        assert theirs_of(unit, kept) == {"title": "Twice"}
        details = unit.session.scalars(select(AuditEntry.detail)).all()
        assert not any("Twice" in str(one) or "Once" in str(one) for one in details)


def test_both_sides_saying_the_same_again_settles_it(units: Units) -> None:
    link_id = linked(units, Thing.ENGAGEMENT, build_engagement(units).id)
    noted(units, link_id)
    with units.writing(SYSTEM) as unit:
        link = unit.session.get_one(WordPressLink, link_id)
        assert close_difference(unit, link, Settling.BY_ITSELF) is not None
        assert close_difference(unit, link, Settling.BY_ITSELF) is None
        assert open_difference(unit.session, link_id) is None
        assert count_waiting(unit.session, None, None) == (0, None)


def test_only_the_first_of_two_settles_and_the_second_hears_who_did(units: Units) -> None:
    link_id = linked(units, Thing.ENGAGEMENT, build_engagement(units).id)
    number = noted(units, link_id)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    with pytest.raises(Conflict, match="again since you opened"):
        settled(units, lead, number, Settling.OURS, THERE - timedelta(seconds=1))
    with pytest.raises(Refused):
        settled(units, lead, number, Settling.BY_ITSELF)
    settled(units, lead, number, Settling.OURS)
    with pytest.raises(Conflict, match="Sam Staff put our text back on"):
        settled(units, lead, number, Settling.THEIRS)
    (row,) = rows(units)
    assert (row.how, row.settled_by) == (Settling.OURS, lead.person_id)


def test_what_was_left_down_is_not_asked_about_again_but_can_be_put_back(units: Units) -> None:
    link_id = linked(units, Thing.ENGAGEMENT, build_engagement(units).id)
    number = noted(units, link_id, trouble=Trouble.TAKEN_DOWN_THERE)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    settled(units, lead, number, Settling.THEIRS)
    assert noted(units, link_id, trouble=Trouble.TAKEN_DOWN_THERE) == number
    with pytest.raises(Conflict):
        settled(units, lead, number, Settling.THEIRS)
    settled(units, lead, number, Settling.OURS)
    later = THERE + timedelta(minutes=1)
    assert noted(units, link_id, modified=later, trouble=Trouble.TAKEN_DOWN_THERE) != number


def test_a_post_made_again_takes_its_comments_along(units: Units) -> None:
    engagement = build_engagement(units)
    link_id = linked(units, Thing.ENGAGEMENT, engagement.id)
    comment = linked(units, Thing.COMMENT, 1)
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(WordPressLink, comment).post_id = 7
    number = noted(units, link_id, modified=None, trouble=Trouble.DELETED_THERE)
    settled(units, make_person(units, Role.ENGAGEMENT_LEAD), number, Settling.OURS, None)
    with units.reading(SYSTEM) as unit:
        for one in (link_id, comment):
            link = unit.session.get_one(WordPressLink, one)
            assert (link.state, link.remote_id, link.fields_hash) == (LinkState.NEW, None, "")


def test_another_ministry_s_difference_is_not_there(units: Units) -> None:
    number = noted(units, linked(units, Thing.ENGAGEMENT, build_engagement(units).id))
    far = make_person(units, Role.ENGAGEMENT_LEAD, ministry="HLTH")
    for actor in (far, make_person(units, Role.MODERATOR)):
        with pytest.raises(NotFound):
            settled(units, actor, number, Settling.OURS)
    with units.reading(far) as unit:
        reach = far.ministries((Role.ENGAGEMENT_LEAD,))
        assert count_waiting(unit.session, reach, frozenset())[0] == 0


def test_our_comment_put_back_is_pushed_and_shown_there_again(units: Units) -> None:
    number, _, difference = commented(units)
    moderator = make_person(units, Role.MODERATOR)
    with units.reading(moderator) as unit:
        row = difference_for(unit, difference)
        assert ours_now(unit, row) == {"name": "Robin", "text": "More buses"}
    settled(units, moderator, difference, Settling.OURS)
    with units.reading(SYSTEM) as unit:
        link = unit.session.scalar(
            select(WordPressLink).where(WordPressLink.thing == Thing.COMMENT)
        )
        assert link is not None
        assert (link.state, link.fields_hash) == (LinkState.HELD, "")
        jobs = unit.session.scalars(select(Job.payload).where(Job.kind == PUSH_COMMENT)).all()
        assert f'{{"comment_id": {number}}}' in jobs
        assert unit.session.get_one(Comment, number).state == State.PUBLISHED
        assert unit.session.get_one(WordPressDifference, difference).theirs == ""


def test_their_comment_kept_takes_ours_from_view_until_a_moderator_decides(units: Units) -> None:
    number, _, difference = commented(units)
    settled(units, make_person(units, Role.MODERATOR), difference, Settling.THEIRS)
    with units.reading(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, number)
        assert comment.published_version is None
        assert comment.waiting_since is not None


def test_a_comment_s_difference_is_for_its_moderators_without_a_conflict_of_interest(
    units: Units,
) -> None:
    number, _, difference = commented(units)
    with pytest.raises((NotAllowed, NotFound)):
        settled(units, make_person(units, Role.ENGAGEMENT_LEAD), difference, Settling.OURS)
    moderator = make_person(units, Role.MODERATOR)
    with units.writing(SYSTEM) as unit:
        unit.session.add(
            ConflictOfInterest(
                person_id=moderator.person_id,
                engagement_id=unit.session.get_one(Comment, number).engagement_id,
                reason_cipher="",
                declared_at=unit.now,
                declared_by=moderator.person_id,
            )
        )
    with pytest.raises(Refused), units.reading(moderator) as unit:
        difference_for(unit, difference)


def test_a_decision_after_the_change_there_settles_it_and_is_carried_there(
    units: Units, clock: FixedClock
) -> None:
    number, _, difference = commented(units)
    clock.advance(minutes=1)
    with units.writing(SYSTEM) as unit:
        assert settle_decided(unit) == 0
    with units.writing(make_person(units, Role.MODERATOR)) as unit:
        unpublish(unit, number, (Reason.THREAT,), "")
    with units.writing(SYSTEM) as unit:
        assert settle_decided(unit) == 1
    (row,) = rows(units)
    assert (row.id, row.how, row.theirs) == (difference, Settling.BY_DECISION, "")
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(WordPressLink, row.link_id).state == LinkState.HELD


def test_what_wordpress_says_goes_with_a_comment_that_its_author_took_back(units: Units) -> None:
    _, receipt, difference = commented(units)
    with units.writing(CITIZEN) as unit:
        found = find_by_receipt(unit, receipt)
        withdraw(unit, unit.session.get_one(Engagement, found.engagement_id), found)
    with units.writing(SYSTEM) as unit:
        unit.session.execute(Job.__table__.delete().where(Job.kind == PUSH_COMMENT))
    run_due(units, {kind: HANDLERS[kind] for kind in HANDLERS if "drop_difference" in kind})
    (row,) = rows(units)
    assert (row.id, row.how, row.theirs) == (difference, Settling.BY_DECISION, "")


def test_the_engagement_here_is_as_it_was(units: Units) -> None:
    engagement = build_engagement(units)
    number = noted(units, linked(units, Thing.ENGAGEMENT, engagement.id), "Another title")
    settled(units, make_person(units, Role.ENGAGEMENT_LEAD), number, Settling.THEIRS)
    with units.reading(SYSTEM) as unit:
        now = engagement_by_slug(unit.session, engagement.slug)
        assert now.title == engagement.title
        assert now.published_revision_id == engagement.published_revision_id
        assert now.draft_revision_id != engagement.draft_revision_id


def test_who_settles_by_an_older_text_of_ours_is_told(units: Units) -> None:
    link_id = linked(units, Thing.ENGAGEMENT, build_engagement(units).id)
    number = noted(units, link_id)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    with units.reading(lead) as unit:
        read = ours_digest(unit, unit.session.get_one(WordPressDifference, number))
    for digest in ("", "0" * 64):
        with pytest.raises(Conflict, match="colleague"), units.writing(lead) as unit:
            settle(unit, number, Settling.OURS, THERE, digest)
    assert rows(units)[0].settled_at is None
    with units.writing(lead) as unit:
        settle(unit, number, Settling.OURS, THERE, read)
    assert rows(units)[0].how == Settling.OURS
