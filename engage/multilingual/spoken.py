"""In which language a page shows what staff wrote: the original, or a public translation.

The address says it (`/engagements/<slug>/in/pa`); a French page takes the French translation, where
there is one. Each text is shown in the language only if it is whole there, and says in HTML which
language it is in. What an engagement's row says of its languages spares other pages the question.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from engage.core import language
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.questions import Question
from engage.engagements.rules import DocumentShown, TopicContent, TranslatedText
from engage.engagements.shown_questions import QuestionWords
from engage.multilingual.queries import (
    NO_TRANSLATION,
    public_texts,
    public_texts_of_each,
    shown_text,
)
from engage.multilingual.rules import (
    OPTION,
    Written,
    is_outdated,
    original_of,
    original_of_document,
    original_of_question,
    said_in,
    topic_key,
)
from engage.multilingual.tags import ORIGINAL


@dataclass(frozen=True)
class Spoken:
    """The language of a page's content. `below` is what its addresses have more ('/in/pa')."""

    tag: str = ORIGINAL
    below: str = ""
    texts: Mapping[str, TranslatedText] = field(default_factory=dict)

    def said(self, key: str, content: Written) -> tuple[Written, str, bool]:
        """The words to show, the tag of their language, and whether they translate an earlier
        wording."""
        if not self.texts:
            return content, ORIGINAL, False
        original = original_of(key, "", content)
        text = shown_text(original, self.texts)
        if text is None:
            return content, ORIGINAL, False
        return said_in(content, text), self.tag, is_outdated(original, text)

    def asked(self, topic_id: int, content: TopicContent) -> dict[str, QuestionWords]:
        """The questions of a topic that are whole in the language, by their keys.

        None while the topic itself is not: a form would change its language on the way.
        """
        if not self.texts or self.said(topic_key(topic_id), content)[1] == ORIGINAL:
            return {}
        words = ((one.key, self._asked(topic_id, one)) for one in content.questions)
        return {key: said for key, said in words if said is not None}

    def chosen(self, topic_id: int, questions: Sequence[Question]) -> dict[str, QuestionWords]:
        """The words for what somebody chose once, with the questions as they were asked then:
        those that translate exactly this wording, as beside an answer nothing explains another."""
        if not self.texts:
            return {}
        words = ((one.key, self._asked(topic_id, one)) for one in questions)
        return {key: said for key, said in words if said is not None and not said.is_outdated}

    def _asked(self, topic_id: int, question: Question) -> QuestionWords | None:
        original = original_of_question(topic_id, question)
        text = shown_text(original, self.texts)
        if text is None:
            return None
        words = text.words
        return QuestionWords(
            tag=self.tag,
            label=words["prompt"],
            necessity=words.get("necessity", ""),
            use=words.get("use", ""),
            low=words.get("low", ""),
            high=words.get("high", ""),
            options={one: words[f"{OPTION}{one}"] for one in question.options},
            is_outdated=is_outdated(original, text),
        )

    def listed(self, document: DocumentShown) -> tuple[str, str, str] | None:
        """Title and description of a document, and their language; None: as they were written,
        also where that was changed since, as no place in a list could say so."""
        original = original_of_document(document)
        text = shown_text(original, self.texts) if self.texts else None
        if text is None or is_outdated(original, text):
            return None
        return text.words["title"], text.words.get("description", ""), self.tag


IN_ENGLISH: Final = Spoken()


def spoken_in(unit: Unit, engagement: Engagement, asked: str = "") -> Spoken:
    """The language that the address asks for, or that of the page. Raises NotFound for one in
    which the public reads nothing."""
    public = engagement.languages.split()
    if asked and asked not in public:
        raise NotFound(NO_TRANSLATION)
    tag = asked or (language.current() if language.current() in public else "")
    if not tag:
        return Spoken()
    texts = public_texts(unit.session, engagement.id, tag)
    return Spoken(tag, f"/in/{tag}" if asked else "", texts)


def spoken_of_each(session: Session, engagement_ids: Collection[int]) -> dict[int, Spoken]:
    """The language of the page, by engagement, where the public reads anything of it in it."""
    tag = language.current()
    if tag == ORIGINAL:
        return {}
    texts = public_texts_of_each(session, engagement_ids, tag)
    return {number: Spoken(tag, "", said) for number, said in texts.items()}
