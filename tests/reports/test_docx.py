"""The document: what Word, screen readers and printers need, and nothing that can act.

What cannot occur: a lone surrogate. Words lose them when the report is built, and no file of UTF-8
could hold one.
"""

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Paper
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from jinja2 import Environment, FileSystemLoader
from lxml import etree

from engage.privacy.disclosure import Figure
from engage.reports.renderers.charts import chart_of
from engage.reports.renderers.docx import render_docx
from engage.reports.renderers.docx.letters import Letters
from engage.reports.renderers.docx.pictures import pen_of, pictures_of
from engage.reports.renderers.docx.writing import is_right_to_left
from engage.reports.rules import Quotation, Report, Said, Theme
from engage.reports.words import Words
from tests.reports import documents
from tests.reports.factories import THEME, templates

HASH = "ab" * 32
FONTS = THEME.parent / "static" / "fonts"
SECTIONS = ("participation", "themes", "answers", "campaigns", "moderation")
ALL = {
    "lively": documents.report,
    "french": lambda: documents.report(language="fr"),
    "empty": documents.empty,
    "interim": lambda: documents.interim(tables=(documents.OUTCOME,)),
    "hostile": documents.hostile,
}


@pytest.fixture(scope="module", params=ALL)
def any_report(request: pytest.FixtureRequest) -> Report:
    return ALL[request.param]()


@pytest.fixture(scope="module")
def any_file(any_report: Report) -> bytes:
    return made(any_report)


@pytest.fixture(scope="module")
def lively() -> bytes:
    return made(documents.report())


def words_alone(**changes: object) -> Report:
    """Without tables, which most tests do not ask for."""
    return documents.report(**{"tables": (), **changes})


def made(report: Report) -> bytes:
    return render_docx(report, templates(), HASH)


