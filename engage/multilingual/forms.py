"""Forms of translations: a language, and one text of an engagement in it."""

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar, Final

from wtforms import HiddenField, StringField, TextAreaField

from engage.core.errors import Refused
from engage.engagements.forms.shape import (
    LINE_LENGTH,
    PARAGRAPH_LENGTH,
    RevisionForm,
    at_most,
    body_field,
    lines,
    one_line,
)
from engage.engagements.rules import SUMMARY_LENGTH, TITLE_LENGTH, TranslatedText
from engage.multilingual.rules import FIELDS, OPTION, Original
from engage.multilingual.tags import Language
from engage.web.forms import Fault, Form


class LanguageForm(Form):
    """The language of a new translation."""

    language = StringField("Code of the language", filters=[one_line])


class TextForm(RevisionForm):
    """One text; only the fields that the original has are there (`text_form`).

    `names`: what each field translates, by the name of the field. An option's field is named by
    its words, so that nothing that was typed goes to another option when their order changes.
    """

    names: ClassVar[dict[str, str]] = {}
    of = HiddenField()

    def text(self, key: str) -> TranslatedText:
        """What was typed."""
        typed = {name: self[field].data or "" for field, name in self.names.items()}
        own = {name: words for name, words in typed.items() if name in FIELDS}
        parts = tuple(
            (name, words) for name, words in typed.items() if name not in FIELDS and words
        )
        return TranslatedText(key, **own, parts=parts)

    def show_fault(self, fault: Fault) -> None:
        super().show_fault(Refused(field_name(fault.field), fault.message))

    def read_beside(self, original: Original) -> bool:
        """From here on the person has this original beside the form; whether it was this one
        before."""
        is_same = self.of.data in (None, "", original.digest)
        self.of.raw_data, self.of.data = None, original.digest
        return is_same


def field_name(name: str) -> str:
    """The field of what is called so."""
    if not name.startswith(OPTION):
        return name
    return f"option_{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def text_form(original: Original, language: Language) -> type[TextForm]:
    """The form of one text; its fields say in which language and direction one writes."""
    made: dict[str, Any] = {field_name(name): _field(name) for name in original.fields}
    for field in made.values():  # each an UnboundField until the form is made
        field.kwargs["render_kw"] = {"lang": language.tag, "dir": language.direction}
    names = {field_name(name): name for name in original.fields}
    return type("TextFormOf", (TextForm,), {**made, "names": names})


def as_typed(text: TranslatedText | None) -> dict[str, str]:
    """What a form shows of a text that was written before."""
    return {field_name(name): words for name, words in text.words.items()} if text else {}


def _field(name: str) -> Any:
    if name.startswith(OPTION):
        label = f"Choice “{name.removeprefix(OPTION)}”"
        return StringField(label, [at_most(LINE_LENGTH, "A choice")], filters=[one_line])
    if name == "body":
        return body_field("Text")
    kind, label, limit, what, clean = _FIELDS[name]
    return kind(label, [at_most(limit, what)], filters=[clean])


_FIELDS: Final[dict[str, tuple[type[StringField], str, int, str, Callable[[str], str]]]] = {
    "title": (StringField, "Title", TITLE_LENGTH, "The title", one_line),
    "summary": (TextAreaField, "Summary", SUMMARY_LENGTH, "The summary", one_line),
    "description": (TextAreaField, "Description", SUMMARY_LENGTH, "The description", one_line),
    "prompt": (TextAreaField, "Question", PARAGRAPH_LENGTH, "The question", lines),
    "low": (StringField, "What 1 means", LINE_LENGTH, "This", one_line),
    "high": (StringField, "What the last step means", LINE_LENGTH, "This", one_line),
    "necessity": (
        TextAreaField,
        "Why the answers are needed",
        PARAGRAPH_LENGTH,
        "This statement",
        lines,
    ),
    "use": (
        TextAreaField,
        "How the answers will be used",
        PARAGRAPH_LENGTH,
        "This statement",
        lines,
    ),
}
