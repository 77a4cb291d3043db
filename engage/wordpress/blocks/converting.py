"""HTML to Markdown, checked: what the Markdown shows is what was read, to the letter."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Final

from engage.core.dates import DEFAULT_ZONE, date_words
from engage.core.text import TextTooComplex, is_blank, plain_one_line, render_markdown
from engage.wordpress.blocks.inline import AS_WRITTEN, escaped
from engage.wordpress.blocks.left_out import LEFT_OUT
from engage.wordpress.blocks.tree import Element, Node, parse
from engage.wordpress.blocks.writing import Picture, Writer, is_inline

__all__ = ["Converted", "Picture", "plain_title", "to_markdown"]

_TAG: Final = re.compile(r"<[^<>]*>")
_TOKEN: Final = re.compile("\ue000\\d+\ue001")


@dataclass(frozen=True)
class Converted:
    """`text` is Markdown with a token where each picture belongs. `left_out`: what could not be
    shown, by its name on WordPress. `simplified`: some of it lost its form to keep its words."""

    text: str
    pictures: tuple[Picture, ...] = ()
    left_out: tuple[str, ...] = ()
    simplified: bool = False

    def with_pictures(self, markdown: Mapping[str, str]) -> str:
        """The text for keeping: `markdown` of each picture by its source. One that is missing there
        leaves its alt text and its caption, and no link to where it was."""
        standing = {
            picture.token: _standing(picture, markdown.get(picture.src, ""))
            for picture in self.pictures
        }
        text = _TOKEN.sub(lambda found: standing[found.group()], self.text)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _standing(picture: Picture, markdown: str) -> str:
    if markdown and picture.caption:
        return f'{markdown.removesuffix(")")} "{picture.caption}")'
    caption = f"*{escaped(picture.caption)}*" if picture.caption else ""
    alt = f"*Picture: {escaped(picture.alt)}*" if picture.alt else ""
    return "\n\n".join(filter(None, (markdown or alt, caption)))


def to_markdown(html: str, base: str = "") -> Converted:
    """`base`: the post's own address, which relative ones in it start from.

    Raises `tree.TooMuch` for what is no post any more. Whether the text keeps within the budgets of
    staff text is for whoever stores it to say.
    """
    nodes = parse(html).children
    writer = Writer(base)
    text = _joined(writer.blocks(nodes))
    simplified = not _says(text, writer.said)
    if simplified:
        text, writer = _by_parts(nodes, base)
    left_out = tuple(dict.fromkeys(LEFT_OUT.findall(html)))
    return Converted(text, tuple(writer.pictures), left_out, simplified)


def plain_title(title: str, limit: int, date: datetime | None, tz: str = DEFAULT_ZONE) -> str:
    """A title on WordPress is HTML; ours is one line of text, and never empty."""
    line = plain_one_line(parse(title).text(), limit)
    if not is_blank(line):
        return line
    return f"Untitled update of {date_words(date, tz)}" if date else "Untitled update"


def _by_parts(nodes: list[Node], base: str) -> tuple[str, Writer]:
    """The parts that would say something else lose their form; if that is not enough, all do."""
    writer = Writer(base)
    written: list[str] = []
    for part in _parts(nodes):
        begun, owed = len(writer.said), len(writer.pictures)
        blocks = writer.blocks(part)
        if not _says(_joined(blocks), writer.said[begun:]):
            del writer.said[begun:], writer.pictures[owed:]
            blocks = _plainly(writer, part)
        written += blocks
    text = _joined(written)
    if not _says(text, writer.said):
        writer = Writer(base)
        text = _joined(_plainly(writer, nodes))
    return text, writer


def _plainly(writer: Writer, nodes: list[Node]) -> list[str]:
    writer.formed = False
    try:
        return writer.blocks(nodes)
    finally:
        writer.formed = True


def _parts(nodes: list[Node]) -> list[list[Node]]:
    """Neighbours that make one paragraph together, and each block by itself."""
    parts: list[list[Node]] = []
    was_inline = False
    for node in nodes:
        inline = is_inline(node)
        if inline and was_inline:
            parts[-1].append(node)
        elif isinstance(node, Element) and node.name in ("div", "section", "article", "main"):
            parts += _parts(node.children)
            inline = False
        else:
            parts.append([node])
        was_inline = inline
    return parts


def _joined(blocks: list[str]) -> str:
    return "\n\n".join(blocks)


def _says(text: str, said: list[str]) -> bool:
    try:
        html = render_markdown(_TOKEN.sub("", text))
    except TextTooComplex:
        return True  # it is refused as it stands, and by whoever stores it
    return _letters(unescape(_TAG.sub("", html))) == _letters("".join(said))


def _letters(text: str) -> str:
    seen = text.translate(AS_WRITTEN)
    return "".join(letter for letter in seen if unicodedata.category(letter)[0] not in "ZC")
