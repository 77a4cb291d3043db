"""The PDF: tagged as PDF/UA asks, the same bytes each time, nothing fetched, nobody named."""

import hashlib
import io
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from weasyprint.text.fonts import FontConfiguration

from engage.checks import missing_libraries
from engage.reports.renderers import pdf as pdf_module
from engage.reports.renderers.html import render_html
from engage.reports.renderers.pdf import NO_PANGO, NoPdf, missing_library, render_pdf
from engage.reports.renderers.pdf_boxes import UnknownTags
from engage.reports.renderers.pdf_fonts import FontsAlone, faces, without_unknown
from engage.reports.renderers.pdf_tags import mend_tags
from engage.reports.rules import Quotation, Said, Theme
from tests.reports import documents
from tests.reports.factories import THEME, templates
from tests.reports.pdf_reader import Pdf, Tag
from tests.reports.test_renderers import Page

FONTS = THEME.parent / "static" / "fonts"
EVERY = {
    "lively": documents.report,
    "french": lambda: documents.report(language="fr"),
    "empty": documents.empty,
    "hostile": documents.hostile,
    "vast": lambda: documents.vast(themes=documents.vast().themes[:3]),
}


@cache
def content(name: str) -> bytes:
    return render_pdf(EVERY[name](), templates())


@cache
def read(name: str) -> Pdf:
    return Pdf(content(name))


@pytest.fixture(params=EVERY)
def pdf(request: pytest.FixtureRequest) -> Pdf:
    return read(request.param)


def test_it_says_what_it_is_in_which_language(pdf: Pdf) -> None:
    root = pdf.file.Root
    assert str(root.Lang) in ("en-CA", "fr-CA")
    assert bool(root.ViewerPreferences.DisplayDocTitle) and bool(root.MarkInfo.Marked)
    assert b'pdfuaid:part="1"' in root.Metadata.read_bytes()
    assert str(pdf.file.docinfo.Title)
    assert {str(page.obj.Tabs) for page in pdf.file.pages} == {"/S"}


def test_everything_that_is_painted_is_tagged_or_an_artifact(pdf: Pdf) -> None:
    assert pdf.stray == []
    assert pdf.nested == []


def test_each_piece_of_content_stands_once_in_the_tree(pdf: Pdf) -> None:
    in_tree = Counter(pdf.tree.all_marks())
    assert set(in_tree.values()) == {1}
    assert set(pdf.texts) <= set(in_tree)


def test_the_way_back_from_content_to_its_tag_is_right(pdf: Pdf) -> None:
    nums = pdf.file.Root.StructTreeRoot.ParentTree.Nums
    entries = {int(nums[n]): nums[n + 1] for n in range(0, len(nums), 2)}
    for tag in pdf.tree.walk():
        for page, number in tag.marks:
            assert entries[page][number].objgen == tag.element.objgen
        for link in tag.links:
            assert entries[int(link.StructParent)].objgen == tag.element.objgen


def test_tags_know_their_parents(pdf: Pdf) -> None:
    for tag in pdf.tree.walk():
        if tag.parent is not None:
            assert tag.element.P.objgen == tag.parent.element.objgen


