"""What staff read when a report was refused: what stands there, and what to do about it.

Kinds and places, never the thing itself: these words go to pages, terminals and tickets.
"""

from types import MappingProxyType
from typing import Final

from engage.reports.leaks import Kind

KIND_WORDS: Final = MappingProxyType(
    {
        Kind.NAME: "the name of somebody who took part",
        Kind.EMAIL: "an e-mail address",
        Kind.PHONE: "a telephone number",
        Kind.ADDRESS: "a street or mailing address",
        Kind.RECEIPT: "a receipt code",
        Kind.IP: "an internet address of a computer",
        Kind.IDENTITY_NUMBER: "an identity or card number",
        Kind.QUARANTINED: "words held back for privacy",
        Kind.UNPUBLISHED_FRAGMENT: "words of a comment or note that was not published",
        Kind.STAFF: "the name or address of somebody who works here",
    }
)
WHAT_TO_DO: Final = (
    "Read each comment named here. Take it from public view if it holds such a thing; its author"
    " can send it again without. If no comment is named, it stands in the words of staff (title,"
    " summary, topics): correct and publish them. A contact that people should use belongs to the"
    " ways to take part or to the contact of the engagement. A name that is an ordinary word or a"
    " place can be passed by a second person. Then build again."
)


def kind_words(kind: str) -> str:
    return KIND_WORDS[Kind(kind)]
