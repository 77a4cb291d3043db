"""Text that people typed, made safe to keep and to show.

Two kinds, never mixed. **Citizens** write plain text: it stays plain, is escaped by the templates,
and only loses what cannot be seen or what would damage the page around it (direction overrides,
stacked marks, control characters). **Staff** write Markdown: it is what is stored, and becomes HTML
here; who shows it keeps the HTML for as long as the process lives, by the text of the revision.

Staff HTML passes two sanitizers of different descent. bleach is no longer developed, so nh3 stands
behind it and a hole in one is not a hole in the page. Raw HTML inside Markdown is shown as text,
so that the preview tells its author that it will not work.

A picture is shown only from our own store, by an address that holds its size, so that a page does
not jump while it loads, and only with words for those who cannot see it. Any other becomes a link:
no reader's browser asks another site for anything. A picture alone in its paragraph that links to a
video is a figure with a plain link to it, in the language of the page (`videos.py`).

Python-Markdown is quadratic and worse on some inputs (5 KB of ``[`` took six seconds), therefore
budgets are checked before it runs; they are far above anything written in good faith.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

import nh3
from bleach.sanitizer import Cleaner
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from engage.core.language import TAGS, current
from engage.core.language import gettext as _
from engage.core.videos import VIDEO_ID, YOUTUBE, Elsewhere, elsewhere

MARKDOWN_LIMIT: Final = 50_000
_HTML_LIMIT: Final = 200_000
_BLOCKS: Final = 1_000
_BLOCK_LIMIT: Final = 6_000
_BLOCK_LINES: Final = 300
_BLOCK_LINKS: Final = 100
_OPEN_BRACKETS: Final = 10
_BLOCK_MARKS: Final = 800
_MARKS: Final = 6_000
_NESTING: Final = 8
_PICTURES: Final = 60

_SIDE: Final = r"[1-9]\d{0,3}"
PICTURE_ADDRESS: Final = r"/media/([0-9a-f]{32}-([1-9]\d{0,3})x([1-9]\d{0,3}))\.(jpg|png|webp)"
"""Where a picture of our own is: its name, which ends with width and height, and its kind."""

# fmt: off
_TAGS: Final = frozenset((
    "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "blockquote",
    "code", "pre", "hr", "br", "table", "thead", "tbody", "tr", "th", "td",
    "img", "figure", "figcaption",
))
# fmt: on
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_ATTRIBUTES: Final = {
    "a": ["href"],
    "ol": ["start"],
    "img": ["src", "alt", "width", "height", "loading"],
    "figure": ["class", "data-player", "data-video"],
    "figcaption": ["lang"],
}
_SAID: Final = {
    "figure": {"class": "video", "data-player": YOUTUBE, "data-video": VIDEO_ID},
    "figcaption": {"lang": "|".join(TAGS.values())},
    "img": {
        "src": PICTURE_ADDRESS, "loading": "lazy", "width": _SIDE, "height": _SIDE,
        "alt": "(?s:.*)",
    },
}  # fmt: skip
"""What attributes of these say, and nothing else."""
_MARKER: Final = re.compile(r"[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}\.(?=[ \t]))")


class TextTooComplex(ValueError):
    """Staff text beyond the budgets; the message is written for its author."""


# --- Markdown for staff ---------------------------------------------------------------------------


def render_markdown(source: str) -> str:
    """Safe HTML of staff Markdown. Its highest heading is an h2: the page's title is the only h1.

    Raises TextTooComplex.
    """
    source = _line_endings(_without(source, _NEVER))
    _check_budgets(source)
    markdown = Markdown(extensions=["tables", "sane_lists"], output_format="html")
    markdown.preprocessors.deregister("html_block")
    markdown.inlinePatterns.deregister("html")
    markdown.treeprocessors.register(_HeadingsBelowTitle(markdown), "headings_below_title", 5)
    markdown.treeprocessors.register(_OwnPictures(markdown), "own_pictures", 4)
    try:
        html = markdown.convert(source)
    except RecursionError:
        raise TextTooComplex("This text has too many things inside one another.") from None
    if len(html) > _HTML_LIMIT:
        raise TextTooComplex("This text makes too large a page: shorten it.")
    return sanitize_html(html)


def sanitize_html(html: str) -> str:
    """HTML reduced to the few tags that staff text needs, links included, nothing that can act."""
    return _SECOND.clean(_first.cleaner.clean(html))


class _HeadingsBelowTitle(Treeprocessor):
    """The text's own outline below the page's title: no level is left out, whatever was typed, so
    that who goes from heading to heading misses nothing (WCAG 1.3.1)."""

    def run(self, root: Element) -> None:
        above: list[int] = []
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                level = int(element.tag[1])
                while above and above[-1] >= level:
                    above.pop()
                above.append(level)
                element.tag = f"h{min(len(above) + 1, 6)}"


class _OwnPictures(Treeprocessor):
    """Ours with alternative text stay pictures; any other becomes a link to where it is."""

    def run(self, root: Element) -> None:
        self._walk(root, is_in_link=False)
        for paragraph in list(root.iter("p")):
            _captioned(paragraph)
            _leading_elsewhere(paragraph)

    def _walk(self, element: Element, *, is_in_link: bool) -> None:
        for child in element:
            if child.tag == "img":
                _show_or_link(child, is_in_link=is_in_link)
            else:
                self._walk(child, is_in_link=is_in_link or child.tag == "a")


def _show_or_link(picture: Element, *, is_in_link: bool) -> None:
    source, alt, title = (picture.get(name, "") for name in ("src", "alt", "title"))
    ours = re.fullmatch(PICTURE_ADDRESS, source, re.ASCII)
    picture.attrib.clear()
    if ours is not None and not is_blank(alt):
        picture.attrib |= {"src": source, "alt": alt, "width": ours[2], "height": ours[3]}
        if title:
            picture.set("title", title)
        return
    # A link within a link is none: there the words alone stay.
    picture.tag = "span" if is_in_link else "a"
    picture.text = source if is_blank(alt) else alt
    if not is_in_link:
        picture.set("href", source)


def _captioned(paragraph: Element) -> None:
    """A picture alone in its paragraph, with a title, is a figure with that caption."""
    picture = _alone_in(paragraph, "img")
    if picture is None:
        return
    title = picture.attrib.pop("title", "")
    if not is_blank(title):
        paragraph.tag = "figure"
        SubElement(paragraph, "figcaption").text = title


def _leading_elsewhere(paragraph: Element) -> None:
    """A picture of ours that links to a video, alone in its paragraph: the picture, and a plain
    link in words that say where it leads (R83)."""
    link = _alone_in(paragraph, "a")
    picture = None if link is None else _alone_in(link, "img")
    if link is None or picture is None:
        return
    found = elsewhere(link.get("href", ""))
    titles = (link.get("title", ""), picture.attrib.pop("title", ""), picture.get("alt", ""))
    if found is None:
        return
    paragraph.remove(link)
    paragraph.tag, paragraph.text = "figure", None
    paragraph.set("class", "video")
    if found.video:
        paragraph.attrib |= {"data-player": found.site, "data-video": found.video}
    paragraph.append(picture)
    caption = SubElement(paragraph, "figcaption", {"lang": TAGS[current()]})
    words = SubElement(caption, "a", {"href": found.address})
    words.text = _leading_words(found, next(title for title in titles if not is_blank(title)))
    words.tail = " " + _("The link opens another site, which may set cookies.")


def _leading_words(found: Elsewhere, title: str) -> str:
    if found.site == YOUTUBE:
        return _("Watch on YouTube: %(title)s") % {"title": title}
    return _("See on Flickr: %(title)s") % {"title": title}


def _alone_in(element: Element, tag: str) -> Element | None:
    """Its one child, where there is nothing beside that."""
    children = list(element)
    if len(children) != 1 or children[0].tag != tag or (element.text or "").strip():
        return None
    return None if (children[0].tail or "").strip() else children[0]


class _FirstSanitizer(threading.local):
    """bleach's Cleaner is costly to make and keeps its parser's state: one for each thread."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(
            tags=_TAGS,
            attributes=_may_stay,
            protocols=_SCHEMES,
            strip=True,
            filters=[_without_foreign_pictures],  # type: ignore[list-item]  # stubs know only a class
        )


