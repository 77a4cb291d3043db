"""Addresses of pictures, and what has to be known of one before anybody sees it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.text import PICTURE_ADDRESS, render_markdown
from engage.media.rules import (
    ENDINGS,
    CleanPicture,
    Licence,
    Rights,
    address_of,
    mark_of,
    markdown_of,
    name_of,
    names_in,
    unclear,
)

CLEAR = Rights("A bus.", "The Province", Licence.STAFF)
PICTURES = st.builds(
    CleanPicture,
    content=st.binary(min_size=1, max_size=50),
    media_type=st.sampled_from(list(ENDINGS)),
    width=st.integers(1, 1_600),
    height=st.integers(1, 1_600),
)


@given(PICTURES, st.none() | st.integers(1, 10**9))
def test_every_address_is_one_that_texts_can_show(
    picture: CleanPicture, engagement_id: int | None
) -> None:
    name = name_of(picture, engagement_id)
    address = address_of(name, picture.media_type)
    assert re.fullmatch(PICTURE_ADDRESS, address)
    assert names_in(f"![a]({address}) and {address}?") == (name,)


@given(PICTURES, st.text(max_size=80))
def test_whatever_a_picture_is_said_to_show_its_line_of_markdown_shows_it(
    picture: CleanPicture, alt: str
) -> None:
    line = markdown_of(name_of(picture, 7), picture.media_type, f"A bus {alt}")
    if len(alt) < 80 and not set(alt) & set("*_<>&`"):
        assert "<img" in render_markdown(line)
    assert names_in(line) == (name_of(picture, 7),)


def test_the_same_bytes_are_another_picture_for_another_engagement() -> None:
    picture = CleanPicture(b"x", "image/png", 1, 1)
    assert len({name_of(picture, one) for one in (None, 1, 2)}) == 3
    assert name_of(picture, 1) == name_of(picture, 1)


@pytest.mark.parametrize(
    ("rights", "fields"),
    [
        (Rights(), ["alt", "owner", "licence"]),
        (CLEAR, []),
        (Rights("\u200b", " ", Licence.STAFF), ["alt", "owner"]),
        (Rights("A", "B", "mine"), ["licence"]),
        (Rights("A", "B", Licence.STOCK), ["proof"]),
        (Rights("A", "B", Licence.OPEN, " "), ["proof"]),
        (Rights("A", "B", Licence.AGREEMENT), ["proof"]),
        (Rights("A", "B", Licence.AGREEMENT, "File 7"), []),
        (Rights("A", "B", Licence.MARK), ["proof"]),
        (Rights("A", "B", Licence.MARK, "Agreement of 2 March, file 9"), []),
        (Rights("A", "B", Licence.STOCK, "Invoice 9"), []),
    ],
)
def test_stock_and_marks_of_others_need_proof(rights: Rights, fields: list[str]) -> None:
    assert [field for field, _ in unclear(rights)] == fields


def test_a_form_knows_which_rights_its_person_saw() -> None:
    others = [Rights("A bus.", "The Province", Licence.STOCK), Rights("A bus.\nThe Province", "")]
    assert len({mark_of(one) for one in (CLEAR, *others)}) == 3
