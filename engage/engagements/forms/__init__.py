"""Forms of the staff: shape only. What an engagement needs before it is public, gates decide."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm


class StaffForm(FlaskForm):
    """The ground of them all."""

    class Meta:
        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """Texts of a form only: from files and JSON too, a field could get what is no text."""
            is_sent = formdata is not None and request.method == "POST"
            return request.form if is_sent else None
