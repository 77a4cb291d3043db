"""Forms of translations: a language, and one text of an engagement in it."""

from typing import Any

from wtforms import StringField, TextAreaField

from engage.engagements.forms.shape import (
    PARAGRAPH_LENGTH,
    RevisionForm,
    at_most,
    body_field,
    lines,
    one_line,
)
from engage.engagements.rules import SUMMARY_LENGTH, TITLE_LENGTH, TranslatedText
from engage.multilingual.rules import FIELDS, Original
from engage.multilingual.tags import Language
from engage.web.forms import Form


class LanguageForm(Form):
    """The language of a new translation."""

    language = StringField("Code of the language", filters=[one_line])


class TextForm(RevisionForm):
    """One text; only the fields that the original has are there (`text_form`)."""

    def text(self, key: str) -> TranslatedText:
        """What was typed."""
        typed = {name: self[name].data or "" for name in FIELDS if name in self}
        return TranslatedText(key, **typed)


def text_form(original: Original, language: Language) -> type[TextForm]:
    """The form of one text; its fields say in which language and direction one writes."""
    made: dict[str, Any] = {
        "title": StringField("Title", [at_most(TITLE_LENGTH, "The title")], filters=[one_line]),
        "summary": TextAreaField(
            "Summary", [at_most(SUMMARY_LENGTH, "The summary")], filters=[one_line]
        ),
        "body": body_field("Text"),
        "prompt": TextAreaField(
            "Question", [at_most(PARAGRAPH_LENGTH, "The question")], filters=[lines]
        ),
        "necessity": TextAreaField(
            "Why the answers are needed",
            [at_most(PARAGRAPH_LENGTH, "This statement")],
            filters=[lines],
        ),
    }
    for field in made.values():  # each an UnboundField until the form is made
        field.kwargs["render_kw"] = {"lang": language.tag, "dir": language.direction}
    wanted = {name: field for name, field in made.items() if name in original.fields}
    return type("TextFormOf", (TextForm,), wanted)
