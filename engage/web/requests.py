"""How a request is read: no bytes lost, no cost beyond its size, and no belief in its host.

Werkzeug's own reading of urlencoded bodies gives up on the whole form at one byte that is not
UTF-8, calls Python once for every broken escape (24 seconds for 9 MB of `%E9`), and counts no
fields (3 million in the same body). Here a broken byte becomes U+FFFD and fields are counted.
"""

from typing import IO, Final
from urllib.parse import parse_qsl, urlsplit

from flask import Request, redirect
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser
from werkzeug.routing import RequestRedirect
from werkzeug.utils import cached_property
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_input_stream

URLENCODED: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 1_000
Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


class EngageFormParser(FormDataParser):
    """Multipart as Werkzeug reads it; urlencoded as said above."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Parsed:
        if mimetype != URLENCODED:
            return super().parse(stream, mimetype, content_length, options)
        try:
            pairs = parse_qsl(
                stream.read().decode(errors="replace"),
                keep_blank_values=True,
                errors="replace",
                max_num_fields=MOST_FIELDS,
            )
        except ValueError:
            raise BadRequest from None
        return stream, MultiDict(pairs), MultiDict()


class Chunks:
    """A body as the server hands it over, chunk by chunk.

    What is wrong with a chunk gunicorn says in exceptions of its own, which Werkzeug would take for
    a fault of ours. An OSError it takes for a sender who went away, and answers 400.
    """

    def __init__(self, given: IO[bytes]) -> None:
        self._given = given

    def read(self, size: int = -1) -> bytes:
        try:
            return self._given.read(size)
        except Exception as error:
            raise OSError("what was sent is no body") from error


class EngageRequest(Request):
    form_data_parser_class = EngageFormParser

    @cached_property
    def stream(self) -> IO[bytes]:
        environ = self.environ
        if "wsgi.input_terminated" in environ:
            environ = environ | {"wsgi.input": Chunks(environ["wsgi.input"])}
        return get_input_stream(environ, max_content_length=self.max_content_length)


def without_host(redirection: RequestRedirect) -> Response:
    """The router's redirect (`//` to `/`): its own names the host that the caller claimed."""
    parts = urlsplit(redirection.new_url)
    path = "/" + parts.path.lstrip("/")
    return redirect(f"{path}?{parts.query}" if parts.query else path, redirection.code)
