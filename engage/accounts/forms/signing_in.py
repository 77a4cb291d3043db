"""The sign-in form: shape only. What is right or wrong is one answer of `service.sign_in`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from engage.accounts.rules import MAXIMUM_EMAIL, MAXIMUM_PASSWORD
from engage.web.forms import Form

MAXIMUM_CODE: Final = 40
# No keyboard of digits alone: a recovery code has letters too.
AS_TYPED: Final = {"spellcheck": "false", "autocapitalize": "none"}
EXPIRED: Final = "This page was open for too long. Enter your details again."


class SignInForm(Form):
    """E-mail address, password and the six digits of the authenticator app."""

    email = StringField(
        "E-mail address",
        [InputRequired("Enter your e-mail address."), Length(max=MAXIMUM_EMAIL)],
        render_kw={"type": "email", "spellcheck": "false", "autocapitalize": "none"},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Enter your password."), Length(max=MAXIMUM_PASSWORD)],
    )
    code = StringField(
        "Code from your authenticator app",
        [InputRequired("Enter the code that your app shows."), Length(max=MAXIMUM_CODE)],
        render_kw=AS_TYPED,
    )

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Says in plain words what Flask-WTF calls a missing CSRF token."""
        is_valid: bool = super().validate(extra_validators)
        if self.csrf_token.errors:
            self.csrf_token.errors = [EXPIRED]
        return is_valid


class ConfirmForm(Form):
    """The second factor once more."""

    code = StringField(
        "Code from your authenticator app",
        [InputRequired("Enter the code that your app shows."), Length(max=MAXIMUM_CODE)],
        render_kw=AS_TYPED,
    )
