"""The French catalogue is whole: it has every message that pages say, and no other."""

import re

import pytest
from babel.messages import Message

from engage.core.language import ENGLISH, LANGUAGES
from tests.language.catalogue import brought_up, is_translated, key_of, path_of, said, written

WRONG = re.compile("[^\u00a0]:(?!//)|«[^\u00a0]|[^\u00a0]»|[\u201c\u201d]|[ \u00a0][;!?]")
"""A colon and the inside of quotation marks take a space that does not break; ; ! ? take none."""
OTHERS = [language for language in LANGUAGES if language != ENGLISH]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"<[^>]*>")


def messages(language: str) -> list[Message]:
    return [message for message in written(language) if message.id]


def both(message: Message) -> list[tuple[str, str]]:
    """Each form of the message beside its translation; of a singular it may leave the count out."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[-1], form) for form in message.string[1:]]


def test_what_pages_say_is_found_in_code_templates_and_themes() -> None:
    found = {message.id for message in said()}
    assert {
        "Skip to main content",  # a template of the theme
        "Look up your comment",  # a template of a feature
        "Answer this question.",  # marked, and translated where it is shown
        "Your comment",  # of a form
        "closes in %(days)s days",
        "Terms of use",  # of a theme's settings
        ("%(n)s page", "%(n)s pages"),
    } <= found


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_of_the_pages_is_in_the_catalogue_and_no_other(language: str) -> None:
    there = {key_of(message) for message in messages(language)}
    wanted = {key_of(message) for message in said() if message.id}
    assert {"not in the catalogue": wanted - there, "said no more": there - wanted} == {
        "not in the catalogue": set(),
        "said no more": set(),
    }, "run `make messages`, and translate"
    assert not written(language).obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_for_certain(language: str) -> None:
    assert [message.id for message in messages(language) if not is_translated(message)] == []
    assert [message.id for message in messages(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_same_places_and_tags(language: str) -> None:
    for message in messages(language):
        for original, translated in both(message):
            for pattern in (PLACEHOLDER, TAG):
                theirs = [set(pattern.findall(text)) for text in (original, translated)]
                assert theirs[0] == theirs[1], original


def test_french_is_set_as_canada_sets_it() -> None:
    for message in messages("fr"):
        for _original, translated in both(message):
            text = TAG.sub("", translated)
            assert "'" not in text, text
            assert not WRONG.search(text), text


def test_nothing_said_has_a_bare_percent_sign() -> None:
    """Templates fill every message in, so it would end a page."""
    for message in said():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            assert "%" not in PLACEHOLDER.sub("", text), text


@pytest.mark.parametrize("language", OTHERS)
def test_bringing_the_catalogue_up_changes_nothing_when_nothing_changed(language: str) -> None:
    now = brought_up(language)
    assert {key_of(one): one.string for one in now if one.id} == {
        key_of(one): one.string for one in messages(language)
    }
    text = path_of(language).read_text("utf-8")
    assert "Date:" not in text
    assert not re.search(r"^#: /", text, re.MULTILINE)
