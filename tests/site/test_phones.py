"""A link dials one number, or there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.site.phones import phone_href


@pytest.mark.parametrize(
    ("words", "href"),
    [
        ("1 800 663-7867", "tel:18006637867"),
        ("+1 (604) 660-2421", "tel:+16046602421"),
        ("250.387.1111", "tel:2503871111"),
        ("250\u2011387\u20111111", "tel:2503871111"),
        ("250 387-1111 or 1 800 663-7867", "tel:2503871111"),
        ("1 800 663-7867 / 604 660-2421", "tel:18006637867"),
        ("In Victoria: 250 387-1111", "tel:2503871111"),
        ("250 387-1111 ext. 12", "tel:2503871111;ext=12"),
        ("250 387-1111, poste 12", "tel:2503871111;ext=12"),
        ("250 387-1111 x12, 8 am to 4 pm", "tel:2503871111;ext=12"),
        ("811", "tel:811"),
        ("8-1-1", "tel:811"),
        ("1 800 ENGAGE-BC", ""),
        ("Ask for form 811", ""),
        ("250 387-1111 250 387-2222", ""),
        ("by phone", ""),
        ("", ""),
    ],
)
def test_the_first_number_is_dialled(words: str, href: str) -> None:
    assert phone_href(words) == href


@given(st.text("0123456789 +-().x/or,", max_size=60))
def test_whatever_is_written_no_more_is_dialled_than_a_number_can_have(words: str) -> None:
    digits = phone_href(words).partition(";")[0].removeprefix("tel:").removeprefix("+")
    assert digits == "" or (digits.isdigit() and len(digits) <= 15)
