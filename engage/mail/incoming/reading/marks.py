"""What mail programs write into their HTML around the mail they answer, and around signatures.

Gmail, Apple Mail, Thunderbird, Yahoo, Outlook and its apps, Proton, Zimbra. A plain `blockquote` is
no such mark: people quote the paper they comment on with it.
"""

from enum import Enum, auto
from typing import Any, Final

QUOTED_CLASSES: Final = frozenset(
    [
        "gmail_attr",
        "gmail_quote_attribution",
        "moz-cite-prefix",
        "yahoo_quoted",
        "moz-forward-container",
        "zmail_extra",
        "zmail_quote",
        "tutanota_quote",
        "ymail_quote",
        "hwm-quote",
        "samsung-quote",
        "aolReplacedBody",
        "freebirdFormQuote",
    ]
)
QUOTED_IDS: Final = frozenset(
    [
        "yahoo_quoted",
        "mail-editor-reference-message-container",
        "replySplit",
        "original-content",
        "OLK_SRC_BODY_SECTION",
    ]
)
HOLDERS: Final = frozenset({"gmail_quote", "gmail_extra", "protonmail_quote"})
"""They hold the quotation, and under it whatever an author wrote below it."""
FROM_HERE_IDS: Final = frozenset({"divRplyFwdMsg", "stopSpelling", "zwchr"})
FROM_HERE_CLASSES: Final = frozenset({"OutlookMessageHeader"})
SIGNATURE_CLASSES: Final = frozenset(
    [
        "gmail_signature",
        "gmail_signature_prefix",
        "moz-signature",
        "protonmail_signature_block",
        "zmail_signature",
    ]
)
SIGNATURE_IDS: Final = frozenset(
    [
        "Signature",
        "ms-outlook-mobile-signature",
        "AppleMailSignature",
        "x_Signature",
        "signature",
        "ymail_android_signature",
        "composer_signature",
    ]
)
CLASS_LENGTH: Final = 1_000


class Mark(Enum):
    """What is said about an element."""

    QUOTED = auto()
    QUOTED_FROM_HERE = auto()
    """All that comes after it, too."""
    SIGNATURE = auto()


def mark_of(element: Any) -> Mark | None:
    """`element` is lxml's."""
    classes = set((element.get("class") or "")[:CLASS_LENGTH].split())
    name = element.get("id") or ""
    if name in FROM_HERE_IDS or classes & FROM_HERE_CLASSES:
        return Mark.QUOTED_FROM_HERE
    if name in SIGNATURE_IDS or classes & SIGNATURE_CLASSES:
        return Mark.SIGNATURE
    if _is_quotation(element, name, classes):
        return Mark.QUOTED
    return None


def _is_quotation(element: Any, name: str, classes: set[str]) -> bool:
    if element.tag == "blockquote":
        return element.get("type") == "cite" or bool(classes & HOLDERS) or bool(element.get("cite"))
    if name in QUOTED_IDS or "yahoo_quoted" in name or classes & QUOTED_CLASSES:
        return True
    return bool(classes & HOLDERS) and element.find(".//blockquote") is None
