"""Public pages as they are kept with a filing: without the comments that they list.

A filing is never changed, and words that are purged later must be gone everywhere (R30). So a page
keeps what staff put on it; comments are filed by themselves, where purging reaches them.
"""

from typing import Final

from lxml import html

INSTEAD: Final = "(comments are filed apart from the page)"
_COMMENTS: Final = (
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' comment ')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' reply ')]"
)


def without_comments(page: bytes) -> bytes:
    """The page with a few words in the place of each comment and of each reply to one."""
    if not page.strip():
        return page
    document = html.document_fromstring(page.decode("utf-8", "replace"))
    for comment in document.xpath(_COMMENTS):
        kept = html.Element("p")
        kept.text, kept.tail = INSTEAD, comment.tail
        parent = comment.getparent()
        if parent is not None:
            parent.replace(comment, kept)
    written: bytes = html.tostring(document, encoding="utf-8", doctype="<!doctype html>")
    return written
