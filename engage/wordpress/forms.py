"""Forms of choices and of differences: shape only."""

from wtforms import BooleanField, HiddenField, RadioField, SelectField

from engage.web.forms import Form, SelectChoice
from engage.wordpress.sourcing import Becomes

NO_PICTURE = "none"


class CommentsForm(Form):
    seen = HiddenField()
    takes_comments = BooleanField("Visitors may comment on the post on WordPress")
    topic = SelectField("Topic for these comments", validate_choice=False)


class PictureForm(Form):
    seen = HiddenField()
    picture = RadioField("Picture with the post", validate_choice=False)


class LookForm(Form):
    """A button and nothing else."""


class SourceForm(Form):
    category = SelectField("Category on WordPress", validate_choice=False)
    becomes = RadioField(
        "What its posts become here",
        choices=[SelectChoice(Becomes.UPDATE, "Updates"), SelectChoice(Becomes.TOPIC, "Topics")],
        validate_choice=False,
    )


class SettleForm(Form):
    """`seen` is the time of the change there that the page showed, `ours` names our text there."""

    seen = HiddenField()
    ours = HiddenField()
