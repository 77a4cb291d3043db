"""The form of joining: shape only."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from engage.accounts.forms.signing_in import EXPIRED
from engage.accounts.rules import MAXIMUM_PASSWORD
from engage.web.forms import Form


class JoinForm(Form):
    """A password, twice, and the first code of the app. `nonce` tells a second click."""

    password = PasswordField(
        "Password", [InputRequired("Choose a password."), Length(max=MAXIMUM_PASSWORD)]
    )
    again = PasswordField(
        "The same password once more",
        [
            InputRequired("Type the password once more."),
            EqualTo("password", "The two passwords are not the same."),
        ],
    )
    code = StringField(
        "Code from your authenticator app",
        [InputRequired("Enter the code that your app shows."), Length(max=20)],
        render_kw={"inputmode": "numeric"},
    )
    nonce = HiddenField(validators=[Length(max=64)])

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        if self.csrf_token.errors:
            self.csrf_token.errors = [EXPIRED]
        return is_valid
