"""Writes a document, paragraph by paragraph, with what Word and screen readers find their way by:
real headings with bookmarks, contents that are filled in, captions, alternative texts, languages.

Nothing here knows what a report is.
"""

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from engage.core.xml_text import visible

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_RIGHT: Final = frozenset({"R", "AL"})
_DRAWING: Final = "Chart"
_DEEPEST_LISTED: Final = 2


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    bookmark: str


def element(tag: str, /, **values: str | int) -> BaseOxmlElement:
    """`element("w:lang", val="fr-CA")`; the values are of the same namespace."""
    made: BaseOxmlElement = OxmlElement(tag)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction, as browsers do it."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in _RIGHT or direction == "L":
            return direction != "L"
    return False


class Writer:
    """Adds to a document. Text comes in lines; what XML forbids is shown, never dropped."""

    def __init__(self, paper: Document) -> None:
        self.paper = paper
        self.headings: list[Heading] = []
        self._captions: dict[str, int] = {}
        self._quotations = 0

    def text(self, text: str, style: str = "Normal", language: str = "") -> Paragraph:
        """A paragraph, in its own direction and language."""
        paragraph = self._paragraph(style)
        write(paragraph, text, language)
        return paragraph

    def lead(self, text: str, style: str = "Normal") -> None:
        """A paragraph that stays on the page of what it leads to."""
        self.text(text, style).paragraph_format.keep_with_next = True

    def heading(self, level: int, text: str, *, on_new_page: bool = False) -> None:
        paragraph = self._paragraph(f"Heading{level}")
        number = len(self.headings) + 1
        name = f"_Toc{number:08}"
        paragraph._p.append(element("w:bookmarkStart", id=number, name=name))
        write(paragraph, text)
        paragraph._p.append(element("w:bookmarkEnd", id=number))
        if on_new_page:
            paragraph.paragraph_format.page_break_before = True
            paragraph.paragraph_format.space_before = 0
        self.headings.append(Heading(level, text, name))

    def items(self, texts: Sequence[str], *, are_numbered: bool) -> None:
        """A list; a numbered one begins with 1."""
        number = self._list_from_one() if are_numbered else None
        for text in texts:
            paragraph = self.text(text, "ListNumber" if are_numbered else "ListBullet")
            if number is not None:
                numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                numbering.get_or_add_ilvl().val = 0
                numbering.get_or_add_numId().val = number

    def quotation(self, texts: Sequence[str], language: str, origin: str) -> None:
        """Its paragraphs behind one bar, and where they come from."""
        written = [self.text(text, "Quote", language) for text in texts]
        written += [self.text(origin, "QuoteSource")] if origin else []
        for paragraph in written[:-1]:
            paragraph.paragraph_format.keep_with_next = True
        self._quotations += 1
        if self._quotations % 2:
            # Bars that differ in nothing are drawn as one, as if it were one quotation.
            for paragraph in written:
                properties = paragraph._p.get_or_add_pPr()
                properties.insert_element_before(_bar("FCBA18"), "w:bidi", "w:spacing")

    def caption(self, kind: str, text: str) -> None:
        """'Table 3. What became of the comments': the number is a field that Word keeps right."""
        number = self._captions[kind] = self._captions.get(kind, 0) + 1
        paragraph = self.text(f"{kind} ", "Caption")
        add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
        write(paragraph, f". {text}")

    def table(self, rows: int, columns: int, widths: Sequence[int], style: str) -> Table:
        """An empty table; `widths` in twentieths of a point."""
        table: Table = self.paper.add_table(rows, columns, style=style)
        table.autofit = False
        properties = table._tbl.tblPr
        layout = properties.find(qn("w:tblW"))
        layout.set(qn("w:type"), "dxa")
        layout.set(qn("w:w"), str(sum(widths)))
        for grid, width in zip(table._tbl.tblGrid, widths, strict=True):
            grid.set(qn("w:w"), str(width))
        for row in table.rows:
            for cell, width in zip(row._tr.tc_lst, widths, strict=True):
                cell.get_or_add_tcPr().width = Twips(width)
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        return table

    def picture(self, png: bytes, width: int, ratio: float, title: str, words: str) -> None:
        """A picture so wide, in twentieths of a point, with the words that stand for it."""
        paragraph = self._paragraph("Picture")
        size = Twips(width), Twips(round(width * ratio))
        shape = paragraph.add_run().add_picture(io.BytesIO(png), *size)
        for side in ("distT", "distB", "distL", "distR"):
            shape._inline.set(side, "0")
        about = shape._inline.docPr
        about.set("name", f"{_DRAWING} {about.id}")
        about.set("title", visible(title))
        about.set("descr", visible(words))

    def contents(self, title: str, place: Paragraph) -> None:
        """The contents before a paragraph: a field that Word can renew, filled in as it stands.

        It names no pages: only Word can know them, and it asks before it finds out.
        """
        listed = [one for one in self.headings if one.level <= _DEEPEST_LISTED]
        heading = styled(place.insert_paragraph_before(), "TOCHeading")
        write(heading, title)
        entries = [styled(place.insert_paragraph_before(), f"TOC{one.level}") for one in listed]
        if not entries:
            return
        for paragraph, one in zip(entries, listed, strict=True):
            link = element("w:hyperlink", anchor=one.bookmark, history=1)
            paragraph._p.append(link)
            run = OxmlElement("w:r")
            link.append(run)
            Run(run, paragraph).text = visible(one.text)
        first = entries[0]._p
        marks = [_mark("begin"), _instruction(' TOC \\o "1-2" \\n \\h \\z \\u '), _mark("separate")]
        for place_in, mark in enumerate(marks, 1 if first.pPr is not None else 0):
            first.insert(place_in, mark)
        entries[-1]._p.append(_mark("end"))

    def _paragraph(self, style: str) -> Paragraph:
        return styled(self.paper.add_paragraph(), style)

    def _list_from_one(self) -> int:
        numbering = self.paper.part.numbering_part.element
        added = numbering.add_num(1)
        added.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(added.numId)


