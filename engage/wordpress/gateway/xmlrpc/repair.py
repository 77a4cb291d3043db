"""An answer of XML-RPC from bytes to values, whatever visitors and PHP put into it."""

import re
from xml.parsers.expat import ExpatError
from xmlrpc.client import Fault, ResponseError, Unmarshaller

from defusedxml.xmlrpc import DefusedExpatParser

from engage.wordpress.errors import BadData
from engage.wordpress.gateway.xmlrpc.rows import rows_of

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROLS = bytes({*range(0x20)} - {0x9, 0xA, 0xD})
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,12})|([0-9]{1,12}));")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_LATIN = re.compile(rb"^[^>]{0,60}encoding=[\"'](?:iso-8859-1|windows-1252)", re.IGNORECASE)


def parsed(body: bytes) -> tuple[object, ...]:
    """The values of an answer. A fault is raised; anything else that is wrong is `BadData`."""
    target = Unmarshaller()
    try:
        text = repaired(body)
        rows = rows_of(text)
        if rows is not None:
            return (rows,)
        parser = DefusedExpatParser(target, forbid_dtd=True)
        parser.feed(text)
        parser.close()
        return tuple(target.close())
    except Fault:
        raise
    except (ExpatError, ResponseError, ValueError, TypeError, LookupError, AttributeError):
        raise BadData("the answer of XML-RPC cannot be read") from None


def repaired(body: bytes) -> str:
    """The answer without what breaks it: one visitor's control character in one comment makes a
    whole page of WordPress's XML unreadable, and a PHP warning before it does the same."""
    text = body.decode("cp1252" if _LATIN.match(body) else "utf-8", "replace")
    start = text.find("<?xml")
    text = _DECLARATION.sub("", text[max(start, 0) :], count=1)
    if len(body.translate(None, _CONTROLS)) < len(body) or "\ufffe" in text or "\uffff" in text:
        text = _NOT_XML.sub("", text)
    return _REFERENCE.sub(_possible, text)


def _possible(found: re.Match[str]) -> str:
    hexadecimal, decimal = found.groups()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    legal = (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
    return found.group() if legal else ""
