"""WordPress over REST: what is used unless the settings say otherwise."""

from engage.wordpress.gateway.http import Connection, Http
from engage.wordpress.gateway.lasting import Lasting
from engage.wordpress.gateway.rest.calls import Rest
from engage.wordpress.gateway.rest.checking import Checking
from engage.wordpress.gateway.rest.library import Library
from engage.wordpress.gateway.rest.posts import Posts
from engage.wordpress.gateway.rest.sending import SendingComments
from engage.wordpress.rules import TransportName

__all__ = ["RestTransport"]


class RestTransport(Lasting, Checking, Posts, Library, SendingComments):
    name = TransportName.REST
    batch = 50

    def __init__(self, connection: Connection, post_type: str = "post") -> None:
        self._http = Http(connection)
        super().__init__(connection, Rest(connection, self._http), post_type)
