"""Where a message speaks whose author wrote no words of their own into it. Pure.

Such a message is a person's all the same: a file, a neighbour's letter that they send on, words in
the subject alone. Somebody looks at it; only what holds nothing at all is filed as empty.
"""

import re
from typing import Final

from engage.core.text import is_blank
from engage.mail.incoming.reading.prefixes import FORWARD, REPLY
from engage.mail.incoming.rules import Message, Reason

FEW_WORDS: Final = 4
"""Words from which on a subject is more than a title."""

_WORD: Final = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W\d_]+", re.UNICODE
)
"""A letter of scripts that put no blanks between words counts as one."""


def where_it_speaks(message: Message) -> Reason | None:
    """Why a person has to read a message without a text; None: nothing is in it."""
    if message.attachments:
        return Reason.ONLY_ATTACHMENTS
    if not is_blank(message.cut):
        return Reason.ONLY_QUOTED
    return Reason.ONLY_SUBJECT if _says_something(message.subject) else None


def _says_something(subject: str) -> bool:
    """A subject that answers or sends on is somebody else's."""
    if REPLY.match(subject) or FORWARD.match(subject):
        return False
    return len(_WORD.findall(subject)) >= FEW_WORDS
