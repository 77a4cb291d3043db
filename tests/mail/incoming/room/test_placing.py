"""A message becomes a comment or correspondence, by when it arrived; keyed in where it must be."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.comments.attachments.queries import files_of
from engage.comments.attachments.rules import HolderKind
from engage.comments.attachments.service import cut_of
from engage.comments.models import Comment, CommentText
from engage.comments.rules import LETTER_LENGTH, Channel, Invalid, NoticeGiven, NotOpen, State
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.ledgers import counts
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import unpublish
from engage.governance.conduct.service.conflicts import Subject, record_conflict
from engage.mail.incoming.arriving import read_arrived
from engage.mail.incoming.places import Fetched, Listed
from engage.mail.incoming.queries.pages import correspondence_of
from engage.mail.incoming.queries.places import places
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.service.placing import place_as_comment, place_as_correspondence
from engage.mail.incoming.service.settling import mark_seen, open_message, set_aside
from engage.mail.incoming.service.taking_in import take_in
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, RecipientKind
from tests.app_fixtures import NOON, build_engagement, make_person
from tests.mail.incoming.room.messages import (
    CUT,
    TEXT,
    WRITER,
    arrive,
    audited,
    stands,
    topic,
)


def place(
    units: Units,
    who: Actor,
    number: int,
    chosen: tuple[int, int] | None,
    text: str = "",
    seen: int = 1,
) -> Comment:
    with units.writing(who) as unit:
        return place_as_comment(unit, number, seen, chosen, text)


def text_of(units: Units, comment: Comment) -> str:
    with units.reading(SYSTEM) as unit:
        return unit.session.get_one(CommentText, (comment.id, 1)).body


def orders(units: Units, number: int) -> list[str]:
    """What is owed to who wrote a message."""
    with units.reading(SYSTEM) as unit:
        question = select(OutgoingMail.kind).where(
            OutgoingMail.recipient_kind == RecipientKind.SENDER,
            OutgoingMail.recipient_id == number,
        )
        return list(unit.session.scalars(question))


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [(Outcome.UNROUTED, Reason.NO_ADDRESS), (Outcome.FILED, Reason.SPAM)],
)
def test_it_becomes_a_comment_like_any_other_and_is_acknowledged(
    both_units: Units, outcome: Outcome, reason: Reason
) -> None:
    build_engagement(both_units)
    kim = make_person(both_units, Role.MODERATOR)
    both_units.clock.instant = NOON + timedelta(days=3)  # type: ignore[attr-defined]
    number = arrive(both_units, outcome, reason, at=NOON, files=2)
    chosen = topic(both_units)
    comment = place(both_units, kim, number, chosen)
    assert (comment.engagement_id, comment.topic_id) == chosen
    assert (comment.channel, comment.state) == (Channel.EMAIL, State.WAITING)
    assert comment.notice_given == NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT
    assert comment.received_at == NOON
    assert comment.receipt_hash
    assert text_of(both_units, comment) == TEXT
    row = stands(both_units, number)
    assert (row.outcome, row.settled_as, row.comment_id) == ("comment", "comment", comment.id)
    assert (row.body_cipher, row.subject_cipher, row.cut_cipher) == (None, None, None)
    assert orders(both_units, number) == [MailKind.ACKNOWLEDGEMENT]
    with both_units.reading(SYSTEM) as unit:
        assert CUT in cut_of(unit, comment.id)
        files = files_of(unit.session, unit.keyring, HolderKind.COMMENT, comment.id)
        assert [one.name for one in files] == ["map 0.pdf", "map 1.pdf"]
    (entry,) = audited(both_units, "mail.incoming_settled")
    assert f"{outcome.value}:{reason.value}" in entry.detail
    assert TEXT not in entry.detail


def test_of_two_who_place_it_one_comment_comes(both_units: Units) -> None:
    build_engagement(both_units)
    kim, lee = (
        make_person(both_units, Role.MODERATOR, email=f"{name}@gov.bc.ca") for name in ("a", "b")
    )
    number = arrive(both_units)
    comment = place(both_units, kim, number, topic(both_units))
    for seen in (1, 2):
        with pytest.raises(Conflict, match="Sam Staff settled this message already: Made a"):
            place(both_units, lee, number, topic(both_units, "routes"), seen=seen)
    with both_units.reading(SYSTEM) as unit:
        assert [one.id for one in unit.session.scalars(select(Comment))] == [comment.id]


def test_of_two_at_the_same_moment_one_goes_first(both_units: Units) -> None:
    build_engagement(both_units)
    people = [
        make_person(both_units, Role.MODERATOR, email=f"{name}@gov.bc.ca") for name in ("a", "b")
    ]
    chosen = topic(both_units)
    for _ in range(5):
        number, start = arrive(both_units), threading.Barrier(2)

        def act(who: Actor, number: int = number, start: threading.Barrier = start) -> bool:
            start.wait()
            try:
                place(both_units, who, number, chosen)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(act, people)) == [False, True]
        assert orders(both_units, number) == [MailKind.ACKNOWLEDGEMENT]
    with both_units.reading(SYSTEM) as unit:
        assert len(unit.session.scalars(select(Comment)).all()) == 5


def test_what_arrived_after_closing_is_refused_in_words_and_changes_nothing(units: Units) -> None:
    closes_at = build_engagement(units).closes_at
    assert closes_at is not None
    units.clock.instant = closes_at + timedelta(days=1)  # type: ignore[attr-defined]
    kim = make_person(units, Role.MODERATOR)
    late = arrive(units, at=closes_at)
    with pytest.raises(NotOpen, match="closed") as refusal:
        place(units, kim, late, topic(units))
    assert refusal.value.field == "place"
    assert stands(units, late).version == 1
    in_time = arrive(units, at=closes_at - timedelta(seconds=1))
    assert place(units, kim, in_time, topic(units)).id


def test_late_mail_is_filed_with_its_engagement_and_answered_once(both_units: Units) -> None:
    closes_at = build_engagement(both_units).closes_at
    assert closes_at is not None
    both_units.clock.instant = closes_at + timedelta(days=1)  # type: ignore[attr-defined]
    kim = make_person(both_units, Role.MODERATOR)
    first, second = (arrive(both_units, at=closes_at) for _ in range(2))
    for number in (first, second):
        with both_units.writing(kim) as unit:
            place_as_correspondence(unit, number, 1, topic(both_units))
    row = stands(both_units, first)
    assert (row.outcome, row.reason, row.answered) == ("correspondence", "closed", True)
    assert row.body_cipher
    assert orders(both_units, first) == [MailKind.NOT_TAKEN]
    assert orders(both_units, second) == []
    with both_units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        found = correspondence_of(unit.session, unit.keyring, engagement.id, limit=9)
        assert [one.id for one in found] == [second, first]
        assert not counts(unit.session, engagement.scope).get("waiting")


def test_what_counts_cannot_be_filed_as_correspondence(units: Units) -> None:
    build_engagement(units)
    kim = make_person(units, Role.MODERATOR)
    number = arrive(units)
    with pytest.raises(Refused, match="was open"), units.writing(kim) as unit:
        place_as_correspondence(unit, number, 1, topic(units))
    assert stands(units, number).outcome == "unrouted"


def test_correspondence_that_was_seen_becomes_a_comment_once_the_dates_are_put_right(
    units: Units,
) -> None:
    build_engagement(units)
    kim = make_person(units, Role.MODERATOR)
    number = arrive(units, Outcome.CORRESPONDENCE, Reason.CLOSED, slug="night-buses")
    with units.writing(kim) as unit:
        mark_seen(unit, number, 1)
    assert place(units, kim, number, topic(units), seen=2).id
    assert stands(units, number).outcome == "comment"


def test_mail_to_an_engagement_that_is_not_published_is_answered(units: Units) -> None:
    build_engagement(units)
    number = arrive(units, reason=Reason.NOT_PUBLISHED, slug="night-buses")
    chosen = topic(units)
    kim = make_person(units, Role.MODERATOR)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    with pytest.raises(Refused):
        place(units, kim, number, chosen)
    with units.writing(kim) as unit:
        place_as_correspondence(unit, number, 1, None)
    assert orders(units, number) == [MailKind.NOT_TAKEN]


def test_a_long_letter_is_keyed_in_and_its_whole_text_stays_for_moderators(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    kim = make_person(both_units, Role.MODERATOR)
    whole = "A bus, please. " * 2_000
    number = arrive(both_units, reason=Reason.TOO_LONG, text=whole, slug="night-buses", files=1)
    chosen = topic(both_units)
    for wrong in ("", "x" * (LETTER_LENGTH + 1)):
        with pytest.raises(Invalid) as refusal:
            place(both_units, kim, number, chosen, wrong)
        assert refusal.value.field == "text"
    comment = place(both_units, kim, number, chosen, "They want a bus.\n\nEvery night.")
    assert text_of(both_units, comment) == "They want a bus.\n\nEvery night."
    with both_units.reading(SYSTEM) as unit:
        assert whole in cut_of(unit, comment.id)
        assert CUT in cut_of(unit, comment.id)
        assert files_of(unit.session, unit.keyring, HolderKind.COMMENT, comment.id)


def test_where_its_own_words_are_a_comment_nobody_writes_others(units: Units) -> None:
    build_engagement(units)
    kim = make_person(units, Role.MODERATOR)
    comment = place(units, kim, arrive(units), topic(units), "Something else entirely.")
    assert text_of(units, comment) == TEXT


def test_it_goes_where_its_reader_reaches_and_the_public_too(units: Units) -> None:
    build_engagement(units)
    build_engagement(units, "clinics", ministry="HLTH", topics=("waiting",))
    build_engagement(units, "drafts", topics=("one",), published=False)
    here = make_person(units, Role.ENGAGEMENT_LEAD, ministry="TRAN")
    number = arrive(units, reason=Reason.ONLY_ATTACHMENTS, slug="night-buses")
    night_buses, fares = topic(units)
    clinics, waiting = topic(units, "waiting", "clinics")
    drafts, one = topic(units, "one", "drafts")
    for wrong in (
        None, (clinics, waiting), (night_buses, waiting), (drafts, one), (night_buses, 999),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            place(units, here, number, wrong, "A bus.")
        assert refusal.value.field == "place"
    assert place(units, here, number, (night_buses, fares), "A bus.").id


def test_a_conflict_of_interest_keeps_off_the_topic_that_it_would_go_to(units: Units) -> None:
    build_engagement(units)
    kim = make_person(units, Role.MODERATOR)
    night_buses, fares = topic(units)
    with units.writing(kim) as unit:
        engagement = unit.session.get_one(Engagement, night_buses)
        record_conflict(
            unit, Subject(engagement.ministry_id, night_buses, fares), "My brother sells tickets."
        )
    with pytest.raises(Refused, match="conflict of interest"):
        place(units, kim, arrive(units), (night_buses, fares))


def test_what_was_set_aside_is_placed_only_once_it_was_put_back(units: Units) -> None:
    build_engagement(units)
    kim = make_person(units, Role.MODERATOR)
    number = arrive(units)
    with units.writing(kim) as unit:
        set_aside(unit, number, 1, "spam")
    with pytest.raises(Conflict):
        place(units, kim, number, topic(units), seen=2)


def test_nobody_places_what_could_not_be_read_or_is_of_another_ministry(units: Units) -> None:
    build_engagement(units)
    number = arrive(units, Outcome.QUARANTINED, Reason.UNREADABLE)
    with pytest.raises(Conflict):
        place(units, make_person(units, Role.MODERATOR), number, topic(units))
    away = make_person(units, Role.MODERATOR, email="away@gov.bc.ca", ministry="HLTH")
    led = arrive(units, reason=Reason.TOO_LONG, slug="night-buses")
    with pytest.raises(NotFound):
        place(units, away, led, topic(units))


def test_places_say_which_were_open_and_those_come_first(units: Units) -> None:
    build_engagement(units)
    build_engagement(
        units, "quiet-lanes", title="Quiet lanes?", closes_at=NOON - timedelta(hours=1)
    )
    with units.reading(SYSTEM) as unit:

        def offered(words: str = "", first: int | None = None) -> list[tuple[str, bool]]:
            found = places(unit.session, within=None, arrived_at=NOON, words=words, first=first)
            return [(one.title, one.was_open) for one in found.places]

        buses, lanes = ("Should buses run at night?", True), ("Quiet lanes?", False)
        assert offered() == [buses, lanes]
        assert offered("LANES quiet") == [lanes]
        assert offered(first=topic(units, "routes", "quiet-lanes")[0]) == [lanes, buses]
        assert offered("nothing like it") == []


def test_what_taking_in_leaves_is_what_people_place(both_units: Units) -> None:
    """From bytes in the mailbox to the comment: to no engagement, with a file and a signature."""
    build_engagement(both_units)
    kim = make_person(both_units, Role.MODERATOR)
    raw = RAW.replace(b"\n", b"\r\n")
    arrived = read_arrived(Fetched(Listed(1, len(raw), NOON), raw), "a place", NOON)
    with both_units.writing(SYSTEM) as unit:
        taken = take_in(unit, arrived)
    assert taken.outcome is Outcome.UNROUTED
    with both_units.writing(kim) as unit:
        found = open_message(unit, taken.id)
    assert (found.sender, found.subject) == (WRITER, "Night buses")
    assert found.reason == Reason.NO_ADDRESS
    assert [one.name for one in found.files] == ["stops.txt"]
    comment = place(both_units, kim, taken.id, topic(both_units))
    assert text_of(both_units, comment) == "Please run a bus to the hospital at night."
    assert orders(both_units, taken.id) == [MailKind.ACKNOWLEDGEMENT]
    with both_units.reading(SYSTEM) as unit:
        assert "Subject: Night buses" in cut_of(unit, comment.id)


RAW = b"""From: Jo Writer <jo.writer@example.ca>
To: engage@gov.bc.ca
Subject: Night buses
Message-ID: <one@example.ca>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain; charset=utf-8

Please run a bus to the hospital at night.

--x
Content-Type: text/plain; name="stops.txt"
Content-Disposition: attachment; filename="stops.txt"

Elm Street
--x--
"""