def test_headings_are_nested_without_a_jump(pdf: Pdf) -> None:
    levels = [int(tag.kind[1]) for tag in pdf.tree.all("H1", "H2", "H3", "H4", "H5", "H6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_it_reads_as_the_page_does() -> None:
    """The words of the tags, in their order, are those of the page: bars and numbers aside."""
    html = render_html(documents.report(), templates()).decode().partition("<body>")[2]
    html = re.sub(r"<svg.*?</svg>|<caption class=\"unseen.*?</caption>", "", html, flags=re.S)
    pdf = Pdf(content("lively"))
    for tag in pdf.tree.walk():
        if tag.kind == "Figure":
            tag.order = list(tag.kids)
            for line in tag.kids:
                line.order = line.order[:1]
        elif tag.kind == "TOCI":
            tag.kids[0].order = tag.kids[0].order[:1]
        elif tag.kind == "LI":
            is_bullet = re.fullmatch(r"•|\d+\.", pdf.text(tag.kids[0]))
            tag.order = tag.kids[1:] if is_bullet else sorted(tag.kids, key=_is_body)
    assert re.sub(r"\s", "", pdf.text(pdf.tree)) == re.sub(r"\s", "", Page(html).text)


def _is_body(tag: Tag) -> bool:
    return tag.kind == "LBody"


def test_running_heads_and_page_numbers_are_artifacts(pdf: Pdf) -> None:
    numbers = [text for text in pdf.hidden if text.startswith("Page ")]
    assert len(numbers) == len(pdf.file.pages) - 1
    assert not [text for text in pdf.texts.values() if re.match(r"Page \d", text)]


def test_every_figure_is_described_and_lies_on_its_page(pdf: Pdf) -> None:
    for figure in pdf.tree.all("Figure"):
        assert len(str(figure.element.Alt)) > 20
        left, bottom, right, top = map(float, figure.element.A.BBox)
        assert 0 <= left < right <= 612 and 0 <= bottom < top <= 792
        assert not [
            below for below in figure.walk() if below is not figure and below.kind == "Figure"
        ]


def test_charts_are_figures() -> None:
    alts = [str(figure.element.Alt) for figure in read("lively").tree.all("Figure")]
    assert len(alts) == 5
    assert alts[0].startswith("When people wrote. Column chart with 3 columns")


def test_tables_are_whole_and_their_cells_know_their_heads(pdf: Pdf) -> None:
    for table in pdf.tree.all("Table"):
        heads = {str(head.element.ID): head for head in table.all("TH")}
        assert {str(head.element.A.Scope) for head in heads.values()} == {"/Row", "/Column"}
        assert len(table.all("THead")) == 1
        for row in table.all("TBody")[0].kids:
            (own,) = [cell for cell in row.kids if cell.kind == "TH"]
            for cell in row.kids[1:]:
                named = [heads[str(name)] for name in cell.element.A.Headers]
                assert [str(head.element.A.Scope) for head in named] == ["/Row", "/Column"]
                assert named[0] is own


@pytest.mark.parametrize("name", EVERY)
def test_a_table_over_many_pages_is_one(name: str) -> None:
    assert len(read(name).tree.all("Table")) == len(EVERY[name]().tables)


def test_themes_without_quotations_begin_on_the_page_of_their_table() -> None:
    """Each of them kept with the next, all together would leave the half of that page empty."""
    themes = tuple(Theme(f"t{n}", f"Sort {n}", "What it is.", documents.told(20)) for n in range(8))
    made = Pdf(render_pdf(replace(documents.report(), themes=themes, said=()), templates()))
    page_of = {made.text(head): made.page_of(head) for head in made.tree.all("H3")}
    assert page_of["Sort 0"] == page_of["Themes"] < page_of["Sort 7"]


def test_the_200th_period_stands_in_the_table_of_the_first() -> None:
    table = read("vast").tree.all("Table")[1]
    assert len(table.all("TR")) == 201
    last = table.all("TR")[-1]
    assert read("vast").page_of(last) > read("vast").page_of(table) + 3


def test_quotations_say_their_language() -> None:
    pdf = read("lively")
    voices = {
        pdf.text(one): str(one.element.get("/Lang", "")) for one in pdf.tree.all("BlockQuote")
    }
    assert voices["Le prix est trop élevé pour [un métier]."] == "fr"
    assert voices["A family pays [amount] to see a doctor."] == "en"


def letters(text: str) -> list[str]:
    return sorted("".join(text.split()))


def test_links_say_where_they_lead_and_lead_there(pdf: Pdf) -> None:
    links = pdf.tree.all("Link")
    assert links
    names = pdf.file.Root.Names.Dests.Names
    known = {str(names[n]): names[n + 1] for n in range(0, len(names), 2)}
    for link in links:
        (annotation,) = link.links
        # Letters of scripts that run from right to left are painted from left to right.
        assert letters(str(annotation.Contents)) == letters(pdf.text(link))
        assert str(annotation.Dest) in known and "/A" not in annotation


def test_the_contents_tell_the_page_of_each_part(pdf: Pdf) -> None:
    starts: dict[str, int] = {}
    for tag in pdf.tree.all("H2", "H3"):
        starts.setdefault(pdf.text(tag), pdf.page_of(tag) + 1)
    (contents,) = pdf.tree.all("TOC")
    assert {item.kind for item in contents.kids} == {"TOCI"}
    for item in contents.kids:
        link, number = item.kids[0].kids
        title = pdf.text(link)
        assert int(pdf.text(number)) == starts.get(title, int(pdf.text(number)))
    assert len([item for item in contents.kids if pdf.text(item.kids[0].kids[0]) in starts]) > 7


def test_bookmarks_follow_the_headings() -> None:
    with read("lively").file.open_outline() as outline:
        titles = [item.title for item in outline.root]
        below = [item.title for item in outline.root[3].children]
    assert titles[:4] == [
        "Summary",
        "What was asked, and why",
        "When and how people took part",
        "What people said",
    ]
    assert below[:3] == ["Themes", "Fares", "Timetable"]


def test_it_names_nobody_and_no_day_of_its_making(pdf: Pdf) -> None:
    assert set(pdf.file.docinfo) == {"/Title", "/Subject", "/Producer"}
    whole = io.BytesIO()
    pdf.file.save(whole, qdf=True, static_id=True)
    written = whole.getvalue()
    for trace in (
        b"CreationDate",
        b"ModDate",
        b"/Author",
        b"xmp:Create",
        b"xmpMM",
        b"/tmp/",
        b"file:",
    ):
        assert trace not in written
    assert str(Path(__file__).parents[2]).encode() not in written


def test_it_carries_nothing_that_acts_or_is_attached(pdf: Pdf) -> None:
    root = pdf.file.Root
    assert not {"/OpenAction", "/AA", "/AF", "/AcroForm"} & set(root)
    assert set(root.Names) == {"/Dests"}
    for page in pdf.file.pages:
        assert {str(one.Subtype) for one in page.obj.get("/Annots", [])} <= {"/Link"}
    assert not [key for key in root if "JavaScript" in key]


def test_every_font_is_in_the_file_and_every_letter_has_a_shape(pdf: Pdf) -> None:
    assert 0 not in pdf.glyphs
    for font in pdf.file.pages[0].obj.Resources.Font.values():
        below = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        assert {"/FontFile2", "/FontFile3"} & set(below.FontDescriptor)


def test_the_same_report_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib; from tests.reports.documents import report;"
        "from tests.reports.factories import templates;"
        "from engage.reports.renderers.pdf import render_pdf;"
        "print(hashlib.sha256(render_pdf(report(), templates())).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == hashlib.sha256(content("lively")).hexdigest()


@pytest.mark.parametrize("name", EVERY)
def test_it_opens_elsewhere(name: str) -> None:
    document = pypdfium2.PdfDocument(content(name))
    assert len(document) == len(read(name).file.pages) > 4
    assert document[0].render(scale=0.2).width > 100


def test_scripts_of_many_peoples_keep_their_words_in_the_pdf() -> None:
    pdf = read("hostile")
    whole = " ".join(pdf.text(one) for one in pdf.tree.all("BlockQuote"))
    assert "hən̓q̓əmin̓əm̓ and SENĆOŦEN" in whole
    assert documents.CREE in whole
    assert "{{ 7*7 }} &amp; <!--" in whole
    assert whole.count("Straßenbahn") > 450


def test_signs_without_a_letter_are_counted_not_left_out() -> None:
    said = (Said("fares", (Quotation("Price \U000f0000\U000f0001 \U000f0002, too high", "en"),)),)
    pdf = Pdf(render_pdf(documents.report(said=said), templates()))
    voices = [pdf.text(one) for one in pdf.tree.all("BlockQuote")]
    assert "Price [characters that this file cannot show: 3], too high" in voices
    assert 0 not in pdf.glyphs


def test_signs_that_are_not_seen_are_not_counted() -> None:
    text = "a\u200d\ufe0f\u0301\u00ad\u2028b"
    assert without_unknown(text, FontConfiguration(), str) == text


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://gov.bc.ca/a.png",
        "file:///etc/hostname",
        "data:text/plain,a",
        "report-font:../css/site.css",
        "report-font:/etc/hostname",
        "report-font:",
    ],
)
def test_nothing_but_a_font_of_the_theme_is_fetched(url: str) -> None:
    with pytest.raises((ValueError, OSError)):
        FontsAlone(FONTS).fetch(url)


