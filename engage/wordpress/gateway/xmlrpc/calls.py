"""python-wordpress-xmlrpc behind what it lacks.

The library is from 2014: it names `collections.Iterable` (gone since Python 3.10), has no timeouts,
lets a dozen foreign exceptions out, sends 'Untitled' as the title of a partial edit, loses the
parent of a comment, and asks the server for its list of methods each time a `Client` is made. So it
gets our transport, plain dicts both ways, a client that asks nothing, and one place where
everything it raises becomes an error of ours.
"""

import collections.abc
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from xmlrpc.client import Fault, ProtocolError, ServerProxy
from xmlrpc.client import Transport as BaseTransport

from wordpress_xmlrpc import AnonymousMethod, AuthenticatedMethod, Client, base
from wordpress_xmlrpc.exceptions import InvalidCredentialsError, XmlrpcDisabledError

from engage.wordpress.errors import (
    AuthFailed,
    BadData,
    ConflictRemote,
    Gone,
    NotStored,
    WordPressError,
)
from engage.wordpress.gateway.http import Connection, Http, Reply
from engage.wordpress.gateway.xmlrpc.repair import parsed

base.collections = collections.abc

_XML: Final = {"Content-Type": "text/xml"}


class NoMethod(AuthFailed):
    """The site does not know what was called, or a plugin took it away."""


class Call(AuthenticatedMethod):  # type: ignore[misc]
    """One signed-in call by its name, with plain values."""

    def __init__(self, name: str, *given: object) -> None:
        self.method_name = name
        self.given = given

    def get_args(self, client: Client) -> list[object]:
        return [*self.default_args(client), *self.given]


class _Many(AnonymousMethod):  # type: ignore[misc]
    """Several in one exchange, each of which signs in for itself."""

    method_name = "system.multicall"

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = calls

    def get_args(self, client: Client) -> list[object]:
        return [[_named(each, client) for each in self._calls]]


def _named(call: Call, client: Client) -> dict[str, object]:
    return {"methodName": call.method_name, "params": call.get_args(client)}


class XmlRpc:
    def __init__(self, connection: Connection, http: Http) -> None:
        self._url = connection.at("/xmlrpc.php")
        self._http = http
        self._client = _Client(self._url, connection, http)

    def now(self) -> datetime:
        """What time it is there."""
        return self._http.now()

    def look(self) -> Reply:
        """What stands at the address, asked by nobody."""
        return self._http.exchange("GET", self._url)

    def call(self, name: str, *given: object) -> object:
        return self._answer(Call(name, *given))

    def many(self, calls: Sequence[Call]) -> list[object]:
        """One answer for each, in their order: its value, or the error that it met.

        A wrong password makes all of them fail alike, and is raised.
        """
        value = self._answer(_Many(calls)) if calls else []
        if not isinstance(value, list) or len(value) != len(calls):
            raise BadData("XML-RPC answers something else than asked for")
        answers = [_one(each) for each in value]
        if answers and all(isinstance(answer, AuthFailed) for answer in answers):
            raise AuthFailed("XML-RPC does not accept the user, the password or the role")
        return answers

    def _answer(self, method: Call | _Many) -> object:
        try:
            answer: object = self._client.call(method)
            return answer
        except WordPressError:
            raise
        except InvalidCredentialsError:
            raise AuthFailed(
                "XML-RPC does not accept the user or the password, or application "
                "passwords are switched off"
            ) from None
        except XmlrpcDisabledError:
            raise AuthFailed("XML-RPC is switched off") from None
        except Fault as fault:
            raise _error(fault.faultCode) from None
        except ProtocolError as error:
            raise BadData(f"XML-RPC answers {error.errcode}") from None
        except (UnicodeEncodeError, OverflowError):
            raise BadData("text that XML cannot carry") from None


def _one(value: object) -> object:
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    if isinstance(value, dict) and isinstance(value.get("faultCode"), int):
        return _error(value["faultCode"])
    return BadData("XML-RPC answers something else than asked for")


def _error(code: int) -> WordPressError:
    match code:
        case 401 | 403:
            return AuthFailed("the role of the user does not allow this over XML-RPC")
        case 404:
            return Gone("no such post or comment")
        case 409:
            return ConflictRemote("the post was changed on WordPress meanwhile")
        case 500:
            return NotStored("WordPress could not store it")
        case -32601:
            return NoMethod("XML-RPC lacks this method: switched off by a plugin")
    return BadData(f"XML-RPC answers fault {code}")


class _Anything(frozenset[str]):
    """The site itself knows best what it supports."""

    def __contains__(self, name: object) -> bool:
        return True


class _Client(Client):  # type: ignore[misc]
    """The library's client without the call that its constructor makes."""

    def __init__(self, url: str, connection: Connection, http: Http) -> None:
        self.url, self.blog_id = url, 0
        self.username, self.password = connection.user, connection.password
        self.server = ServerProxy(url, allow_none=True, transport=_Transport(url, http))
        self.supported_methods = _Anything()


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
