"""Forms of a document: the file, what it is, whose it is, why we may show it; its place."""

from wtforms import FileField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from engage.engagements.forms.shape import (
    INCOMPLETE,
    LARGEST_ID,
    Seen,
    at_most,
    one_line,
    said,
)
from engage.engagements.service.documenting import Move
from engage.media.documents.rules import (
    DESCRIPTION_LENGTH,
    DOCUMENT_LICENCE_WORDS,
    REASON_LENGTH,
    TITLE_LENGTH,
    DocumentWords,
    mark_of_words,
    offered_languages,
)
from engage.media.rules import LINE_LENGTH, PROOF_LENGTH
from engage.web.forms import Form, SelectChoice


class DocumentForm(Form):
    """What has to be known before anybody gets the document; owner, licence and proof may follow
    later. `reason` is asked only where some people cannot follow the file."""

    seen = StringField(widget=HiddenInput())
    title = StringField(
        "Title",
        [Seen("Enter the document's title."), at_most(TITLE_LENGTH, "The title")],
        filters=[one_line],
    )
    language = SelectField(
        "Language of the document",
        [InputRequired("Choose the language of the document.")],
        **said(choice="Choose the language of the document."),
    )
    description = TextAreaField(
        "What it is about", [at_most(DESCRIPTION_LENGTH, "The description")], filters=[one_line]
    )
    owner = StringField("Owner", [at_most(LINE_LENGTH, "The owner")], filters=[one_line])
    licence = RadioField(
        "Why may we show it?",
        [Optional()],
        choices=[SelectChoice(one.value, words) for one, words in DOCUMENT_LICENCE_WORDS.items()],
        **said(choice="Choose one of the reasons."),
    )
    proof = TextAreaField("Proof", [at_most(PROOF_LENGTH, "The proof")], filters=[one_line])
    reason = TextAreaField(
        "Why do we show it anyway?", [at_most(REASON_LENGTH, "The reason")], filters=[one_line]
    )

    def offer_languages(self) -> None:
        offered = {"": "Choose a language", **dict(offered_languages())}
        self.language.choices = [SelectChoice(*one) for one in offered.items()]

    def words(self) -> DocumentWords:
        return DocumentWords(**{name: self[name].data or "" for name in vars(DocumentWords())})

    def see(self, words: DocumentWords) -> None:
        """From here on the person has seen these; what was typed stays."""
        self.seen.raw_data = None
        self.seen.data = mark_of_words(words)


class NewDocumentForm(DocumentForm):
    """`document` is read from the files of the request."""

    document = FileField("PDF file", render_kw={"accept": ".pdf,application/pdf"})


class PlaceForm(Form):
    """One button that moves a document on the page, and the draft that its person saw."""

    seen_revision_id = IntegerField(
        widget=HiddenInput(),
        validators=[Optional(), NumberRange(1, LARGEST_ID, INCOMPLETE)],
        **said(value=INCOMPLETE),
    )
    move = RadioField(
        "Place",
        [InputRequired("Say where it goes.")],
        choices=[SelectChoice(one.value, one.value) for one in Move],
        **said(choice="Say where it goes."),
    )
