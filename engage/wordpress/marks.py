"""What we write into a post so that we, and our plugin there, know it again; pure.

HTML comments, because every interface of WordPress keeps them, editors without `unfiltered_html`
included, and no reader sees them. They stand inside the first paragraph and inside the notice's own
elements: alone on a line WordPress would wrap each into an empty paragraph.

    <p><!-- engage key=engage-<slug> closes=2026-11-30T08:00:00Z comments=open|closed -->...
    <h2><!-- engage-notice <hash> --><!-- engage-words <check> -->...<!-- /engage-notice --></p>

`closes` is left out where there is no closing date. The hash names the version of the notice; the
check is one of the words between the marks, so that a notice which lost a sentence, or a letter, on
WordPress counts as not shown. Text of ours cannot contain a mark: it is escaped.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Final

NOTICE_END: Final = "<!-- /engage-notice -->"

_KEY: Final = r"engage-[a-z0-9]+(?:-[a-z0-9]+)*"
_MARK: Final = re.compile(
    rf"<!-- engage key=(?P<key>{_KEY})"
    r"(?: closes=(?P<closes>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ))?"
    r" comments=(?P<comments>open|closed) -->"
)
_NOTICE: Final = re.compile(
    r"<!-- engage-notice (?P<hash>[0-9a-f]{64}) --><!-- engage-words (?P<check>[0-9a-f]{32}) -->"
    r"(?P<block>.*?)<!-- /engage-notice -->",
    re.DOTALL,
)
_TAG: Final = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_HIDING: Final = re.compile(
    r"<[^<>]*(?:display[ \t]*:[ \t]*none|visibility[ \t]*:[ \t]*hidden"
    r"|[ \t\r\n]hidden(?=[ \t\r\n=>/]))[^<>]*>",
    re.IGNORECASE,
)
_UNSEEN: Final = r"details|iframe|noscript|object|script|select|style|template|textarea|title"
_OPENED: Final = re.compile(rf"<(?:{_UNSEEN})(?=[ \t\r\n/>])", re.IGNORECASE)
_CLOSED: Final = re.compile(rf"</(?:{_UNSEEN})(?=[ \t\r\n/>])", re.IGNORECASE)
_PAGE_BREAK: Final = re.compile(r"<!--\s*nextpage\s*-->|<!--\s*wp:nextpage")


@dataclass(frozen=True)
class Mark:
    """Whose post this is, until when it takes comments at most, and whether it does."""

    key: str
    closes: datetime | None = None
    comments_open: bool = False


def mark_text(mark: Mark) -> str:
    """The mark as it stands in a post; `closes` is aware."""
    if not re.fullmatch(_KEY, mark.key):
        raise ValueError("not a key of ours")
    closes = ""
    if mark.closes is not None:
        closes = f" closes={mark.closes.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
    comments = "open" if mark.comments_open else "closed"
    return f"<!-- engage key={mark.key}{closes} comments={comments} -->"


def engage_mark(content: str) -> Mark | None:
    """The first mark in a post's `content.raw`; None: not ours, or the mark was edited away."""
    found = _MARK.search(content)
    if found is None:
        return None
    closes = None
    if found["closes"]:
        try:
            closes = datetime.strptime(found["closes"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            return None
    return Mark(found["key"], closes, found["comments"] == "open")


def notice_begin(content_hash: str, block: str) -> str:
    """What opens a notice; `block` is the HTML between here and `NOTICE_END`."""
    if not re.fullmatch(r"[0-9a-f]{64}", content_hash):
        raise ValueError("not a notice's hash")
    return f"<!-- engage-notice {content_hash} --><!-- engage-words {_check(block)} -->"


def notice_shown(content: str) -> str:
    """The hash of the notice that a post's `content.raw` shows whole; '' if it shows none.

    A post in pages may show its form on one and the notice on another: that counts as none, and so
    does a notice within something that readers do not see unasked.
    """
    found = _NOTICE.search(content)
    if found is None or _PAGE_BREAK.search(content) or not words_of(found["block"]):
        return ""
    before, block = content[: found.start()], found["block"]
    is_within = len(_OPENED.findall(before)) > len(_CLOSED.findall(before))
    if is_within or _OPENED.search(block) or _HIDING.search(before) or _HIDING.search(block):
        return ""
    return found["hash"] if found["check"] == _check(found["block"]) else ""


def words_of(html: str) -> str:
    """The words of our own HTML as one line, whatever elements they stand in."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _check(block: str) -> str:
    """Of the words without their spaces: editors put elements between them, and take some away."""
    return hashlib.sha256("".join(words_of(block).split()).encode()).hexdigest()[:32]
