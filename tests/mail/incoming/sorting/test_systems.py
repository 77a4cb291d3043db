"""Mail of real systems' forms, in English and French, and people's mail that looks like it."""

import pytest

from engage.mail.incoming.rules import NO_COMMENT, Reason
from tests.mail.incoming.sorting.mails import CASES, Case, cases, sort

VERDICTS = sorted(path.stem for path in CASES.glob("*.txt"))
ALL = [case for verdict in VERDICTS for case in cases(verdict)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.verdict}: {case.name}")
def test_a_message_is_told_for_what_it_is(case: Case) -> None:
    verdict = sort(case.raw)
    assert (verdict.no_comment or "comment") == case.verdict
    assert (verdict.bounce is not None) == (case.verdict == Reason.BOUNCE)


@pytest.mark.parametrize("case", cases("bounce"), ids=lambda case: case.name)
def test_a_bounce_says_which_mail_came_back_and_whether_for_good(case: Case) -> None:
    bounce = sort(case.raw).bounce
    ids, duration = case.expected
    assert bounce is not None
    assert bounce.message_ids == tuple(ids.split()[1:])
    assert bounce.is_permanent == (duration == "permanent")


def test_every_verdict_that_reading_can_give_has_examples() -> None:
    assert {*VERDICTS} == {*NO_COMMENT - {Reason.EMPTY}, "comment"}
    assert len(ALL) >= 120


def test_lines_with_bare_newlines_change_nothing() -> None:
    for case in ALL:
        assert sort(case.raw.replace(b"\r\n", b"\n")) == sort(case.raw), case.name
