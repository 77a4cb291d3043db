"""WordPress over XML-RPC: for sites that keep REST from their users."""

from engage.wordpress.gateway.http import Connection, Http
from engage.wordpress.gateway.lasting import Lasting
from engage.wordpress.gateway.xmlrpc.calls import XmlRpc
from engage.wordpress.gateway.xmlrpc.checking import Checking
from engage.wordpress.gateway.xmlrpc.library import Library
from engage.wordpress.gateway.xmlrpc.posts import Posts
from engage.wordpress.gateway.xmlrpc.sending import SendingComments
from engage.wordpress.rules import TransportName

__all__ = ["XmlRpcTransport"]


class XmlRpcTransport(Lasting, Checking, Posts, Library, SendingComments):
    name = TransportName.XMLRPC
    batch = 50

    def __init__(self, connection: Connection, post_type: str = "post") -> None:
        self._http = Http(connection)
        super().__init__(connection, XmlRpc(connection, self._http), post_type)
