"""Errors for programs: what is a page for people is a 'problem' in JSON there (RFC 9457).

Nothing of what was asked stands in it; a parameter that is wrong is named and not repeated.
"""

import json
from http import HTTPStatus
from typing import Final

from flask import Response, request
from werkzeug.exceptions import BadRequest

PROBLEM: Final = "application/problem+json"
FOR_PROGRAMS: Final = ("/api/", "/oembed")


class BadParameter(BadRequest):
    """A parameter of an address that cannot be understood: which, and what it should be."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter = parameter
        self.detail = detail


def is_for_programs() -> bool:
    """Whether this request asks what programs read, so that they read its errors too."""
    return request.path.startswith(FOR_PROGRAMS)


def problem(status: int, detail: str, parameter: str = "") -> Response:
    """The error as a problem, without a type of its own: its title is that of the status."""
    said: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if parameter:
        said["parameter"] = parameter
    response = Response(json.dumps(said, ensure_ascii=False), status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_parameter(error: BadParameter) -> Response:
    return problem(400, error.detail, error.parameter)
