"""What the rest of Engage asks of a WordPress, whichever interface it is asked through.

Two adapters keep this promise, REST and XML-RPC, and the same tests hold both to it against a real
WordPress. Every call can be repeated: creating looks first where it may have been tried before,
removing what is gone is done, an update that arrived before its answer was lost is recognised.
An object serves one thread and one piece of work; close it after, or use it in a `with`.

Errors are those of `engage.wordpress.errors` and no others. In calls about many things, one that
WordPress refuses gives its error in its place and stops none of the others; what concerns the site
as a whole (down, slow, sign-in) is raised.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from engage.wordpress.errors import WordPressError
from engage.wordpress.rules import (
    NO_DRESSING,
    Capability,
    Category,
    CommentChange,
    CommentFields,
    PostDressing,
    PostFields,
    RemoteComment,
    RemotePost,
    TransportName,
)

Answered = RemoteComment | WordPressError


class Transport(Protocol):
    """One way to a WordPress. `batch`: how many comments one call about many takes best."""

    name: TransportName
    batch: int

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def close(self) -> None: ...

    # --- the site ---------------------------------------------------------------------------------

    def check(self) -> list[str]:
        """What keeps us from working with this WordPress, a sentence each; empty: nothing."""

    def capabilities(self) -> frozenset[Capability]:
        """What this site with this transport can do beyond the least (the plugin, mostly)."""

    def clock(self) -> datetime | None:
        """What time the site says it is; None if it does not say."""

    # --- posts ------------------------------------------------------------------------------------

    def find_post(self, key: str) -> RemotePost | None:
        """The post that carries our key, drafts too, trashed ones not."""

    def create_post(
        self, key: str, fields: PostFields, dressing: PostDressing = NO_DRESSING
    ) -> RemotePost:
        """At most once for a key: a post that is there already is returned as it stands."""

    def update_post(
        self,
        remote_id: int,
        fields: PostFields,
        seen: datetime | None,
        dressing: PostDressing = NO_DRESSING,
    ) -> RemotePost:
        """The whole post at once; categories set by people there stay beside ours.

        `seen`: `modified` of the post as last seen. `ConflictRemote` if somebody changed it since
        (WordPress counts whole seconds), unless it says what we want already. `Gone`.
        """

    def get_post(self, remote_id: int) -> RemotePost:
        """As it stands, in whatever status. Raises Gone."""

    def get_posts(self, ids: Sequence[int]) -> Mapping[int, RemotePost]:
        """Those of these that come together. What is left out may be there all the same: whether it
        is gone, `get_post` says."""

    def unpublish_post(self, remote_id: int) -> None:
        """A draft with its comments kept, ready to be published again; nothing if it is gone."""

    def set_comments_open(self, remote_id: int, is_open: bool) -> None:
        """Whether visitors may comment there; nothing else of the post changes."""

    def posts_changed(self, since: datetime | None, category: int) -> Iterator[RemotePost]:
        """Posts in a category that changed at `since` or later (None: all), any status that the
        account may see, trashed ones too where the interface shows them; last changed first."""

    def rendered(self, post: RemotePost) -> str:
        """The post's HTML as its readers see it: blocks and shortcodes turned into what they show.

        Not sanitised: whoever may write there may write anything.
        """

    def categories(self) -> list[Category]:
        """All of them, by name."""

    def ensure_category(self, name: str) -> int:
        """The id of the category of this name, made if there is none."""

    def put_picture(self, key: str, content: bytes, media_type: str, alt: str) -> int:
        """The id of a picture in the media library; at most once for a key."""

    # --- comments ---------------------------------------------------------------------------------

    def create_comments(
        self, post_id: int, comments: Sequence[CommentFields], tried: frozenset[str] = frozenset()
    ) -> list[Answered]:
        """Public on the post at once, on a closed post too; never under another name meanwhile.

        One answer for each, in their order. `tried`: aliases of which an earlier attempt may have
        come through; these are looked for first and returned as they stand. Raises NotPossible
        where `Capability.CREATE_COMMENTS` is missing.
        """

    def find_comment(self, alias: str) -> RemoteComment | None:
        """By our alias, in whatever status, the trash included."""

    def get_comments(self, ids: Sequence[int]) -> Mapping[int, RemoteComment]:
        """Those of these that are there, in whatever status. What is left out is gone.

        A hundred a request over REST. XML-RPC asks for few singly, slowly, and reads pages of a
        thousand for many: there it pays to ask for thousands at once.
        """

    def update_comments(self, changes: Sequence[CommentChange]) -> list[Answered]:
        """One answer for each, in their order; `Gone` in the place of what is not there."""

    def remove_comment(self, remote_id: int) -> None:
        """Deleted, not trashed; replies stay and move up one level. Nothing if it is gone."""

    def comments_after(self, known_id: int) -> Iterator[list[RemoteComment]]:
        """Pages of comments with an id above `known_id`, newest first, with some overlap below it.

        Of every status but the trash's own end, comments of people only (no pingbacks).
        """

    def comments_of(self, post_id: int) -> Iterator[list[RemoteComment]]:
        """Pages of every comment of a post, of every status, pingbacks left out."""

    def comments_changed(self, since: datetime) -> Iterator[list[RemoteComment]]:
        """Pages of comments that were left or changed at that time there or later; what was
        deleted is not among them. Raises NotPossible where the site or the interface cannot tell:
        REST can, where `Capability.MODIFIED_COMMENTS` is there.
        """
