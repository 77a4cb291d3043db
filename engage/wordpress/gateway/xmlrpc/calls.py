"""python-wordpress-xmlrpc behind what it lacks.

The library is from 2014: it names `collections.Iterable` (gone since Python 3.10), has no timeouts,
lets a dozen foreign exceptions out, sends 'Untitled' as the title of a partial edit, and asks the
server for its list of methods each time a `Client` is made. So it gets our transport, plain dicts,
a client that asks nothing, and one place where everything it raises becomes an error of ours.
"""

import collections.abc
import re
from typing import Any
from xml.parsers.expat import ExpatError
from xmlrpc.client import Fault, ProtocolError, ResponseError, ServerProxy, Unmarshaller
from xmlrpc.client import Transport as BaseTransport

from defusedxml.xmlrpc import DefusedExpatParser
from wordpress_xmlrpc import AuthenticatedMethod, Client, base
from wordpress_xmlrpc.exceptions import InvalidCredentialsError, XmlrpcDisabledError
from wordpress_xmlrpc.methods.posts import EditPost, GetPost, NewPost
from wordpress_xmlrpc.methods.users import GetProfile

from engage.wordpress.errors import (
    AuthFailed,
    BadData,
    ConflictRemote,
    Gone,
    Transient,
    WordPressError,
)
from engage.wordpress.gateway.http import Connection, Http

base.collections = collections.abc

_XML = {"Content-Type": "text/xml"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,12})|([0-9]{1,12}));")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_LATIN = re.compile(rb"^[^>]{0,60}encoding=[\"'](?:iso-8859-1|windows-1252)", re.IGNORECASE)


class XmlRpc:
    def __init__(self, connection: Connection, http: Http) -> None:
        self._client = _Client(connection, http)

    def call(self, method: AuthenticatedMethod) -> object:
        try:
            answer: object = self._client.call(method)
            return answer
        except WordPressError:
            raise
        except InvalidCredentialsError:
            raise AuthFailed("XML-RPC does not accept the user or the password") from None
        except XmlrpcDisabledError:
            raise AuthFailed("XML-RPC is switched off") from None
        except Fault as fault:
            raise _error(fault.faultCode) from None
        except ProtocolError as error:
            raise BadData(f"XML-RPC answers {error.errcode}") from None
        except UnicodeEncodeError:
            raise BadData("text that XML cannot carry") from None


def _error(code: int) -> WordPressError:
    match code:
        case 401:
            return AuthFailed("the role of the user does not allow this over XML-RPC")
        case 404:
            return Gone("no such post")
        case 409:
            return ConflictRemote("the post was changed on WordPress meanwhile")
        case 500:
            return Transient("XML-RPC answers fault 500")
        case -32601:
            return AuthFailed("XML-RPC lacks this method: switched off by a plugin")
    return BadData(f"XML-RPC answers fault {code}")


class _Client(Client):  # type: ignore[misc]
    """The library's client without the call that its constructor makes."""

    def __init__(self, connection: Connection, http: Http) -> None:
        url = connection.at("/xmlrpc.php")
        self.url, self.blog_id = url, 0
        self.username, self.password = connection.user, connection.password
        self.server = ServerProxy(url, allow_none=True, transport=_Transport(url, http))
        methods = (NewPost, EditPost, GetPost, GetProfile)
        self.supported_methods = {method.method_name for method in methods}


class _Transport(BaseTransport):
    def __init__(self, url: str, http: Http) -> None:
        super().__init__()
        self._url = url
        self._http = http

    def request(self, host: Any, handler: str, request_body: Any, verbose: bool = False) -> Any:
        reply = self._http.exchange("POST", self._url, content=request_body, headers=_XML)
        if reply.status == 200 or b"<methodResponse" in reply.body:
            return parsed(reply.body)  # some faults come with a status of their own
        reply.refuse_trouble()
        if reply.status in (403, 404, 405):
            raise AuthFailed(f"XML-RPC is blocked: the server answers {reply.status}")
        raise BadData(f"XML-RPC answers {reply.status}")


def parsed(body: bytes) -> tuple[object, ...]:
    """The values of an answer. A fault is raised; anything else that is wrong is `BadData`."""
    target = Unmarshaller()
    try:
        parser = DefusedExpatParser(target, forbid_dtd=True)
        parser.feed(repaired(body))
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
    return _REFERENCE.sub(_possible, _NOT_XML.sub("", text))


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
