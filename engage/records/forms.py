"""Forms of records: shape only. What a filing asks for is in `rules.filing_fault`."""

from typing import Any, Final

from wtforms import DateField, StringField
from wtforms.validators import Length, Optional

from engage.records.rules import BAD_NUMBER, NO_DATE, NUMBER_LENGTH
from engage.web.forms import Form

# A keyword newer than the library's stubs.
A_DATE: Final[dict[str, Any]] = {"invalid_value_message": NO_DATE}


class FilingForm(Form):
    file_number = StringField(
        "File number", [Length(max=2 * NUMBER_LENGTH, message=BAD_NUMBER)], default=""
    )
    filed_on = DateField("Filing date", [Optional()], **A_DATE)
