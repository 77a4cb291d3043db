"""What a message becomes: once, in one transaction, with its answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.comments.attachments.models import Attachment
from engage.comments.attachments.queries import cut_text
from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import (
    LETTER_LENGTH,
    Channel,
    NoticeGiven,
    NotOpen,
    State,
    receipt_hash,
)
from engage.comments.service import receipt_of_seed
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Topic
from engage.engagements.queries import engagement_by_slug
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.places import Folder
from engage.mail.incoming.rules import Attached, Bounce, Outcome, Reason
from engage.mail.incoming.sealing import opened
from engage.mail.incoming.service import answering, looping
from engage.mail.incoming.service.taking_in import make_comment
from engage.mail.models import OutgoingMail
from engage.mail.service import take_batch
from tests.app_fixtures import NOON, build_engagement
from tests.mail.incoming.fetching.letters import (
    ADDRESS,
    ARRIVED,
    ROBIN,
    WORDS,
    arrived,
    letter,
    owed,
    row,
    rows,
    taken,
    texts,
)

FILE = Attached("map.pdf", "application/pdf", 4, b"%PDF")


def sent_key(units: Units, incoming_id: int) -> str:
    """The Message-ID of the answer to a mail, which is given to it when it is first prepared."""
    with units.writing(SYSTEM) as unit:
        take_batch(unit)
        mail = unit.session.scalars(
            select(OutgoingMail).where(OutgoingMail.subject_id == incoming_id)
        ).one()
        return f"<{mail.message_key}@gov.bc.ca>"


def the_comment(units: Units) -> Comment:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(Comment)).one()


def test_a_letter_is_a_waiting_comment_whose_receipt_follows_from_its_row(
    both_desks: Units,
) -> None:
    done = taken(both_desks, letter(language="fr"))
    comment = the_comment(both_desks)
    kept = row(both_desks, done.id)
    assert (comment.state, comment.channel) == (State.WAITING, Channel.EMAIL)
    assert (comment.received_at, comment.recorded_at) == (ARRIVED, NOON + timedelta(hours=1))
    assert comment.notice_given == NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT
    assert comment.language == "fr"
    assert (done.outcome, done.folder) == (Outcome.COMMENT, Folder.PROCESSED)
    assert (kept.comment_id, kept.engagement_id) == (comment.id, comment.engagement_id)
    assert (kept.body_cipher, kept.cut_cipher, kept.subject_cipher) == (None, None, None)
    assert owed(both_desks) == [("acknowledgement", done.id, "fr")]
    with both_desks.reading(SYSTEM) as unit:
        code = receipt_of_seed(unit, f"mail:{done.id}").replace("-", "")
        assert comment.receipt_hash == receipt_hash(code)
        person = unit.session.get_one(CommentPerson, comment.id)
        assert (person.name_cipher, person.purposes) == (None, "")
        assert person.email_index == kept.sender_index
        assert opened(unit.keyring, kept.id, "sender", kept.sender_cipher) == ROBIN


def test_the_same_place_is_taken_in_once(both_desks: Units) -> None:
    one = arrived()
    first, second = taken(both_desks, one), taken(both_desks, one)
    assert (first.id, first.is_new, second.is_new) == (second.id, True, False)
    assert texts(both_desks) == [WORDS]
    assert len(owed(both_desks)) == 1


def test_the_same_message_delivered_twice_is_one_comment(both_desks: Units) -> None:
    message = letter()
    taken(both_desks, message)
    second = taken(both_desks, message)
    assert (row(both_desks, second.id).reason, second.folder) == (Reason.DUPLICATE, Folder.REFUSED)
    assert row(both_desks, second.id).body_cipher is None
    third = taken(both_desks, message)
    assert row(both_desks, third.id).reason == Reason.DUPLICATE
    assert texts(both_desks) == [WORDS]
    assert len(owed(both_desks)) == 1


def test_the_same_message_id_over_other_words_is_another_message(desk: Units) -> None:
    message_id = "<same@example.ca>"
    taken(desk, letter(message_id=message_id))
    taken(desk, letter(message_id=message_id, text="Something else altogether."))
    assert len(texts(desk)) == 2


def test_without_a_message_id_only_the_very_same_bytes_are_the_same(desk: Units) -> None:
    nameless = letter(message_id="")
    taken(desk, arrived(nameless, digest="a"))
    taken(desk, arrived(nameless, digest="b"))
    taken(desk, arrived(nameless, digest="b"))
    assert [one.outcome for one in rows(desk)] == [Outcome.COMMENT, Outcome.COMMENT, Outcome.FILED]


def test_one_letter_to_two_engagements_by_two_deliveries_counts_in_both(desk: Units) -> None:
    build_engagement(desk, "ferries")
    message_id = "<both@example.ca>"
    at = NOON + timedelta(hours=1)
    for address in (ADDRESS, "engage+ferries@gov.bc.ca"):
        taken(desk, arrived(letter(message_id=message_id, addresses=(address,)), at=at))
    assert [one.outcome for one in rows(desk)] == [Outcome.COMMENT] * 2


@pytest.mark.parametrize("reason", [Reason.AUTO_REPLY, Reason.LIST, Reason.SPAM, Reason.CALENDAR])
def test_what_is_no_comment_is_filed_and_never_answered(desk: Units, reason: Reason) -> None:
    done = taken(desk, letter(no_comment=reason, wants_withdrawal=True, attachments=(FILE,)))
    kept = row(desk, done.id)
    assert (kept.outcome, kept.reason, done.folder) == (Outcome.FILED, reason, Folder.REFUSED)
    assert owed(desk) == []
    with desk.reading(SYSTEM) as unit:
        assert opened(unit.keyring, kept.id, "body", kept.body_cipher) == WORDS
        held = unit.session.scalars(select(Attachment)).one()
        assert (held.holder_kind, held.holder_id) == ("incoming_mail", kept.id)


@pytest.mark.parametrize(
    ("addresses", "reason"),
    [
        ((), Reason.NO_ADDRESS),
        (("engage@gov.bc.ca",), Reason.NO_ADDRESS),
        (("minister@gov.bc.ca",), Reason.NO_ADDRESS),
        (("engage+nowhere@gov.bc.ca",), Reason.UNKNOWN_ADDRESS),
        ((ADDRESS, "engage+ferries@gov.bc.ca"), Reason.SEVERAL_ADDRESSES),
        (("engage+draft@gov.bc.ca",), Reason.NOT_PUBLISHED),
    ],
)
def test_what_leads_nowhere_waits_for_a_person(
    desk: Units, addresses: tuple[str, ...], reason: Reason
) -> None:
    build_engagement(desk, "ferries")
    build_engagement(desk, "draft", published=False)
    done = taken(desk, letter(addresses=addresses, attachments=(FILE,)))
    kept = row(desk, done.id)
    assert (kept.outcome, kept.reason) == (Outcome.UNROUTED, reason)
    assert owed(desk) == []
    with desk.reading(SYSTEM) as unit:
        assert opened(unit.keyring, kept.id, "body", kept.body_cipher) == WORDS
        assert opened(unit.keyring, kept.id, "subject", kept.subject_cipher) == "Night buses"


@pytest.mark.parametrize(
    "addresses",
    [
        ("Engage+Night-Buses@GOV.BC.CA",),
        (ADDRESS, ADDRESS, "friend@example.ca"),
        (ADDRESS, "engage@gov.bc.ca", "engage+nowhere@gov.bc.ca"),
        (ADDRESS, "engage+draft@gov.bc.ca"),
    ],
)
def test_one_address_of_an_engagement_that_is_there_is_enough(
    desk: Units, addresses: tuple[str, ...]
) -> None:
    build_engagement(desk, "draft", published=False)
    assert taken(desk, letter(addresses=addresses)).outcome is Outcome.COMMENT


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(-1, Outcome.COMMENT), (0, Outcome.CORRESPONDENCE)]
)
def test_the_closing_time_is_judged_by_arrival_alone(
    both_desks: Units, clock: FixedClock, seconds: int, outcome: Outcome
) -> None:
    """R87: fetched two days late, all the same."""
    closing = NOON + timedelta(days=28)
    clock.instant = closing + timedelta(days=2)
    done = taken(both_desks, arrived(at=closing + timedelta(seconds=seconds)))
    assert done.outcome is outcome


def test_what_comes_too_late_is_answered_once_and_kept(desk: Units, clock: FixedClock) -> None:
    clock.instant = NOON + timedelta(days=30)
    first = taken(desk, arrived(at=clock.now()))
    second = taken(desk, arrived(letter(text="And another thing."), at=clock.now()))
    somebody = taken(desk, arrived(letter(sender="kim@example.ca"), at=clock.now()))
    kept = row(desk, first.id)
    assert (kept.outcome, kept.reason) == (Outcome.CORRESPONDENCE, Reason.CLOSED)
    assert kept.body_cipher is not None
    assert row(desk, second.id).reason == Reason.CLOSED
    assert owed(desk) == [("not_taken", first.id, "en"), ("not_taken", somebody.id, "en")]
    assert texts(desk) == []


def test_what_comes_too_early_is_correspondence_too(desk: Units) -> None:
    done = taken(desk, arrived(at=NOON - timedelta(hours=1)))
    assert row(desk, done.id).reason == Reason.NOT_OPEN_YET


def test_a_letter_that_is_too_long_waits_for_a_person(desk: Units) -> None:
    just = taken(desk, letter(text="x" * LETTER_LENGTH))
    over = taken(desk, letter(text="x" * (LETTER_LENGTH + 1)))
    assert just.outcome is Outcome.COMMENT
    assert row(desk, over.id).reason == Reason.TOO_LONG


def test_only_a_file_waits_for_a_person_and_nothing_at_all_is_filed(desk: Units) -> None:
    file_only = taken(desk, letter(text=" \u200b\n", attachments=(FILE,)))
    nothing = taken(desk, letter(text=" "))
    said_so = taken(desk, letter(text="", no_comment=Reason.EMPTY))
    assert row(desk, file_only.id).reason == Reason.ONLY_ATTACHMENTS
    assert row(desk, nothing.id).reason == Reason.EMPTY
    assert row(desk, said_so.id).reason == Reason.EMPTY
    assert owed(desk) == []


def test_subject_cut_part_and_files_are_seen_by_the_moderator(desk: Units) -> None:
    taken(desk, letter(cut="On Monday you wrote:\n> Hello", attachments=(FILE,)))
    comment = the_comment(desk)
    with desk.reading(SYSTEM) as unit:
        seen = cut_text(unit.session, unit.keyring, comment.id)
        held = unit.session.scalars(select(Attachment)).one()
        assert seen == "Subject: Night buses\n\nOn Monday you wrote:\n> Hello"
        assert (held.holder_kind, held.holder_id, held.source) == ("comment", comment.id, "mail")


@pytest.mark.parametrize(
    ("subject", "topic"),
    [("Hello", "routes"), ("RE: about  FARES!", "fares"), ("About faresome things", "routes")],
)
def test_a_title_in_the_subject_chooses_the_topic(desk: Units, subject: str, topic: str) -> None:
    taken(desk, letter(subject=subject))
    with desk.reading(SYSTEM) as unit:
        assert unit.session.get_one(Topic, the_comment(desk).topic_id).slug == topic


@pytest.mark.parametrize(
    "sender", ["no-reply@shop.ca", "MAILER-DAEMON@example.ca", "donotreply@x.ca", "not an address"]
)
def test_nobody_is_answered_where_nobody_reads(desk: Units, sender: str) -> None:
    done = taken(desk, letter(sender=sender))
    assert done.outcome is Outcome.COMMENT
    assert owed(desk) == []
    assert not row(desk, done.id).answered


@pytest.mark.parametrize("sender", ["engage@gov.bc.ca", "engage+ferries@gov.bc.ca"])
def test_mail_from_ourselves_is_a_loop(desk: Units, sender: str) -> None:
    assert row(desk, taken(desk, letter(sender=sender)).id).reason == Reason.LOOP


def test_our_own_mail_that_comes_back_is_a_loop(desk: Units) -> None:
    key = sent_key(desk, taken(desk, letter()).id)
    assert row(desk, taken(desk, letter(message_id=key)).id).reason == Reason.LOOP


def test_a_reply_that_asks_to_withdraw_takes_the_comment_back(both_desks: Units) -> None:
    units = both_desks
    key = sent_key(units, taken(units, letter()).id)
    reply = letter(
        sender="other@example.ca", references=("<x@y>", key), wants_withdrawal=True, text="Withdraw"
    )
    done = taken(units, reply)
    assert the_comment(units).state == State.WITHDRAWN
    kept = row(units, done.id)
    assert (kept.outcome, kept.comment_id) == (Outcome.WITHDRAWAL, the_comment(units).id)
    assert kept.body_cipher is None
    assert owed(units)[1:] == [("withdrawn", done.id, "en")]


def decision_sent(units: Units, comment_id: int) -> str:
    """The Message-ID of a mail that told the author of a comment what was decided."""
    key = f"{comment_id:040x}"
    with units.writing(SYSTEM) as unit:
        unit.session.add(
            OutgoingMail(
                kind="decision",
                recipient_kind="author",
                recipient_id=comment_id,
                subject_kind="author_message",
                subject_id=99,
                key=key,
                message_key=key,
                state="sent",
                attempts=1,
                created_at=unit.now,
                next_at=unit.now,
            )
        )
    return f"<{key}@gov.bc.ca>"


def test_a_reply_to_what_was_decided_takes_the_comment_back_or_leads_where_it_was(
    desk: Units,
) -> None:
    first = taken(desk, letter())
    comment_id = the_comment(desk).id
    key = decision_sent(desk, comment_id)
    bare = ("engage@gov.bc.ca",)
    asks = letter(references=(key,), addresses=bare, text="But why?")
    assert taken(desk, asks).outcome is Outcome.COMMENT
    reply = letter(references=(key,), addresses=bare, wants_withdrawal=True, text="Withdraw it")
    done = taken(desk, reply)
    kept = row(desk, done.id)
    assert (kept.outcome, kept.comment_id) == (Outcome.WITHDRAWAL, comment_id)
    with desk.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, comment_id).state == State.WITHDRAWN
    assert row(desk, first.id).outcome == Outcome.COMMENT


def test_a_receipt_code_takes_back_what_was_sent_by_any_way_also_after_closing(
    desk: Units, clock: FixedClock
) -> None:
    done = taken(desk, letter())
    with desk.reading(SYSTEM) as unit:
        code = receipt_of_seed(unit, f"mail:{done.id}").replace("-", "")
    clock.instant = NOON + timedelta(days=60)
    taken(
        desk,
        arrived(
            letter(wants_withdrawal=True, receipt_codes=("0" * 16, code), text="", addresses=()),
            at=clock.now(),
        ),
    )
    assert the_comment(desk).state == State.WITHDRAWN


def test_a_from_line_proves_nothing(desk: Units) -> None:
    taken(desk, letter())
    done = taken(desk, letter(wants_withdrawal=True, text="Withdraw my comment, please."))
    assert done.outcome is Outcome.COMMENT
    with desk.reading(SYSTEM) as unit:
        states = set(unit.session.scalars(select(Comment.state)))
    assert states == {State.WAITING}


def test_a_reply_with_words_of_its_own_is_a_comment_where_its_answer_was(desk: Units) -> None:
    key = sent_key(desk, taken(desk, letter()).id)
    reply = letter(references=(key,), addresses=("engage@gov.bc.ca",), text="One more thing.")
    assert taken(desk, reply).outcome is Outcome.COMMENT


def test_a_bounce_marks_the_mail_that_came_back(desk: Units) -> None:
    key = sent_key(desk, taken(desk, letter()).id)
    done = taken(desk, letter(no_comment=Reason.BOUNCE, bounce=Bounce((key, "<of@others.ca>"))))
    assert row(desk, done.id).body_cipher is None
    with desk.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(OutgoingMail)).one().state == "bounced"


def test_what_cannot_be_read_is_quarantined_with_what_is_known(both_desks: Units) -> None:
    bare = taken(both_desks, arrived(unread=Reason.UNREADABLE, message=None))
    headed = taken(both_desks, arrived(letter(text=""), unread=Reason.TOO_LARGE))
    assert bare.folder == headed.folder == Folder.QUARANTINE
    kept = row(both_desks, headed.id)
    assert (kept.outcome, kept.reason) == (Outcome.QUARANTINED, Reason.TOO_LARGE)
    assert kept.engagement_id is not None
    assert kept.sender_cipher is not None
    assert owed(both_desks) == []


def test_more_than_ten_answered_replies_within_an_hour_are_a_loop(
    desk: Units, clock: FixedClock
) -> None:
    clock.advance(hours=3)
    key = sent_key(desk, taken(desk, letter()).id)
    outcomes = []
    for number in range(12):
        at = ARRIVED + timedelta(minutes=number)
        message = letter(references=(key,), text=f"Ticket {number} was opened.")
        outcomes.append(taken(desk, arrived(message, at=at)).outcome)
    assert outcomes == [Outcome.COMMENT] * 10 + [Outcome.FILED] * 2
    later = arrived(letter(references=(key,), text="Hello?"), at=ARRIVED + timedelta(minutes=100))
    assert taken(desk, later).outcome is Outcome.COMMENT


def test_a_flood_of_one_address_is_filed_and_everybody_else_is_heard(
    desk: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looping, "OF_ONE_ADDRESS", 50)
    outcomes = [
        taken(desk, arrived(letter(text=f"Number {n}"), at=ARRIVED + timedelta(seconds=n))).outcome
        for n in range(53)
    ]
    assert outcomes.count(Outcome.COMMENT) == 50
    assert taken(desk, letter(sender="kim@example.ca")).outcome is Outcome.COMMENT


def test_who_is_named_as_sender_by_somebody_else_gets_so_many_answers_a_day_and_no_more(
    desk: Units, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "ANSWERS_A_DAY", 20)
    clock.advance(days=1)
    for number in range(25):
        at = ARRIVED + timedelta(minutes=10 * number)
        one = taken(desk, arrived(letter(text=f"Number {number}"), at=at))
        assert one.outcome is Outcome.COMMENT
    assert len(owed(desk)) == 20
    assert not row(desk, one.id).answered
    taken(desk, letter(sender="kim@example.ca"))
    assert len(owed(desk)) == 21
    clock.advance(days=1)
    taken(desk, letter(text="The day after"))
    assert len(owed(desk)) == 22


def test_a_person_makes_a_comment_of_what_was_kept(both_desks: Units) -> None:
    units = both_desks
    done = taken(units, letter(addresses=(), cut="Regards", attachments=(FILE,)))
    with units.writing(SYSTEM) as unit:
        kept = unit.session.get_one(IncomingMail, done.id)
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = unit.session.scalars(select(Topic).order_by(Topic.id)).first()
        assert topic is not None
        comment = make_comment(unit, kept, engagement, topic)
        assert kept.comment_id == comment.id
        assert cut_text(unit.session, unit.keyring, comment.id).endswith("Regards")
    assert texts(units) == [WORDS]
    assert the_comment(units).received_at == ARRIVED
    assert owed(units) == [("acknowledgement", done.id, "en")]
    with units.reading(SYSTEM) as unit:
        held = unit.session.scalars(select(Attachment)).one()
        assert (held.holder_kind, held.holder_id) == ("comment", comment.id)


def test_a_person_makes_no_comment_of_what_came_too_late(desk: Units, clock: FixedClock) -> None:
    clock.instant = NOON + timedelta(days=60)
    done = taken(desk, arrived(letter(addresses=()), at=NOON + timedelta(days=30)))
    with desk.writing(SYSTEM) as unit, pytest.raises(NotOpen):
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = unit.session.scalars(select(Topic)).first()
        assert topic is not None
        make_comment(unit, unit.session.get_one(IncomingMail, done.id), engagement, topic)
    assert row(desk, done.id).body_cipher is not None


def test_nothing_of_a_letter_stands_in_audit_jobs_or_repr(desk: Units) -> None:
    message = letter(cut="Robin Sample, 12 Elm Street")
    taken(desk, message)
    with desk.reading(SYSTEM) as unit:
        connection = unit.session.connection()
        stored = "".join(
            str(tuple(found))
            for table in ("audit_entry", "job", "incoming_mail", "outgoing_mail")
            for found in connection.exec_driver_sql(f"SELECT * FROM {table}")
        )
    for told in (stored, repr(arrived(message))):
        assert not [word for word in ("robin", "midnight", "Elm", "Night buses") if word in told]


def test_a_clock_that_was_set_back_between_reading_and_recording_costs_no_comment(
    desk: Units, clock: FixedClock
) -> None:
    read_at = clock.now()
    clock.advance(seconds=-5)
    done = taken(desk, arrived(at=read_at))
    assert done.outcome is Outcome.COMMENT
    assert row(desk, done.id).arrived_at == clock.now()