def styled(paragraph: Paragraph, style: str) -> Paragraph:
    """In the style of that identifier, which is not looked for: a report has thousands of cells."""
    paragraph._p.style = style
    return paragraph


def write(paragraph: Paragraph, text: str, language: str = "", *, bold: bool = False) -> Run:
    """Adds a run; the paragraph's direction is that of its first one."""
    is_first = not paragraph.runs
    run = paragraph.add_run(visible(text))
    run.bold = bold or None
    if is_right_to_left(text):
        if is_first:
            properties = paragraph._p.get_or_add_pPr()
            properties.insert_element_before(element("w:bidi"), "w:spacing", "w:jc")
        run._r.get_or_add_rPr().append(element("w:rtl"))
    if _TAG.fullmatch(language):
        tag = element("w:lang", val=language, eastAsia=language, bidi=language)
        run._r.get_or_add_rPr().append(tag)
    return run


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that shows `shown` until a program renews it."""
    for mark in (_mark("begin"), _instruction(f" {instruction} "), _mark("separate")):
        paragraph._p.append(mark)
    write(paragraph, shown)
    paragraph._p.append(_mark("end"))


def cells_of(table: Table) -> list[list[Paragraph]]:
    """The paragraph of each cell, row by row."""
    return [[Paragraph(cell.p_lst[0], table) for cell in row.tc_lst] for row in table._tbl.tr_lst]


def describe(table: Table, title: str, description: str) -> None:
    """What screen readers say of a table before they read it."""
    for name, text in (("w:tblCaption", title), ("w:tblDescription", description)):
        table._tbl.tblPr.append(element(name, val=visible(text)))


def repeat_header(table: Table) -> None:
    """The first row stands on every page that the table goes on to."""
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))


def _bar(color: str) -> BaseOxmlElement:
    borders = OxmlElement("w:pBdr")
    borders.append(element("w:left", val="single", sz=18, space=12, color=color))
    return borders


def _mark(kind: str) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    run.append(element("w:fldChar", fldCharType=kind))
    return run


def _instruction(text: str) -> BaseOxmlElement:
    run, instruction = OxmlElement("w:r"), OxmlElement("w:instrText")
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    instruction.text = text
    run.append(instruction)
    return run
