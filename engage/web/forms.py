"""The ground of every form: it takes texts only, and shows a rule's words where they belong."""

from typing import Any, Protocol

from flask import request
from flask_wtf import FlaskForm
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

__all__ = ["Fault", "Form", "SelectChoice"]


class Fault(Protocol):
    """Something that a rule refused: the name of a field, '' for the whole form, and words."""

    @property
    def field(self) -> str: ...

    @property
    def message(self) -> str: ...


class Form(FlaskForm):
    class Meta:
        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """Texts of a form only: from files and JSON too, a field could get what is no text."""
            is_sent = formdata is not None and request.method == "POST"
            return request.form if is_sent else None

    def show_fault(self, fault: Fault) -> None:
        """Puts a rule's message at its field, or above the form when it has none."""
        if fault.field in self:
            self[fault.field].errors = [*self[fault.field].errors, fault.message]
        else:
            self.form_errors.append(fault.message)
