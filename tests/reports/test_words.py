"""The words of both languages say the same things, set as a typesetter sets them."""

import re
import string

import pytest

from engage.reports.words import LANGUAGES, Words
from engage.reports.words.en import WORDS as ENGLISH
from engage.reports.words.fr import WORDS as FRENCH
from engage.reports.words.page_en import WORDS as PAGE_ENGLISH
from engage.reports.words.page_fr import WORDS as PAGE_FRENCH
from engage.reports.words.typography import english, french

PAIRS = {"report": (ENGLISH, FRENCH), "pages": (PAGE_ENGLISH, PAGE_FRENCH)}
EVERY = [(language, key) for language in LANGUAGES for key in (*ENGLISH, *PAGE_ENGLISH)]


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def said(language: str, key: str) -> str:
    text = {**ENGLISH, **PAGE_ENGLISH}[key]
    return Words(language)(key, **{name: f"<{name}>" for name in placeholders(text)})


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_both_languages_say_the_same_things(pair: tuple[dict[str, str], dict[str, str]]) -> None:
    ours, theirs = pair
    assert list(ours) == list(theirs)
    assert {key: placeholders(text) for key, text in ours.items()} == {
        key: placeholders(text) for key, text in theirs.items()
    }


def test_no_key_stands_in_two_files() -> None:
    assert not set(ENGLISH) & set(PAGE_ENGLISH)


@pytest.mark.parametrize("key", [*ENGLISH, *PAGE_ENGLISH])
def test_what_is_said_is_translated(key: str) -> None:
    same = {"total", "page.contact", "answers.stretch", "channel.import"}
    both = said("en", key), said("fr", key)
    assert all(both)
    if key not in same and len(both[0]) > 12:
        assert both[0] != both[1]


@pytest.mark.parametrize(("language", "key"), EVERY)
def test_marks_are_those_of_print(language: str, key: str) -> None:
    text = said(language, key)
    assert not re.search(r"\w'\w|  |\s$|^\s|\.\.\.", text)
    if language == "fr":
        assert not re.search(r" [:;!?»]|« |[\w)][;:!?](?=\s|$)", text)
        assert text.count("«") == text.count("»")


def test_english_marks() -> None:
    assert english("a person's 'own' words (')") == "a person’s ‘own’ words (')"  # noqa: RUF001
    assert english("'Not published' takes in") == "‘Not published’ takes in"  # noqa: RUF001


def test_french_marks() -> None:
    assert french("l'avis « non » : oui ; non ?") == (
        "l’avis «\u202fnon\u202f»\u202f: oui\u202f; non\u202f?"  # noqa: RUF001
    )