def opened(content: bytes) -> Paper:
    return Document(io.BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def said(paper: Paper) -> list[str]:
    """The text of every paragraph, those in tables as well."""
    return [Paragraph(one, paper).text for one in paper.element.body.iter(qn("w:p"))]


def headings(paper: Paper) -> list[tuple[int, str]]:
    """Levels with their words; the title is of level 0."""
    named = [(paragraph.style.name, paragraph.text) for paragraph in paper.paragraphs]
    return [
        (0 if name == "Title" else int(name[-1]), text)
        for name, text in named
        if name == "Title" or name.startswith("Heading")
    ]


def test_headings_are_real_and_leave_out_no_level(any_file: bytes) -> None:
    levels = [level for level, _text in headings(opened(any_file))]
    assert levels[0] == 0 and levels.count(0) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_heading_stands_alone(any_file: bytes) -> None:
    body = list(opened(any_file).element.body)
    styles = [(node.style or "") if node.tag == qn("w:p") else "" for node in body]
    for before, after in pairwise(styles):
        if before.startswith("Heading") and after.startswith("Heading"):
            assert after[-1] > before[-1]


def test_the_contents_are_filled_in_and_lead_to_their_headings(any_file: bytes) -> None:
    paper = opened(any_file)
    body = paper.element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = list(body.iter(qn("w:hyperlink")))
    assert {link.get(qn("w:anchor")) for link in links} <= marks
    listed = ["".join(text.text for text in link.iter(qn("w:t"))) for link in links]
    assert listed == [text for level, text in headings(paper) if level in (1, 2)]
    (field,) = [one.text for one in body.iter(qn("w:instrText")) if "TOC" in one.text]
    assert '\\o "1-2"' in field


def test_every_field_begins_shows_something_and_ends(any_file: bytes) -> None:
    for name, content in parts(any_file).items():
        if name.startswith("word/") and name.endswith(".xml"):
            kinds = re.findall(rb'fldCharType="(\w+)"', content)
            assert kinds == [b"begin", b"separate", b"end"] * (len(kinds) // 3), name


def test_tables_hold_the_figures_and_repeat_their_header(
    any_report: Report, any_file: bytes
) -> None:
    words = Words(any_report.language)
    tables = [t for t in opened(any_file).tables if t.style.name == "Report Table"]
    expected = [table for section in SECTIONS for table in any_report.tables_of(section)]
    assert len(expected) == len(any_report.tables)
    for told in expected:
        first = rows_of(tables[0])
        assert [row[0] for row in first] == [told.first_column, *(row.label for row in told.rows)]
        found: list[list[str]] = [[] for _row in first]
        while len(found[0]) < len(told.columns):
            table = tables.pop(0)
            assert is_described(table, told.caption)
            found = [old + new[1:] for old, new in zip(found, rows_of(table), strict=True)]
        assert found[0] == list(told.columns)
        assert found[1:] == [[words.figure(one) for one in row.figures] for row in told.rows]
    assert not tables


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def is_described(table: Table, caption: str) -> bool:
    """Whether its header repeats, and whoever hears it is told what it is."""
    about = table._tbl.tblPr
    return (
        table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        and about.find(qn("w:tblCaption")).get(qn("w:val")) == caption
        and bool(about.find(qn("w:tblDescription")).get(qn("w:val")))
    )


def test_each_table_and_chart_stands_under_a_caption_with_its_number(any_file: bytes) -> None:
    paper = opened(any_file)
    captions = [p.text for p in paper.paragraphs if p.style.name == "Caption"]
    figures = [text for text in captions if text.startswith("Figure")]
    tables = [table for table in paper.tables if table.style.name == "Report Table"]
    assert len(captions) == len(tables) + len(figures)
    assert len(figures) <= len(paper.inline_shapes)
    for kind in ("Table", "Tableau", "Figure"):
        found = [match[1] for text in captions if (match := re.match(rf"{kind} (\d+)\. .", text))]
        assert found == [str(number) for number in range(1, len(found) + 1)]


def test_pictures_say_what_they_show(lively: bytes) -> None:
    told = [shape._inline.docPr for shape in opened(lively).inline_shapes]
    descriptions = [one.get("descr") for one in told]
    assert len({one.get("id") for one in told}) == len(told) == 5
    assert "This website: 990, 960; E-mail: 250, 239." in descriptions[1]
    assert "Crew: fewer than 10; Docks: not shown." in descriptions[2]
    assert all(one.get("title") and one.get("name") for one in told)


def test_a_chart_that_the_letters_cannot_write_is_left_out_and_its_table_is_not() -> None:
    labels = {"مرحبا": (Figure(exact=40),), "我们": (Figure(exact=30),)}
    table = documents.table("answers_x", "answers", labels)
    paper = opened(made(documents.report(tables=(table,))))
    assert not paper.inline_shapes
    assert ["مرحبا", "40"] in [[c.text for c in row.cells] for row in paper.tables[-1].rows]


def test_a_theme_without_fonts_still_makes_the_document(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("", "utf-8")
    bare = Environment(loader=FileSystemLoader(tmp_path), autoescape=True)
    paper = opened(render_docx(documents.report(), bare, HASH))
    assert not paper.inline_shapes and paper.tables


def test_sixty_options_are_drawn_on_as_many_pages_as_they_need() -> None:
    (options,) = (table for table in documents.vast().tables if table.key == "answers_many")
    chart = chart_of(options, Words("en"))
    assert chart
    drawn = list(pictures_of(chart, pen_of(FONTS)))
    assert len(drawn) > 1
    assert all(picture.ratio < 1.2 for picture in drawn)
    told = " ".join(picture.words for picture in drawn)
    assert all(f"{row.label}: " in told for row in options.rows)


@pytest.mark.parametrize(("language", "tag"), [("en", "en-CA"), ("fr", "fr-CA")])
def test_the_document_and_each_quotation_have_their_language(language: str, tag: str) -> None:
    tags = ("fr-CA", "pa", "no tag!")
    quoted = tuple(Quotation(f"Words {n}", one) for n, one in enumerate(tags))
    report = words_alone(language=language, themes=(), said=(Said("fares", quoted),))
    paper = opened(made(report))
    (default,) = paper.styles.element.iter(qn("w:lang"))
    assert default.get(qn("w:val")) == tag
    found = {
        p.text: [lang.get(qn("w:val")) for lang in p._p.iter(qn("w:lang"))]
        for p in paper.paragraphs
        if p.text.startswith("Words")
    }
    assert found == {"Words 0": ["fr-CA"], "Words 1": ["pa"], "Words 2": []}
    assert paper.core_properties.language == tag


def test_words_from_right_to_left_are_set_that_way() -> None:
    mixed = f"English ({documents.ARABIC})"
    paper = opened(made(words_alone(summary=f"{documents.ARABIC}\n\n{mixed}")))
    bidi = {p.text for p in paper.paragraphs if p._p.xpath("./w:pPr/w:bidi")}
    assert documents.ARABIC in bidi and mixed not in bidi
    assert is_right_to_left("12 (שלום) abc") and not is_right_to_left("12 👍 ...")


def test_quotations_that_follow_each_other_have_bars_of_their_own() -> None:
    texts = ("One.\n\nStill one.", "Two.", "Three.")
    quoted = tuple(Quotation(text, "en") for text in texts)
    report = words_alone(about=(), themes=(), said=(Said("fares", quoted),), campaigns=())
    quotes = [p for p in opened(made(report)).paragraphs if p.style.name == "Quote"]
    bars = [[bar.get(qn("w:color")) for bar in p._p.iter(qn("w:left"))] for p in quotes]
    assert len(bars) == 4
    assert bars[0] == bars[1] != bars[2] != bars[3]


def test_a_numbered_list_begins_with_one_each_time(lively: bytes) -> None:
    paper = opened(lively)
    lists = [p for p in paper.paragraphs if p.style.name == "List Number"]
    numbers = {p._p.pPr.numPr.numId.val for p in lists}
    assert len(lists) == 4 and len(numbers) == 2
    numbering = paper.part.numbering_part.element
    for number in numbers:
        (start,) = numbering.num_having_numId(number).iter(qn("w:startOverride"))
        assert start.get(qn("w:val")) == "1"


def test_nothing_in_the_file_refers_elsewhere_or_can_act(any_file: bytes) -> None:
    for name, content in parts(any_file).items():
        assert name.endswith((".xml", ".rels", ".png"))
        if name.endswith(".rels"):
            assert b"External" not in content
            assert b"http" not in re.sub(rb'(Type|xmlns)="[^"]*"', b"", content)
        if name.endswith(".xml"):
            commands = re.findall(rb"<w:instrText[^>]*>\s*(\w+)", content)
            assert set(commands) <= {b"TOC", b"SEQ", b"PAGE", b"NUMPAGES"}, name
            assert not re.search(rb"<w:(altChunk|object|control|attachedTemplate)\b", content)


def test_markup_formulas_and_long_words_stay_text() -> None:
    paper = opened(made(documents.hostile()))
    texts = "\n".join(said(paper))
    assert all(text in texts for text in documents.HOSTILE)
    assert (0, documents.hostile().title) in headings(paper)


def test_what_xml_forbids_is_shown() -> None:
    report = words_alone(title="Fer\x00ries\ufffe", contact="Wait\x1b[2J\x01")
    texts = said(opened(made(report)))
    assert "Fer␀ries\ufffd" in texts
    assert "Contact\tWait␛[2J␁" in texts


def test_the_file_names_no_person_and_no_date_of_its_own(
    any_report: Report, any_file: bytes
) -> None:
    about = opened(any_file).core_properties
    publisher = Words(any_report.language)("data.publisher")
    assert about.author == about.last_modified_by == publisher
    assert any_report.title.startswith(about.title[:200])
    assert about.created.year == about.modified.year == 1980
    assert not about.comments and not about.keywords
    held = parts(any_file)
    assert not [name for name in held if "thumbnail" in name or "customXml" in name]
    assert b"rsid" not in b"".join(held.values())
    with zipfile.ZipFile(io.BytesIO(any_file)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_parts_of_a_report_are_in_the_order_of_its_page(lively: bytes) -> None:
    words = Words("en")
    found = [text for level, text in headings(opened(lively)) if level == 1]
    keys = "summary asked took_part said answered letters moderated done made about"
    assert found == [words(f"page.{key}") for key in keys.split()]


def test_an_empty_engagement_says_what_there_is_not() -> None:
    words = Words("en")
    texts = said(opened(made(documents.empty())))
    keys = "asked.no_topics took_part.too_few said.nothing moderated.none done.nothing_final"
    for key in ("summary.nobody", *keys.split()):
        assert words(key) in texts


@pytest.mark.parametrize(
    ("report", "key"),
    [
        (words_alone(is_final=False, results_summary="", what_was_done=()), "done.nothing_interim"),
        (words_alone(themes=(), said=()), "said.neither"),
        (words_alone(themes=()), "said.quotations_alone"),
    ],
)
def test_a_part_that_is_not_there_is_spoken_of(report: Report, key: str) -> None:
    assert Words("en")(key) in said(opened(made(report)))


def test_the_document_names_the_hash_that_its_data_can_be_checked_by() -> None:
    assert HASH in said(opened(made(words_alone(language="fr"))))


def test_the_same_report_gives_the_same_file(lively: bytes) -> None:
    assert made(documents.report()) == lively


ORDER = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr tabs bidi spacing ind jc",
    "w:rPr": "rFonts b bCs color sz szCs rtl lang",
    "w:tblPr": "tblStyle tblW jc tblLayout tblLook tblCaption tblDescription",
    "w:trPr": "cantSplit tblHeader",
    "w:tcPr": "tcW vAlign",
}


def test_marks_stand_in_the_order_that_word_asks_for(any_file: bytes) -> None:
    body = opened(any_file).element.body
    for tag, listed in ORDER.items():
        order = listed.split()
        for properties in body.iter(qn(tag)):
            names = [etree.QName(node).localname for node in properties]
            assert names == sorted(set(names), key=order.index)


def test_letters_wrap_and_are_cut_where_there_is_no_room() -> None:
    letters = Letters(FONTS, "regular")
    lines = letters.wrapped("the quick brown fox jumps over the lazy dog", 13, 90, 2)
    assert len(lines) == 2 and lines[-1].endswith("…")
    assert all(letters.width(line, 13) <= 90 for line in lines)
    assert letters.wrapped("w" * 500, 13, 90, 3)[0].endswith("…")
    assert letters.wrapped("", 13, 90, 3) == []
    assert letters.can_write("hən̓q̓əmin̓əm̓, ᓀᐦᐃᔭᐍᐏᐣ")
    assert not letters.can_write("我")


def test_a_theme_without_quotations_is_not_kept_on_the_page_of_the_next() -> None:
    themes = (
        Theme("a", "Quoted", "What it is.", documents.told(20), (Quotation("Yes.", "en"),)),
        Theme("b", "Alone", "First.\n\nSecond.", documents.told(20)),
        Theme("c", "Last", "", documents.told(20)),
    )
    paper = opened(made(replace(documents.report(), themes=themes, said=())))
    kept = {
        one.text: one.paragraph_format.keep_with_next
        for one in paper.paragraphs
        if one.style.name in ("Normal", "Note")
    }
    assert (kept["What it is."], kept["First."], kept["Second."]) == (True, True, None)
