"""Forms of a picture: the file itself, what it shows, whose it is and why we may show it."""

from wtforms import FileField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from engage.engagements.forms.shape import at_most, one_line, said
from engage.media.rules import (
    ALT_LENGTH,
    LICENCE_WORDS,
    LINE_LENGTH,
    PROOF_LENGTH,
    Rights,
    mark_of,
)
from engage.web.forms import Form, SelectChoice


class RightsForm(Form):
    """What has to be known before anybody sees the picture; it may be saved before all of it is."""

    seen = StringField(widget=HiddenInput())
    alt = StringField(
        "What the picture shows",
        [at_most(ALT_LENGTH, "The description")],
        filters=[one_line],
    )
    owner = StringField("Owner", [at_most(LINE_LENGTH, "The owner")], filters=[one_line])
    licence = RadioField(
        "Why may we show it?",
        [Optional()],
        choices=[SelectChoice(one.value, words) for one, words in LICENCE_WORDS.items()],
        **said(choice="Choose one of the reasons."),
    )
    proof = TextAreaField("Proof", [at_most(PROOF_LENGTH, "The proof")], filters=[one_line])

    def rights(self) -> Rights:
        return Rights(
            alt=self.alt.data or "",
            owner=self.owner.data or "",
            licence=self.licence.data or "",
            proof=self.proof.data or "",
        )

    def see(self, rights: Rights) -> None:
        """From here on the person has seen these; what was typed stays."""
        self.seen.raw_data = None
        self.seen.data = mark_of(rights)


class NewPictureForm(RightsForm):
    """`picture` is read from the files of the request."""

    picture = FileField("Picture", render_kw={"accept": ".jpg,.jpeg,.png,.webp,.gif"})
