"""Which texts of an engagement are translated, whether a translation is whole, and whether the
original has changed since. Pure.

A text is shown in a language only when it is whole there: a page whose summary is in Punjabi and
whose question is in English would leave its reader guessing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeVar

from engage.core.text import is_blank
from engage.engagements.questions import Question
from engage.engagements.rules import (
    DocumentShown,
    EngagementContent,
    ResultsContent,
    TopicContent,
    TranslatedText,
    TranslationContent,
    UpdateContent,
)

ENGAGEMENT: Final = "engagement"
RESULTS: Final = "results"
TOPIC: Final = "topic"
UPDATE: Final = "update"
OPTION: Final = "option:"
"""What the name of an option begins with; its own words follow. An answer is stored as these, in
whatever language it was chosen, and other words are another option."""
FIELDS: Final = ("title", "summary", "body", "prompt", "necessity")

Translatable = EngagementContent | TopicContent | ResultsContent | UpdateContent
Written = TypeVar("Written", EngagementContent, TopicContent, ResultsContent, UpdateContent)


def topic_key(topic_id: int) -> str:
    return f"{TOPIC}:{topic_id}"


def update_key(update_id: int) -> str:
    return f"{UPDATE}:{update_id}"


def question_key(topic_id: int, key: str) -> str:
    return f"question:{topic_id}:{key}"


def document_key(name: str) -> str:
    return f"document:{name}"


@dataclass(frozen=True)
class Original:
    """One text to translate: what it is of, and its fields that say something."""

    key: str
    heading: str
    fields: Mapping[str, str]

    @property
    def digest(self) -> str:
        """By which a translation knows whether its original has changed."""
        told = "\0".join(f"{name}={self.fields[name]}" for name in sorted(self.fields))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def original_of(key: str, heading: str, content: Translatable) -> Original:
    fields = {name: getattr(content, name, "") for name in FIELDS}
    return Original(key, heading, _said(fields))


def original_of_question(topic_id: int, question: Question) -> Original:
    fields = {
        "prompt": question.label,
        "low": question.low,
        "high": question.high,
        **{f"{OPTION}{option}": option for option in question.options},
        "necessity": question.necessity,
        "use": question.use,
    }
    heading = f"Question: {question.label}"
    return Original(question_key(topic_id, question.key), heading, _said(fields))


def original_of_document(document: DocumentShown) -> Original:
    fields = {"title": document.title, "description": document.description}
    return Original(document_key(document.name), f"Document: {document.title}", _said(fields))


def _said(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in fields.items() if text.strip()}


def missing_fields(original: Original, text: TranslatedText | None) -> tuple[str, ...]:
    """The fields of the original that the translation leaves out."""
    words = text.words if text else {}
    return tuple(name for name in original.fields if is_blank(words.get(name, "")))


def is_whole(original: Original, text: TranslatedText | None) -> bool:
    return not missing_fields(original, text)


def is_outdated(original: Original, text: TranslatedText | None) -> bool:
    """Whether it is the translation of an earlier wording."""
    return text is not None and text.of != original.digest


def text_of(content: TranslationContent, key: str) -> TranslatedText | None:
    return next((text for text in content.texts if text.key == key), None)


class Place(NamedTuple):
    """What a text is of: `kind` is 'engagement', 'topic', 'update' or 'results'."""

    kind: str
    subject_id: int


def place_of(key: str, engagement_id: int) -> Place | None:
    """Of a text with a page, or a part of one, of its own; None for a question or a document."""
    kind, _, number = key.partition(":")
    if kind in (ENGAGEMENT, RESULTS):
        return Place(kind, engagement_id)
    return Place(kind, int(number)) if kind in (TOPIC, UPDATE) else None


def said_in(content: Written, text: TranslatedText) -> Written:
    """The content with the words of a translation, where it has them."""
    words = {
        name: said
        for name, said in text.words.items()
        if name in FIELDS and vars(content).get(name)
    }
    return type(content)(**{**vars(content), **words})


def same_options(text: TranslatedText) -> str:
    """The name of an option that says the same as one before it; ''. Nobody could tell them
    apart."""
    seen = set()
    for name, words in text.parts:
        if name.startswith(OPTION) and words:
            if words.casefold() in seen:
                return name
            seen.add(words.casefold())
    return ""


def merged(
    before: TranslationContent, written: Iterable[TranslatedText], originals: Iterable[Original]
) -> TranslationContent:
    """What is to be kept: `written` by key, and what was there of texts that the page did not
    show. A text that was not touched stays the translation of what it was made from."""
    now = {text.key: text for text in before.texts}
    digests = {one.key: one.digest for one in originals}
    for text in written:
        old = now.get(text.key)
        is_same = old is not None and old.words == text.words
        of = old.of if is_same and old is not None else digests.get(text.key, "")
        now[text.key] = replace(text, of=of)
    kept = (text for text in now.values() if text.words)
    return TranslationContent(tuple(sorted(kept, key=lambda text: text.key)))


def confirmed(content: TranslationContent, original: Original) -> TranslationContent:
    """Says of a text that it fits the wording of today."""
    return TranslationContent(
        tuple(
            replace(text, of=original.digest) if text.key == original.key else text
            for text in content.texts
        )
    )


def gaps(
    originals: Iterable[Original], content: TranslationContent
) -> Iterator[tuple[Original, tuple[str, ...]]]:
    """Each text that is begun and not whole, with the fields that it lacks."""
    for original in originals:
        text = text_of(content, original.key)
        if text is not None and (left := missing_fields(original, text)):
            yield original, left