def test_a_theme_without_fonts_still_makes_a_pdf(tmp_path: Path) -> None:
    assert list(faces(tmp_path, "Any text")) == []
    assert len(list(faces(FONTS, "Any text"))) == 2
    assert len(list(faces(FONTS, documents.CREE + "ə Ж"))) == 6


def test_a_machine_without_pango_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_library() is None and missing_libraries() == []

    def missing(_name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf_module, "import_module", missing)
    assert "libpango-1.0-0" in str(missing_library())
    assert missing_libraries() == [f"reports: {NO_PANGO}"]
    with pytest.raises(NoPdf, match="Pango"):
        render_pdf(documents.report(), templates())


def test_tags_of_an_unknown_kind_stop_the_pdf() -> None:
    """A WeasyPrint that lays out otherwise is noticed before a wrong PDF is made."""

    class Document:
        pages = ()

    class Made:
        objects = ()

    with pytest.raises(UnknownTags):
        mend_tags(Document(), Made())


def test_the_page_that_was_rendered_already_gives_the_same_pdf() -> None:
    html = render_html(documents.report(), templates())
    assert render_pdf(documents.report(), templates(), html) == content("lively")


def test_pikepdf_finds_nothing_to_complain_of(pdf: Pdf) -> None:
    assert pdf.file.check_pdf_syntax() == []
    assert isinstance(pdf.file, pikepdf.Pdf)


def test_the_longest_summary_stays_on_its_page() -> None:
    """Summaries have 600 signs at most; theme labels may take two lines."""
    themes = tuple(
        Theme(
            f"theme{n}", "A theme with rather many words in its label " * 2, "", documents.told(99)
        )
        for n in range(6)
    )
    words = "We asked what people need. " * 22
    pdf = Pdf(
        render_pdf(
            documents.report(summary=words, results_summary=words, themes=themes), templates()
        )
    )
    starts = [(pdf.text(tag), pdf.page_of(tag) + 1) for tag in pdf.tree.all("H2")]
    assert starts[:2] == [("Summary", 2), ("Contents", 3)]
