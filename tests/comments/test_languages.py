"""The language of a comment: told of long texts, and not at all of short ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.comments.languages import KNOWN, language_in


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We need more buses after midnight, because many of us work late in the hospital."),
        ("fr", "Il nous faut plus d'autobus après minuit, car beaucoup travaillent tard ici."),
        ("es", "Necesitamos más autobuses después de la medianoche porque trabajamos muy tarde."),
        ("pa", "ਸਾਨੂੰ ਅੱਧੀ ਰਾਤ ਤੋਂ ਬਾਅਦ ਹੋਰ ਬੱਸਾਂ ਦੀ ਲੋੜ ਹੈ ਕਿਉਂਕਿ ਅਸੀਂ ਦੇਰ ਤੱਕ ਕੰਮ ਕਰਦੇ ਹਾਂ।"),
        ("zh", "我们需要更多的夜间公交车。很多人下班很晚。没有别的办法回家。"),
        ("ar", "نحتاج إلى المزيد من الحافلات بعد منتصف الليل لأن كثيرين منا يعملون حتى وقت متأخر."),
    ],
)
def test_a_long_text_says_its_language(language: str, text: str) -> None:
    assert language_in(text) == language


@pytest.mark.parametrize("text", ["", "OK", "Oui, merci.", "12345 67890 " * 20, "👍" * 60])
def test_nobody_can_tell_the_language_of_a_few_words(text: str) -> None:
    assert language_in(text) is None


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_text_has_a_known_language_or_none(text: str) -> None:
    assert language_in(text) in {None, *KNOWN}