def _without_foreign_pictures(*, source: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A picture whose address was not ours has lost it, and goes."""
    for token in source:
        if token.get("name") != "img" or (None, "src") in token.get("data", {}):
            yield token


def _only_paths_of_this_site(url: str) -> str | None:
    return url if re.match(r"/(?![/\\])", url) else None


def _may_stay(tag: str, name: str, value: str) -> bool:
    """What bleach asks of each attribute."""
    return name in _ATTRIBUTES.get(tag, ()) and _of_ours(tag, name, value) is not None


def _of_ours(tag: str, name: str, value: str) -> str | None:
    """What nh3 asks of each attribute that is left."""
    said = _SAID.get(tag)
    if said is None:
        return value
    return value if re.fullmatch(said.get(name, "(?!)"), value, re.ASCII) else None


_first: Final = _FirstSanitizer()
_SECOND: Final = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    url_schemes=set(_SCHEMES),
    url_relative=_only_paths_of_this_site,
    attribute_filter=_of_ours,
    set_tag_attribute_values={"th": {"scope": "col"}, "img": {"loading": "lazy"}},
    link_rel="noopener",
)


def _check_budgets(source: str) -> None:
    if len(source) > MARKDOWN_LIMIT:
        raise TextTooComplex(f"This text is longer than {MARKDOWN_LIMIT:,} characters.")
    if _marks(source) > _MARKS:
        raise TextTooComplex("This text has too many marks for bold, italics and code.")
    if source.count("![") > _PICTURES:
        raise TextTooComplex(f"This text has more than {_PICTURES} pictures.")
    blocks = re.split(r"\n(?:[ \t]*\n)+", source)
    if len(blocks) > _BLOCKS:
        raise TextTooComplex(f"This text has more than {_BLOCKS:,} paragraphs.")
    for block in blocks:
        if len(block) > _BLOCK_LIMIT or block.count("\n") >= _BLOCK_LINES:
            raise TextTooComplex(
                "A paragraph, list or table is too long: divide it by empty lines."
            )
        if block.count("](") > _BLOCK_LINKS:
            raise TextTooComplex("A paragraph has too many links: divide it by empty lines.")
        if _marks(block) > _BLOCK_MARKS:
            raise TextTooComplex("A paragraph has too many marks: divide it by empty lines.")
        if _deepest(block, "[", "]") + _deepest(block, "(", ")") > _OPEN_BRACKETS:
            raise TextTooComplex("A paragraph has too many brackets inside one another.")
        if any(_markers(line) > _NESTING for line in block.split("\n")):
            raise TextTooComplex("A list or quotation is nested too deeply.")


def _marks(text: str) -> int:
    return sum(map(text.count, "*_<`"))


def _deepest(block: str, opening: str, closing: str) -> int:
    depth = deepest = 0
    for character in block:
        if character == opening:
            depth += 1
            deepest = max(deepest, depth)
        elif character == closing and depth:
            depth -= 1
    return deepest


def _markers(line: str) -> int:
    """How many list and quotation marks stand before the line's first word."""
    count = position = 0
    while count <= _NESTING and (marker := _MARKER.match(line, position)):
        count, position = count + 1, marker.end()
    return count


# --- plain text of citizens -----------------------------------------------------------------------

_MARKS_PER_LETTER: Final = 4
_JOINERS: Final = frozenset("\u200c\u200d\u200e\u200f")
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_LINE_BREAKS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NEVER: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\xad\u034f\u061c\u180b-\u180f\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"  # unseen
    "\ud800-\udfff\ufdd0-\ufdef"  # halves of characters, and what is no character
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)


