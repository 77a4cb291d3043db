"""The forms of one's own account: shape only; what is right is decided by the use cases."""

from typing import Final

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from engage.accounts.forms.signing_in import AS_TYPED, MAXIMUM_CODE
from engage.accounts.rules import MAXIMUM_PASSKEY_NAME, MAXIMUM_PASSWORD, MINIMUM_PASSWORD
from engage.web.forms import Form

MAXIMUM_TOKEN: Final = 2_000
MAXIMUM_CREDENTIAL: Final = 20_000


class PasswordForm(Form):
    """The password of today and that of tomorrow."""

    current = PasswordField(
        "Current password",
        [InputRequired("Enter your current password."), Length(max=MAXIMUM_PASSWORD)],
    )
    password = PasswordField(
        "New password",
        [
            InputRequired(f"Enter a new password of at least {MINIMUM_PASSWORD} characters."),
            Length(max=MAXIMUM_PASSWORD, message=f"Use at most {MAXIMUM_PASSWORD} characters."),
        ],
    )
    repeated = PasswordField(
        "New password again", [InputRequired("Enter the new password once more.")]
    )

    def validate(self, extra_validators: object = None) -> bool:
        if not super().validate():
            return False
        if self.password.data != self.repeated.data:
            self.repeated.errors = ["This is not the same as the new password above."]
            return False
        return True


class AppForm(Form):
    """The code that proves that the new app holds the secret."""

    token = HiddenField(validators=[Length(max=MAXIMUM_TOKEN)])
    code = StringField(
        "Code that the new app shows",
        [InputRequired("Enter the code that the new app shows."), Length(max=MAXIMUM_CODE)],
        render_kw=AS_TYPED | {"inputmode": "numeric"},
    )


class PasskeyAnswerForm(Form):
    """What the browser brings from an authenticator; a script fills it in."""

    token = HiddenField(validators=[Length(max=MAXIMUM_TOKEN)])
    credential = HiddenField(validators=[Length(max=MAXIMUM_CREDENTIAL)])


class NewPasskeyForm(PasskeyAnswerForm):
    """The same, with the name by which its owner knows it."""

    name = StringField(
        "Name of the passkey",
        [
            InputRequired("Enter a name, such as 'Office laptop'."),
            Length(
                max=MAXIMUM_PASSKEY_NAME,
                message=f"Use at most {MAXIMUM_PASSKEY_NAME} characters.",
            ),
        ],
    )
