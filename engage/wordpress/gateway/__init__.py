"""The way to WordPress, by the interface that the settings choose.

`transport.py` says what is promised, `rest/` and `xmlrpc/` keep it, `http.py` is the exchange below
both. Nothing else of the program speaks to WordPress.
"""

from engage.core.wordpress_settings import WordPressSettings
from engage.wordpress.errors import BadData
from engage.wordpress.gateway.http import Connection
from engage.wordpress.gateway.rest import RestTransport
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.gateway.xmlrpc import XmlRpcTransport
from engage.wordpress.rules import TransportName

__all__ = ["Connection", "RestTransport", "Transport", "XmlRpcTransport", "open_transport"]


def open_transport(settings: WordPressSettings) -> Transport:
    """For one piece of work; nothing is asked before the first call.

    BadData when the address may not be used at all.
    """
    try:
        connection = Connection(
            settings.url, settings.user, settings.password, networks=settings.networks
        )
    except ValueError as error:
        raise BadData(str(error)) from None
    if settings.transport == TransportName.XMLRPC:
        return XmlRpcTransport(connection, settings.post_type)
    return RestTransport(connection, settings.post_type)
