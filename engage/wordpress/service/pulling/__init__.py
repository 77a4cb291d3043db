"""Use cases of pulling: comments that people left on WordPress, taken in page by page."""

from engage.wordpress.service.pulling.holding import left_to_hold, record_held
from engage.wordpress.service.pulling.marks import Begun, begin, end
from engage.wordpress.service.pulling.parents import set_parents
from engage.wordpress.service.pulling.taking import Stored, identity_key, take_page

__all__ = [
    "Begun",
    "Stored",
    "begin",
    "end",
    "identity_key",
    "left_to_hold",
    "record_held",
    "set_parents",
    "take_page",
]
