"""A person's message whose author wrote no words into it is looked at; nothing at all is filed."""

from datetime import timedelta

import pytest

from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.mail.incoming.reading.message import read_message
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.unsaid import where_it_speaks
from tests.mail.incoming.fetching.letters import arrived, letter, owed, row, taken

QUOTE = "On Sunday Sam wrote:\n> I think buses should run all night."


@pytest.mark.parametrize(
    ("subject", "cut", "expected"),
    [
        ("", "", None),
        ("Night buses", "", None),
        ("Re: Please keep the night bus running", "", None),
        ("FW: Please keep the night bus running", "", None),
        ("TR : Gardez le bus de nuit", "", None),
        ("Please keep the night bus running", "", Reason.ONLY_SUBJECT),
        ("Gardez l'autobus de nuit", "", Reason.ONLY_SUBJECT),
        ("请保留夜班公交车", "", Reason.ONLY_SUBJECT),
        ("12 / 34 / 56 / 78 / 90", "", None),
        ("", QUOTE, Reason.ONLY_QUOTED),
        ("Please keep the night bus running", QUOTE, Reason.ONLY_QUOTED),
        ("", " \n\u200b", None),
    ],
)
def test_where_a_message_without_a_text_speaks(
    subject: str, cut: str, expected: Reason | None
) -> None:
    assert where_it_speaks(letter(text="", subject=subject, cut=cut)) is expected


def test_it_waits_for_a_person_and_is_not_answered(desk: Units) -> None:
    quoted = taken(desk, letter(text="", cut=QUOTE, no_comment=Reason.EMPTY))
    titled = taken(desk, letter(text="", subject="Please keep the night bus running"))
    assert (quoted.outcome, titled.outcome) == (Outcome.UNROUTED, Outcome.UNROUTED)
    assert row(desk, quoted.id).reason == Reason.ONLY_QUOTED
    assert row(desk, quoted.id).cut_cipher is not None
    assert row(desk, titled.id).reason == Reason.ONLY_SUBJECT
    assert row(desk, titled.id).engagement_id is not None
    assert owed(desk) == []


def test_after_the_closing_it_is_correspondence_like_any_letter(
    desk: Units, clock: FixedClock
) -> None:
    clock.advance(days=60)
    late = taken(desk, arrived(letter(text="", cut=QUOTE), at=clock.now() - timedelta(minutes=1)))
    assert row(desk, late.id).reason == Reason.CLOSED


def test_a_forward_without_words_keeps_what_is_sent_on() -> None:
    read = read_message(
        b"From: a@example.ca\nSubject: Fwd: bus\n\n"
        b"On Sun, Mar 1, 2026 at 9:14 AM Sam <sam@example.ca> wrote:\n"
        b"> I think buses should run all night.\n"
    )
    assert where_it_speaks(read) is Reason.ONLY_QUOTED
