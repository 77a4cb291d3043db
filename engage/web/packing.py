"""Answers sent smaller (gzip), where that gives nothing away.

Compressing a page that holds a secret beside words which a stranger chose lets the stranger guess
the secret from the length (BREACH). So nothing is packed by and by: only the files of the theme,
and pages that the cache keeps, which are the same for everybody, carry no token and answer to no
query. Pages with forms go out as they are.
"""

import gzip
from functools import lru_cache
from typing import Final

from werkzeug.http import parse_accept_header

ENCODING: Final = "gzip"
_LEVEL: Final = 6
"""Beyond this a page takes much longer and hardly gets smaller."""
_LONGEST: Final = 200
"""Of a header that is read at all: browsers send about thirty letters."""
_TEXTS: Final = ("text/", "application/json", "application/xml")
_SUFFIXES: Final = ("+json", "+xml")


def is_packable(content_type: str) -> bool:
    """Whether it is text: pictures, fonts and PDFs are packed already."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith(_TEXTS) or kind.endswith(_SUFFIXES)


def packed(content: bytes) -> bytes:
    """The same content gives the same bytes."""
    return gzip.compress(content, _LEVEL, mtime=0)


def takes_packed(accept_encoding: str) -> bool:
    """Whether who asks can unpack, by the header `Accept-Encoding`; '' is who did not say."""
    return bool(accept_encoding) and len(accept_encoding) <= _LONGEST and _takes(accept_encoding)


@lru_cache(maxsize=128)
def _takes(accept_encoding: str) -> bool:
    return parse_accept_header(accept_encoding).quality(ENCODING) > 0


def packed_etag(etag: str) -> str:
    """Of the packed bytes, which are others: `"abc"` becomes `"abc-gzip"`."""
    return f'{etag[:-1]}-{ENCODING}"'
