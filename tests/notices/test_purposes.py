"""A notice's purposes: a list in its file, one sentence for those who read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.notices.rules import NoticeFault, NoticeTemplate, parse_notice

AROUND = "---\ntitle: T\nauthority: A\n{}contact: C\n---\nWords.\n"
SENTENCE = "purpose: To read comments, to publish them, and to report\n"
LIST = "purposes:\n  - to read comments\n  - to publish\n    them\n  - to report\n"


def notice(lines: str) -> NoticeTemplate:
    return parse_notice("x", AROUND.format(lines))


def test_a_list_is_read_as_the_sentence_that_it_makes_and_has_its_hash() -> None:
    listed, written = notice(LIST), notice(SENTENCE)
    assert listed.purpose == written.purpose
    assert listed.content_hash == written.content_hash
    assert listed.purposes == ("To read comments", "To publish them", "To report")
    # A sentence is taken as it stands: where it could be cut is for its writer to say.
    assert written.purposes == (written.purpose,)


def test_one_and_two_purposes_read_as_sentences_too() -> None:
    assert notice("purposes: [to read comments]\n").purpose == "To read comments"
    assert notice("purposes: [to read, to report]\n").purpose == "To read, and to report"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", "missing in the front matter: purpose"),
        (SENTENCE + LIST, "either `purpose` or `purposes`"),
        ("purposes: to read comments\n", "must be a list"),
        ("purposes: []\n", "must be a list"),
        ("purposes: [to read, '  ']\n", "must be a list"),
        ("purposes: [to read, 7]\n", "must be a list"),
        ("purposes: [to read, To  read]\n", "are the same"),
    ],
)
def test_a_file_that_does_not_say_its_purpose_clearly_is_named(lines: str, words: str) -> None:
    with pytest.raises(NoticeFault, match=words) as fault:
        notice(lines)
    assert str(fault.value).startswith("x.md: ")


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True))
def test_every_purpose_stands_in_the_sentence(letters: list[str]) -> None:
    made = notice(f"purposes: [{', '.join(f'to {one}x' for one in letters)}]\n")
    assert made.purposes == tuple(f"To {one}x" for one in letters)
    assert all(one[1:] in made.purpose for one in made.purposes)
