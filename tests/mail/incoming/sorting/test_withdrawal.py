"""Who asks to take a comment back, and who only speaks of it.

One text a line in the files; a bar stands for the end of a line.
"""

from pathlib import Path

import pytest

from engage.mail.incoming.sorting.withdrawal import LONG, READ_LENGTH, wants_withdrawal
from tests.mail.incoming.sorting.mails import written

STORY = "The river rose in spring and took the road with it, as it does every few years. " * 8


def texts(name: str) -> list[str]:
    lines = (Path(__file__).parent / "withdrawals" / f"{name}.txt").read_text().splitlines()
    return [line.replace("|", "\n") for line in lines]


@pytest.mark.parametrize("text", texts("asked"))
def test_a_request_is_understood(text: str) -> None:
    assert wants_withdrawal(text)


@pytest.mark.parametrize("text", texts("not_asked"))
def test_what_is_not_clearly_a_request_is_none(text: str) -> None:
    assert not wants_withdrawal(text)


def test_a_long_text_counts_by_its_first_sentence_alone() -> None:
    assert len(STORY.split()) > LONG
    assert wants_withdrawal(f"WITHDRAW\n\n{STORY}")
    assert wants_withdrawal(f"Hello,\nPlease withdraw my comment.\n{STORY}")
    assert not wants_withdrawal(f"{STORY}\nPlease withdraw my comment.")
    assert not wants_withdrawal(f"Do not withdraw my comment.\n{STORY}")
    assert not wants_withdrawal(f"Withdraw the bill.\n{STORY}")
    assert wants_withdrawal("WITHDRAW\n" + "x" * READ_LENGTH)


def test_a_new_subject_counts_where_the_text_says_little() -> None:
    assert wants_withdrawal("", "Please withdraw my comment")
    assert wants_withdrawal("Thanks, Ann", "Withdraw my comment")
    assert wants_withdrawal("", "RETRAIT")
    assert not wants_withdrawal("", "Re: Withdraw my comment")
    assert not wants_withdrawal("", "Withdraw the bill")
    assert not wants_withdrawal("Do not withdraw it!", "Withdraw my comment")
    assert not wants_withdrawal(STORY, "Withdraw my comment")


def test_mail_of_machines_withdraws_nothing() -> None:
    assert written("Please withdraw my comment").wants_withdrawal
    assert not written(
        "Please withdraw my comment", "Auto-Submitted: auto-replied"
    ).wants_withdrawal


def test_a_filter_s_verdict_does_not_keep_a_comment_that_its_author_takes_back() -> None:
    verdict = written("Please withdraw my comment", "X-Spam-Flag: YES")
    assert verdict.wants_withdrawal
    assert verdict.no_comment is None
    assert written("Please buy my pills", "X-Spam-Flag: YES").no_comment is not None


def test_quoted_words_are_not_the_author_s() -> None:
    text = "I like the plan.\n\nOn Monday, Engage wrote:\n> To withdraw, answer: withdraw"
    assert not written(text).wants_withdrawal
