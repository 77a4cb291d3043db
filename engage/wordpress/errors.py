"""What can go wrong with a WordPress, sorted by what has to happen next.

`Transient` is worth a later attempt; everything else needs a decision, of code or of a person.
Messages are for logs and the staff page: they name codes and addresses of endpoints, never a
secret, a comment's text, a name or an alias. Errors of the libraries below never get out, because
their messages quote what was sent; they are not chained either (`from None`).
"""


class WordPressError(Exception):
    """Anything that WordPress, or the way to it, did not do for us."""


class AuthFailed(WordPressError):
    """It does not know us, or does not let us: user, password, role, or a service switched off."""


class Duplicate(WordPressError):
    """It holds the same text by the same author on the same post already."""


class Closed(WordPressError):
    """The post is public but takes no comments."""


class Gone(WordPressError):
    """The post or comment is not there any more, or not public."""


class ConflictRemote(WordPressError):
    """Somebody changed the post on WordPress since we last saw it."""


class BadData(WordPressError):
    """An answer that we cannot read, or a request that it cannot."""


class NotStored(BadData):
    """It understood and could not keep it, or had nothing to change: it says the same to both."""


class TooLarge(BadData):
    """An answer beyond what we take at once: ask for less."""


class NotPossible(WordPressError):
    """This site cannot do it through this interface (XML-RPC creates comments by plugin only)."""


class Transient(WordPressError):
    """Down, slow, busy or cut off: try again, after `retry_after` seconds if it said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Flood(Transient):
    """It found that we post too quickly (moderators and administrators are exempt)."""


class OutOfBounds(Transient):
    """The name of the site leads to addresses that may not be asked: private ones, mostly."""
