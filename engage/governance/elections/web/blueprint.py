"""The blueprint, and what its pages share."""

from typing import Final

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.web.transaction import no_store

blueprint = Blueprint("elections", __name__)

REFUSED: Final = 422
CONFLICT: Final = 409
NUMBER: Final = "<number:number>"


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    return no_store(make_response(render_template(f"elections/{template}", **context), status))
