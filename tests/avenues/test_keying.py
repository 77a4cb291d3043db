"""Keying in on both databases: one comment, one record of it, and the clock alone decides."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from engage.audit.models import AuditEntry
from engage.avenues.rules import Typed
from engage.avenues.service import SeemsKnown, issue_form_token, key_in, take_back
from engage.comments.attachments.rules import HeldFile
from engage.comments.models import Comment, CommentPerson
from engage.comments.provenance.models import KeyedEntry
from engage.comments.provenance.queries import provenance_of
from engage.comments.rules import Invalid, Purpose, StaleForm
from engage.comments.service import find_by_receipt
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.ledgers import counts
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from tests.app_fixtures import NOON, build_engagement, make_person

LETTER = Typed(
    channel="paper",
    received_on=date(2026, 3, 2),
    received_time=None,
    language="fr",
    notice_given="shown_before_form",
    text="Des autobus la nuit, svp.",
    reference="TRAN-2026/14",
)


@pytest.fixture
def units(both_units: Units) -> Units:
    return both_units


@pytest.fixture
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture
def lead(units: Units, engagement: Engagement) -> Actor:
    return make_person(units, Role.ENGAGEMENT_LEAD, ministry="TRAN")


def token_of(units: Units, actor: Actor) -> str:
    with units.reading(actor) as unit:
        return issue_form_token(unit, engagement_by_slug(unit.session, "night-buses"))


def keyed(units: Units, actor: Actor, typed: Typed = LETTER, token: str = "", **more: bool):  # type: ignore[no-untyped-def]
    token = token or token_of(units, actor)
    with units.writing(actor) as unit:
        found = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, found.id, "routes")
        return key_in(unit, found, topic, typed, token, **more)


def test_everything_of_a_letter_is_kept_and_audited_without_a_word_of_it(
    units: Units, lead: Actor, engagement: Engagement
) -> None:
    person = {"display_name": "Jo", "email": "jo@example.ca"}
    done = keyed(units, lead, replace(LETTER, **person, purposes=frozenset({Purpose.RESULTS})))
    with units.reading(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, done.comment_id)
        who = unit.session.get_one(CommentPerson, done.comment_id)
        found = provenance_of(unit.session, unit.keyring, done.comment_id)
        audited = unit.session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "keyed.entered")
        ).one()
        waiting = counts(unit.session, engagement.scope)["waiting"]
    assert (comment.channel, comment.language, comment.received_at) == ("paper", "fr", NOON)
    assert who.purposes == "results"
    assert found is not None
    assert (found.keyed_by_id, found.reference) == (lead.person_id, "TRAN-2026/14")
    assert waiting == 1
    for word in ("autobus", "jo@", "TRAN-2026"):
        assert word not in audited


def test_the_receipt_finds_it_and_nothing_stored_gives_the_code(units: Units, lead: Actor) -> None:
    done = keyed(units, lead)
    with units.writing(CITIZEN) as unit:
        assert find_by_receipt(unit, done.code).id == done.comment_id
        entry = unit.session.get_one(KeyedEntry, done.comment_id)
    assert done.code not in entry.nonce_hash


def test_two_clicks_at_once_are_one_comment(units: Units, lead: Actor) -> None:
    token, barrier = token_of(units, lead), threading.Barrier(3)

    def click() -> tuple[int, str]:
        barrier.wait()
        done = keyed(units, lead, token=token)
        return done.comment_id, done.code

    with ThreadPoolExecutor(3) as clicks:
        told = {one.result() for one in [clicks.submit(click) for _ in range(3)]}
    assert len(told) == 1
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(Comment)) == 1


def test_the_last_moment_counts_and_the_closing_does_not_however_late_it_is_keyed(
    units: Units, lead: Actor, engagement: Engagement, clock: FixedClock
) -> None:
    clock.instant = NOON + timedelta(days=40)
    last_day = replace(LETTER, received_on=date(2026, 3, 30))
    with pytest.raises(Invalid, match="Give the hour"):
        keyed(units, lead, last_day)
    # The engagement closes at 1 pm of that day, by the clock of the province.
    in_time = replace(last_day, received_time=time(12, 59, 59))
    assert keyed(units, lead, in_time).received_at < NOON + timedelta(days=28)
    with pytest.raises(Invalid, match="took no comments then"):
        keyed(units, lead, replace(last_day, received_time=time(13)), is_another=True)


def test_a_form_of_somebody_else_or_another_engagement_or_of_yesterday_is_old(
    units: Units, lead: Actor, clock: FixedClock
) -> None:
    other = make_person(units, Role.MODERATOR)
    for token in (token_of(units, other), "", "x" * 5_000, token_of(units, lead)[:-2]):
        with pytest.raises(StaleForm):
            keyed(units, lead, token=token or " ")
    token = token_of(units, lead)
    clock.advance(hours=13)
    with pytest.raises(StaleForm):
        keyed(units, lead, token=token)


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.APPROVER, Role.MINISTRY_VIEWER])
def test_others_key_nothing_in(units: Units, engagement: Engagement, role: Role) -> None:
    with pytest.raises(NotAllowed):
        keyed(units, make_person(units, role, ministry="TRAN"))
    with pytest.raises(NotAllowed):
        keyed(units, make_person(units, Role.ENGAGEMENT_LEAD, email="h@gov.bc.ca", ministry="HLTH"))


def test_the_same_post_is_asked_about(units: Units, lead: Actor) -> None:
    post = replace(
        LETTER,
        channel="social",
        notice_given="published_on_the_account",
        platform="instagram",
        address="https://example.com/p/1",
    )
    first = keyed(units, lead, post)
    with pytest.raises(SeemsKnown) as known:
        keyed(units, lead, replace(post, text="Another answer below it."))
    assert (known.value.same_text, known.value.same_address) == ((), (first.comment_id,))
    assert keyed(units, lead, replace(post, text="Another answer."), is_another=True).is_new


def back(units: Units, actor: Actor, comment_id: int) -> None:
    with units.writing(actor) as unit:
        take_back(unit, engagement_by_slug(unit.session, "night-buses"), comment_id)


def test_only_its_maker_takes_it_back_and_only_before_somebody_decided(
    units: Units, lead: Actor
) -> None:
    scan = HeldFile("a.pdf", "application/pdf", 5, b"%PDF-")
    done = keyed(units, lead, replace(LETTER, scans=(scan,)))
    moderator = make_person(units, Role.MODERATOR, ministry="TRAN")
    with pytest.raises(Refused):
        back(units, moderator, done.comment_id)
    with pytest.raises(NotFound):
        back(units, lead, 999)
    with units.writing(moderator) as unit:
        decide(unit, done.comment_id, 1, Outcome.PUBLISH, (), "")
    with pytest.raises(Conflict):
        back(units, lead, done.comment_id)
    with units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, done.comment_id).state == "published"


def test_what_is_taken_back_is_withdrawn_once_and_counted_once(
    units: Units, lead: Actor, engagement: Engagement
) -> None:
    done = keyed(units, lead)
    for _twice in range(2):
        back(units, lead, done.comment_id)
    with units.reading(SYSTEM) as unit:
        found = counts(unit.session, engagement.scope)
        actions = unit.session.scalars(select(AuditEntry.action)).all()
    assert (found["waiting"], found["withdrawn"]) == (0, 1)
    assert actions.count("keyed.taken_back") == 1
