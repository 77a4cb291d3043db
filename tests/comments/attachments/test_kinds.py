"""Kinds of files stand in words on the pages of staff."""

import pytest

from engage.comments.attachments.kinds import KINDS, OTHER, kind_words
from engage.comments.attachments.rules import MEDIA_TYPE, UNKNOWN_TYPE


@pytest.mark.parametrize(
    ("media_type", "words"),
    [
        ("application/pdf", "PDF"),
        ("image/jpeg", "picture (JPEG)"),
        ("image/x-of-its-own", "picture"),
        ("audio/ogg", "sound"),
        (UNKNOWN_TYPE, OTHER),
        ("", OTHER),
    ],
)
def test_a_kind_is_told_in_words(media_type: str, words: str) -> None:
    assert kind_words(media_type) == words


def test_each_kind_that_has_words_can_be_met() -> None:
    assert all(MEDIA_TYPE.fullmatch(media_type) for media_type in KINDS)
    assert not any("/" in words for words in KINDS.values())
