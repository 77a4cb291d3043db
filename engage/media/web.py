"""The public address of a picture, and how files of staff are sent.

What an address shows never changes, so browsers keep it for good; what was removed, or is not
cleared for the public yet, is as unknown as what never was.
"""

import re
from typing import Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.core.text import PICTURE_ADDRESS
from engage.media.documents.models import Document
from engage.media.documents.rules import PDF, file_name
from engage.media.models import Media
from engage.media.rules import address_of
from engage.media.service import NO_PICTURE, picture_for
from engage.web.access import public
from engage.web.transaction import current_unit

blueprint = Blueprint("media", __name__)

SANDBOX: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
FOR_GOOD: Final = "public, max-age=31536000, s-maxage=10, immutable"
"""Shared caches ask again after ten seconds: a picture that was removed is gone from them too."""


@blueprint.get("/media/<name>.<ending>")
@public
def picture(name: str, ending: str) -> ResponseReturnValue:
    address = f"/media/{name}.{ending}"
    if not re.fullmatch(PICTURE_ADDRESS, address, re.ASCII):
        raise NotFound(NO_PICTURE)
    found = picture_for(current_unit(), name)
    if address_of(found.name, found.media_type) != address:
        raise NotFound(NO_PICTURE)
    response = picture_response(found)
    response.headers["Cache-Control"] = FOR_GOOD
    response.set_etag(name)
    return response.make_conditional(request)


def picture_response(found: Media) -> Response:
    """Its bytes, as a picture and nothing else; who sends it says how long it may be kept."""
    response = Response(found.content or b"", content_type=found.media_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def document_response(found: Document) -> Response:
    """Its bytes as a file to keep: it opens in the reader that a person chose, and not in a page
    of ours."""
    response = Response(found.content or b"", content_type=PDF)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.set("Content-Disposition", "attachment", filename=file_name(found.title))
    return response
