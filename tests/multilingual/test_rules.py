"""Languages by their tags, and when a text counts as translated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.engagements.rules import (
    ResultsContent,
    TopicContent,
    TranslatedText,
    TranslationContent,
    to_json,
    translation_from_json,
)
from engage.multilingual.rules import (
    Original,
    confirmed,
    is_outdated,
    is_whole,
    merged,
    missing_fields,
    original_of,
    said_in,
    text_of,
)
from engage.multilingual.tags import OFFERED, canonical, language_of

TOPIC = TopicContent("Routes", "Which **routes**?", "Where do you travel?", "")
PUNJABI = TranslatedText("topic:1", "ਰੂਟ", "", "ਕਿਹੜੇ ਰੂਟ?", "ਤੁਸੀਂ ਕਿੱਥੇ ਜਾਂਦੇ ਹੋ?")


def topic() -> Original:
    return original_of("topic:1", "Topic: Routes", TOPIC)


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("pa", "pa"), ("ZH_hans", "zh-Hans"), ("pa-arab-pk", "pa-Arab-PK"), ("es-419", "es-419"),
        ("", ""), ("<script>", ""), ("pa pa", ""), ("../fr", ""), ("p" * 99, ""), ("de-", ""),
    ],
)  # fmt: skip
def test_a_tag_is_written_one_way(typed: str, tag: str) -> None:
    assert canonical(typed) == tag


@given(st.text(max_size=40))
def test_nothing_typed_breaks_the_reading_of_tags(typed: str) -> None:
    tag = canonical(typed)
    assert canonical(tag) == tag
    language_of(tag)


@pytest.mark.parametrize("tag", OFFERED)
def test_what_is_offered_has_a_name_of_its_own(tag: str) -> None:
    language = language_of(tag)
    assert language is not None
    assert language.own
    assert language.english
    assert canonical(tag) == tag


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("ar", "rtl"), ("ur", "rtl"), ("pa", "ltr"), ("pa-Arab", "rtl"), ("uz-Latn", "ltr")],
)
def test_a_language_runs_as_its_script_does(tag: str, direction: str) -> None:
    language = language_of(tag)
    assert language is not None
    assert language.direction == direction


@pytest.mark.parametrize("tag", ["en", "en-GB", "xx", "zzz", ""])
def test_english_and_what_nobody_can_name_are_no_translations(tag: str) -> None:
    assert language_of(tag) is None


def test_a_text_is_whole_when_it_says_all_that_the_original_says() -> None:
    assert missing_fields(topic(), None) == ("title", "body", "prompt")
    assert missing_fields(topic(), TranslatedText("topic:1", "ਰੂਟ", prompt=" \n")) == (
        "body",
        "prompt",
    )
    assert is_whole(topic(), PUNJABI)
    said = said_in(TOPIC, PUNJABI)
    assert (said.title, said.prompt, said.necessity) == (PUNJABI.title, PUNJABI.prompt, "")


def test_a_translation_says_nothing_that_the_original_does_not() -> None:
    more = TranslatedText("results", "A title", "ਸਾਰ", "ਲਿਖਤ", "A question")
    said = said_in(ResultsContent("Summary", "Text"), more)
    assert said == ResultsContent("ਸਾਰ", "ਲਿਖਤ")


def test_an_original_that_changes_makes_its_translation_old() -> None:
    kept = merged(TranslationContent(), [PUNJABI], [topic()])
    changed = original_of("topic:1", "", TopicContent("Routes", "Which?", "Where to?", ""))
    assert not is_outdated(topic(), text_of(kept, "topic:1"))
    assert is_outdated(changed, text_of(kept, "topic:1"))
    again = merged(kept, [PUNJABI], [changed])
    assert is_outdated(changed, text_of(again, "topic:1")), "nobody touched it"
    assert not is_outdated(changed, text_of(confirmed(again, changed), "topic:1"))
    new = merged(kept, [TranslatedText("topic:1", "ਨਵਾਂ", "", "ਕੀ", "ਕਿੱਥੇ")], [changed])
    assert not is_outdated(changed, text_of(new, "topic:1"))


TEXTS = st.lists(
    st.builds(
        TranslatedText,
        st.sampled_from(["engagement", "topic:1", "topic:2", "results", "update:9"]),
        *[st.text(max_size=20)] * 5,
    ),
    unique_by=lambda text: text.key,
)


@given(TEXTS, TEXTS)
def test_what_a_page_did_not_show_stays_and_all_of_it_is_read_back(
    before: list[TranslatedText], written: list[TranslatedText]
) -> None:
    kept = merged(TranslationContent(), before, [])
    now = merged(kept, written, [])
    named = {text.key for text in written}
    assert [one for one in now.texts if one.key not in named] == [
        one for one in kept.texts if one.key not in named
    ]
    assert translation_from_json(to_json(now)) == now
