"""Who calls a mail of ours spam follows nothing any more; of other mail nothing is ended."""

import pytest

from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.following.rules import Ending, State
from engage.mail.incoming.rules import Outcome, Reason
from tests.following.people import following
from tests.following.people import rows as followers
from tests.mail.citizens import answer, came, rows, work
from tests.mail.incoming.fetching.letters import letter, row, taken
from tests.services.smtp import MailServer


def complained(units: Units, *message_ids: str) -> int:
    done = taken(
        units,
        letter(
            text="This is an abuse report.",
            no_comment=Reason.COMPLAINT,
            complains_of=message_ids,
            sender="feedback@provider.example",
        ),
    )
    assert done.outcome is Outcome.FILED
    return done.id


def id_of(units: Units, number: int = 0) -> str:
    assert units.settings.mail is not None
    return f"<{rows(units)[number].message_key}@{units.settings.mail.domain}>"


def test_what_a_follower_complains_of_comes_no_more(
    light_units: Units, mail_server: MailServer
) -> None:
    following(light_units, mail_server)
    number = complained(light_units, id_of(light_units))
    [follower] = followers(light_units)
    assert (follower.state, follower.ended_why) == (State.ENDED, Ending.OWNER)
    assert follower.email_cipher is None
    kept = row(light_units, number)
    assert (kept.reason, kept.body_cipher, kept.answered) == (Reason.COMPLAINT, None, False)
    complained(light_units, id_of(light_units))


@pytest.mark.parametrize("named", ["<0123456789abcdef0123456789abcdef@gov.bc.ca>", "<x@y.example>"])
def test_a_complaint_about_no_mail_of_ours_ends_nothing(
    light_units: Units, mail_server: MailServer, named: str
) -> None:
    following(light_units, mail_server)
    complained(light_units, named)
    assert followers(light_units)[0].state == State.ACTIVE


def test_a_complaint_about_an_answer_is_filed_and_ends_nothing(
    post_units: Units, clock: FixedClock
) -> None:
    answer(post_units, came(post_units))
    work(post_units, clock)
    complained(post_units, id_of(post_units))
