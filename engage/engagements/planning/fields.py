"""The fields that the public form really has, so that none can be forgotten (R20, R21). Pure.

The comment, the name and the address are in every form; a test holds this list against the form
itself. Structured questions come from the topics, with the necessity, use and purpose that they
carry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from engage.engagements.rules import TopicContent


@dataclass(frozen=True)
class FormField:
    """One field in which people write about themselves; `page` is where a question is edited."""

    key: str
    label: str
    necessity: str = ""
    use: str = ""
    page: str = ""
    purpose: str = ""

    @property
    def is_question(self) -> bool:
        return bool(self.page)


@dataclass(frozen=True)
class Asking:
    """A topic as far as planning looks at it: its address and what its draft says."""

    slug: str
    content: TopicContent


IN_EVERY_FORM: Final = (
    FormField("text", "The comment"),
    FormField("display_name", "Name to be shown (optional)"),
    FormField("email", "E-mail address (optional)"),
)


def form_fields(topics: Iterable[Asking]) -> tuple[FormField, ...]:
    """Every field of the forms of these topics, in the order in which people meet them."""
    return (*IN_EVERY_FORM, *_questions(topics))


def _questions(topics: Iterable[Asking]) -> Iterator[FormField]:
    for topic in topics:
        for question in topic.content.questions:
            yield FormField(
                key=f"{topic.slug}/{question.key}",
                label=f"{topic.content.title}: {question.label}",
                necessity=question.necessity,
                use=question.use,
                page=f"/topics/{topic.slug}",
                purpose=question.purpose,
            )
