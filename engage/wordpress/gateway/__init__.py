"""The way to WordPress: posts by XML-RPC, comments by REST, one set of values and errors.

Every call can be repeated: creating looks first, removing what is gone is done, an update that
arrived before its answer was lost is recognised. An object serves one thread and one piece of
work; close it after, or use it in a `with`.
"""

from datetime import datetime
from types import TracebackType
from typing import Self

from engage.core.wordpress_settings import WordPressSettings
from engage.wordpress.errors import AuthFailed, BadData, ConflictRemote, Gone, Transient
from engage.wordpress.gateway.comments import Comments
from engage.wordpress.gateway.http import Connection, Http
from engage.wordpress.gateway.posts import Posts
from engage.wordpress.gateway.rest import RestTransport
from engage.wordpress.gateway.rest.calls import Rest
from engage.wordpress.gateway.transport import Transport
from engage.wordpress.gateway.xmlrpc import XmlRpcTransport
from engage.wordpress.gateway.xmlrpc.calls import XmlRpc
from engage.wordpress.rules import (
    CommentFields,
    PostFields,
    RemoteComment,
    RemotePost,
    TransportName,
    shows,
)

__all__ = [
    "Connection",
    "RestTransport",
    "Transport",
    "WordPress",
    "XmlRpcTransport",
    "open_transport",
]

# Without these: no hidden post found, no letter box, no comment set right.
NEEDED = (
    "edit_posts",
    "publish_posts",
    "edit_published_posts",
    "edit_others_posts",
    "edit_private_pages",
    "read_private_pages",
    "publish_pages",
    "moderate_comments",
)
_TAKEN = 5  # a slug taken by somebody else gets -2, -3 ... from WordPress


def open_transport(settings: WordPressSettings) -> Transport:
    """The way to WordPress that the settings choose, for one piece of work.

    BadData when the address may not be used at all. Nothing is asked before the first call.
    """
    connection = connection_of(settings)
    if settings.transport == TransportName.XMLRPC:
        return XmlRpcTransport(connection, settings.post_type)
    return RestTransport(connection, settings.post_type)


def connection_of(settings: WordPressSettings) -> Connection:
    try:
        return Connection(
            settings.url, settings.user, settings.password, networks=settings.networks
        )
    except ValueError as error:
        raise BadData(str(error)) from None


class WordPress:
    def __init__(self, settings: Connection) -> None:
        self._http = Http(settings)
        self._posts = Posts(XmlRpc(settings, self._http))
        self._rest = Rest(settings, self._http)
        self._comments = Comments(self._rest)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def find_post(self, key: str) -> RemotePost | None:
        """By slug, which WordPress can search, then by the custom field, which is ours alone.

        Drafts are found, trashed posts are not. A post whose slug people changed there is found
        by its id only.
        """
        slugs = [key, *(f"{key}-{number}" for number in range(2, _TAKEN + 1))]
        for post_id in self._rest.named("posts", slugs):
            post = self._posts.get(post_id)
            if post.key == key:
                return post
        return None

    def create_post(self, key: str, fields: PostFields) -> RemotePost:
        """At most once for a key: a post that is there already is returned as it stands."""
        return self.find_post(key) or self._posts.create(key, fields)

    def update_post(
        self, remote_id: int, fields: PostFields, if_not_modified_since: datetime | None
    ) -> RemotePost:
        """The whole post at once; categories and pictures set by people there stay.

        `if_not_modified_since`: `modified` of the post as last seen. `ConflictRemote` if somebody
        changed it since (WordPress counts whole seconds), unless it says what we want already.
        """
        try:
            return self._posts.update(remote_id, fields, if_not_modified_since)
        except ConflictRemote:
            post = self._posts.get(remote_id)
            if shows(post, fields):
                return post
            raise

    def get_post(self, remote_id: int) -> RemotePost:
        return self._posts.get(remote_id)

    def unpublish_post(self, remote_id: int) -> None:
        """A draft with its comments kept, ready to be published again; nothing if it is gone."""
        try:
            self._posts.hide(remote_id)
        except Gone:
            return

    def find_comment(self, alias: str) -> RemoteComment | None:
        """In whatever status, the trash included."""
        return self._comments.find(alias)

    def get_comment(self, remote_id: int) -> RemoteComment:
        return self._comments.get(remote_id)

    def create_comment(self, post_id: int, fields: CommentFields) -> RemoteComment:
        """Public on the post at once, on a closed post too (see `comments`); at most once."""
        return self._comments.create(post_id, fields)

    def update_comment(self, remote_id: int, fields: CommentFields) -> RemoteComment:
        return self._comments.update(remote_id, fields)

    def remove_comment(self, remote_id: int) -> None:
        """Deleted, not trashed; replies stay and move up one level. Nothing if it is gone."""
        self._comments.remove(remote_id)

    def check(self) -> list[str]:
        """What keeps us from working with this WordPress, in words; empty if nothing does."""
        try:
            offered = _names(self._rest.index()[0].get("authentication"))
        except AuthFailed:
            offered = {"application-passwords"}  # shown to its own people only: signing in tells
        except Transient as error:
            return [f"Address: {error}."]
        except (BadData, Gone) as error:
            return [f"Address: no WordPress with REST answers there ({error})."]
        if "application-passwords" not in offered:
            return ["Application passwords are switched off on WordPress."]
        return [*self._account_faults(), *self._xmlrpc_faults()]

    def _account_faults(self) -> list[str]:
        try:
            may = _names(self._rest.me().get("capabilities"))
        except (AuthFailed, BadData, Transient) as error:
            return [f"User or password: {error}."]
        missing = [needed for needed in NEEDED if needed not in may]
        return [f"The user's role is too small: {', '.join(missing)}."] if missing else []

    def _xmlrpc_faults(self) -> list[str]:
        try:
            self._posts.check()
        except (AuthFailed, BadData, Transient, Gone) as error:
            return [f"XML-RPC: {error}."]
        return []


def _names(value: object) -> set[str]:
    """The names switched on in an answer's table; PHP writes an empty table as a list."""
    return {str(name) for name, on in value.items() if on} if isinstance(value, dict) else set()
