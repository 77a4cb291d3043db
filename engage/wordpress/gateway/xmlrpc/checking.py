"""What a person has to put right before XML-RPC works, each in a sentence."""

from collections.abc import Iterator
from datetime import datetime

from engage.wordpress.errors import AuthFailed, Transient, WordPressError
from engage.wordpress.gateway.checking import clock_faults
from engage.wordpress.gateway.xmlrpc.calls import Call, NoMethod
from engage.wordpress.gateway.xmlrpc.part import Part


class Checking(Part):
    def check(self) -> list[str]:
        """Reads only. What hides the rest ends the list; the rest is named together."""
        try:
            reply = self._calls.look()
        except WordPressError as error:
            return [f"Address: {error}."]
        if b"XML-RPC server accepts POST requests only" not in reply.body:
            if reply.status in (403, 405):
                return [f"XML-RPC is blocked: the server answers {reply.status}."]
            return ["Address: no WordPress with XML-RPC answers there."]
        try:
            self._calls.call("wp.getProfile")
        except (AuthFailed, Transient) as error:
            return [f"User or password: {error}."]
        except WordPressError as error:
            return [f"XML-RPC: {error}."]
        return [*self._faults(), *clock_faults(reply.date)]

    def clock(self) -> datetime | None:
        return self._calls.look().date

    def _faults(self) -> Iterator[str]:
        """Whether a role suffices shows in what it is refused."""
        calls = [
            Call("wp.getProfile"),
            Call("wp.getComments", {"number": 1, "status": "any"}),
            Call("wp.getPosts", {"post_type": self._type, "number": 1}, ["post_id"]),
            Call("wp.getTerms", "category"),
        ]
        try:
            _, comments, posts, terms = self._calls.many(calls)
        except WordPressError as error:
            yield f"XML-RPC: {error}."
            return
        if isinstance(comments, NoMethod):
            yield "Comments are switched off on WordPress."
        elif isinstance(comments, AuthFailed):
            yield "The user's role is too small: moderate_comments."
        if isinstance(posts, AuthFailed):
            yield "Post type: there is none of this name, or the user's role is too small for it."
        if isinstance(terms, AuthFailed):
            yield "The user's role is too small: manage_categories."
