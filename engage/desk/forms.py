"""What the audit's page asks for: a search, which comes with the address and needs no token."""

from datetime import date
from typing import Any, Final

from flask import request
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from engage.desk.audit_rules import BAD_SUBJECT, is_subject
from engage.web.forms import Form

NO_DATE: Final = "Enter a date as year, month and day, for example 2026-03-14."
YEARS: Final = range(2000, 2101)
NO_YEAR: Final = "Choose a day of the years 2000 to 2100."


class _Day(DateField):
    """A date, or words about what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NO_DATE) from None


class AuditSearchForm(Form):
    """Who, what, which thing, and from which day to which."""

    class Meta(Form.Meta):
        csrf = False

        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            return request.args

    actor = SelectField("Who")
    action = SelectField("What kind of action")
    about = StringField("About", [Optional()], render_kw={"spellcheck": "false"})
    since = _Day("From", [Optional()], render_kw={"type": "date"})
    until = _Day("To", [Optional()], render_kw={"type": "date"})

    def validate_since(self, field: DateField) -> None:
        if field.data and field.data.year not in YEARS:
            raise ValidationError(NO_YEAR)

    def validate_about(self, field: StringField) -> None:
        if field.data and not is_subject(field.data.strip()):
            raise ValidationError(BAD_SUBJECT)

    def validate_until(self, field: DateField) -> None:
        since: date | None = self.since.data
        if field.data and field.data.year not in YEARS:
            raise ValidationError(NO_YEAR)
        if field.data and since and field.data < since:
            raise ValidationError("The last day lies before the first.")
