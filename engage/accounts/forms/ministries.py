"""The form of a ministry's French name: shape only."""

from wtforms import HiddenField, StringField

from engage.web.forms import Form


class FrenchNameForm(Form):
    """`seen` is the name that was there when the page was made."""

    seen = HiddenField()
    name_fr = StringField("Name in French", render_kw={"lang": "fr"})