def clean_plain(text: str) -> str:
    """The text as its author sees it: NFC, ``\\n`` for line ends, at most two empty lines in a row.

    Removed are controls, unseen characters and direction overrides, and more than four marks on one
    letter. Joiners stay where a script or an emoji needs them. Cleaning twice changes nothing.
    """
    if _is_plain_line(text):
        return text.strip()
    text = _line_endings(_without(text, _NEVER)).replace("\t", " ")
    if not text.isascii():
        # Bounded before NFC too: sorting a long run of marks takes quadratic time.
        text = _calm(unicodedata.normalize("NFC", _calm(text)))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub("\n{4,}", "\n\n\n", lines).strip()


def plain_one_line(text: str, limit: int) -> str:
    """A name or title: clean, on one line, cut with '…' where it exceeds ``limit`` characters."""
    line = " ".join(clean_plain(text).split())
    if len(line) <= limit:
        return line
    end = limit - 1
    while end > 0 and (_is_mark(line[end]) or line[end] in _JOINERS or line[end - 1] in _JOINERS):
        end -= 1
    return line[:end].rstrip() + "…"


def visible_length(text: str) -> int:
    """Characters of the clean text, a line break being one: the count shown to its author."""
    return len(clean_plain(text))


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen: spaces, joiners, fillers, marks without a letter."""
    if _is_plain_line(text):
        return not text.strip()
    return not any(
        unicodedata.category(character)[0] not in "ZM" and character not in _BLANK_LETTERS
        for character in clean_plain(text)
        if character not in _JOINERS and character != "\n"
    )


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """Paragraphs of lines, for a template that writes ``<p>`` and ``<br>`` itself."""
    blocks = re.split("\n{2,}", clean_plain(text))
    return tuple(tuple(block.split("\n")) for block in blocks if block)


def _is_plain_line(text: str) -> bool:
    """What most short texts are: nothing in it but what a typewriter writes on one line."""
    return text.isascii() and text.isprintable()


def _without(text: str, unwanted: re.Pattern[str]) -> str:
    return unwanted.sub("", text)


def _line_endings(text: str) -> str:
    return _LINE_BREAKS.sub("\n", text)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


_BEYOND_LATIN: Final = re.compile("[^\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")
"""Latin letters with their accents and the marks of print hold neither marks on letters nor
joiners: most texts are done at a glance."""


def _calm(text: str) -> str:
    """Limits marks on a letter, and keeps a joiner only between two things that can be seen."""
    if _BEYOND_LATIN.search(text) is None:
        return text
    kept: list[str] = []
    marks = _MARKS_PER_LETTER
    joiner = ""
    for character in text:
        if character in _JOINERS:
            joiner = joiner or character
            continue
        if character.isspace():
            marks = _MARKS_PER_LETTER  # nothing stands here that could carry a mark
            joiner = ""
        elif not _is_mark(character):
            marks = 0
        elif marks >= _MARKS_PER_LETTER:
            continue
        else:
            marks += 1
        if joiner and kept and _joins(kept[-1], character):
            kept.append(joiner)
        joiner = ""
        kept.append(character)
    return "".join(kept)


def _joins(before: str, after: str) -> bool:
    """Scripts from Hebrew on and emoji use joiners; between Latin letters they only hide."""
    return not before.isspace() and max(before, after) >= "\u0590"
