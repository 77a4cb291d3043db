"""The report's page: whole, closed, readable by people and programs, and harmless to open."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.core.sheets import guarded
from engage.reports.build import build_report
from engage.reports.renderers.html import pieces, render_html, shortened, way
from engage.reports.rules import Block, Quotation, Report, Said, content_hash
from tests.reports import documents
from tests.reports.factories import declined, many_comments, published, source, templates


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.is_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.is_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.is_style:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def page(report: Report) -> Page:
    return Page(render_html(report, templates()).decode())


EVERY = {
    "lively": documents.report,
    "french": lambda: documents.report(language="fr"),
    "empty": documents.empty,
    "interim": documents.interim,
    "hostile": documents.hostile,
    "built": lambda: build_report(source(*many_comments())),
    "nothing sent": lambda: build_report(source()),
    "one comment": lambda: build_report(source(published("Only me"))),
    "only declined": lambda: build_report(source(*(declined() for _ in range(12)))),
}


@pytest.fixture(params=EVERY.values(), ids=EVERY.keys())
def any_report(request: pytest.FixtureRequest) -> Report:
    made: Report = request.param()
    return made


def test_the_same_report_gives_the_same_page() -> None:
    made = [
        render_html(build_report(source(*comments)), templates())
        for comments in (many_comments(), reversed(many_comments()))
    ]
    assert made[0] == made[1]


def test_a_page_has_its_language_one_title_and_headings_in_order(any_report: Report) -> None:
    parsed = page(any_report)
    levels = [int(tag[1]) for tag, _ in parsed.tags if re.fullmatch("h[1-6]", tag)]
    assert parsed.all("html") == [{"lang": f"{any_report.language}-CA"}]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_heading_stands_alone(any_report: Report) -> None:
    """After a heading come words or a heading of a lower level, never another of its own."""
    html = render_html(any_report, templates()).decode()
    assert not re.search(r"<h([1-6])[^>]*>\s*</h\1>", html)
    assert not re.search(r"</h([1-6])>\s*(?:</(?:div|section)>\s*)*<h\1", html)
    assert not re.search(r"</h[1-6]>\s*(?:</(?:div|section)>\s*)*<(?:section|/main)", html)


def test_every_table_has_a_caption_and_scoped_headings(any_report: Report) -> None:
    parsed = page(any_report)
    assert len(parsed.all("table")) == len(parsed.all("caption")) == len(any_report.tables)
    assert {heading.get("scope") for heading in parsed.all("th")} == {"row", "col"}


def test_a_page_loads_nothing_and_runs_nothing(any_report: Report) -> None:
    html = render_html(any_report, templates()).decode()
    parsed = Page(html)
    assert not {tag for tag, _ in parsed.tags} & {"script", "link", "img", "iframe", "object"}
    for _, attributes in parsed.tags:
        assert not [name for name in attributes if name in ("src", "style") or name[:2] == "on"]
        assert (attributes.get("href") or "#").startswith("#")
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style and "@import" not in style and "//" not in style


def test_every_link_and_name_in_a_page_leads_somewhere(any_report: Report) -> None:
    parsed = page(any_report)
    names = [attributes["id"] for _, attributes in parsed.tags if attributes.get("id")]
    assert len(names) == len(set(names))
    assert {str(link["href"])[1:] for link in parsed.all("a")} <= set(names)


def test_the_contents_name_every_part_in_order(any_report: Report) -> None:
    parsed = page(any_report)
    sections = [f"#{one['id']}" for one in parsed.all("section")]
    links = [link["href"] for link in parsed.all("a") if "theme-" not in str(link["href"])]
    assert links == sections


def test_the_parts_of_a_lively_report_are_all_there() -> None:
    text = page(documents.report()).text
    for said in (
        "The contract with the ferry company ends next year.",
        "Tell us about your week.",
        "Spoken of in 412 published comments",
        "Spoken of in fewer than 10 published comments",
        "How many comments speak of it is not shown",
        "A family pays [amount] to see a doctor.",
        "Letter of a council",
        "180 published comments follow this letter",
        "Keep the night boat.",
        "Far off topic",
        "A second boat sails from May.",
        "Fares of young people fall.",
        "The highest is ‘No’, with 700.",  # noqa: RUF001
        "© Province of British Columbia",
        "Questions about this report: ferries@gov.bc.ca",
    ):
        assert said in text or said in render_html(documents.report(), templates()).decode()


def test_the_words_of_comments_stand_in_the_data_files_alone() -> None:
    report = build_report(source(*many_comments()))
    text = page(report).text
    assert not [comment for comment in report.comments if comment.text in text]
    assert "in the data files that come with this report" in text


def test_an_empty_engagement_says_what_there_is_not() -> None:
    text = page(documents.empty()).text
    assert "No comment was published, so there is nothing to quote." in text
    assert "This engagement had no topics." in text
    assert "The ministry has not yet published what it did" in text
    assert "Letters that many" not in text and "How people answered" not in text


def test_quotations_without_themes_are_told_as_such() -> None:
    said = (Said("fares", (Quotation("The price is high.", "en"),)),)
    assert "were not sorted into themes" in page(documents.report(themes=(), said=said)).text
    assert "open the data files" in page(documents.report(themes=(), said=())).text


def test_an_interim_report_names_its_week_and_promises_nothing_done() -> None:
    text = page(documents.interim(results_summary="", what_was_done=())).text
    assert "comments up to the end of the week of 9 to 15 March 2026" in text
    assert "The engagement is still running." in text


def test_a_french_page_has_no_english_words_of_its_own() -> None:
    """Beside what people wrote, which this report has none of."""
    report = documents.empty(
        language="fr", title="Titre", ministry="Ministère des Transports", method=(), tables=()
    )
    text = page(report).text
    assert not re.search(
        r"\b(the|of|and|report|comments?|published)\b", text.replace("SHA-256", "")
    )
    assert "Ce que nous avons entendu" in text and "aucun commentaire" in text.lower()


def test_markup_in_what_people_wrote_stays_text() -> None:
    parsed = page(documents.hostile())
    assert not {"script", "img"} & {tag for tag, _ in parsed.tags}
    assert parsed.text.count("{{ 7*7 }}") > 5


def test_a_title_cannot_leave_the_style_of_the_running_head() -> None:
    html = render_html(
        documents.report(title='Parks"; } body { display: none } /* \\'), templates()
    ).decode()
    style = html[html.index("<style>") : html.index("</style>")]
    assert "display: none }" not in style.partition("@page")[2].partition("@page :first")[0]
    assert style.count('"') % 2 == 0


def test_the_page_is_escaped_even_if_the_theme_forgot_it() -> None:
    careless = templates()
    careless.autoescape = False
    html = render_html(documents.report(summary="<b>bold</b>"), careless).decode()
    assert "&lt;b&gt;bold" in html


def test_each_quotation_keeps_its_language_and_direction() -> None:
    quoted = (
        Quotation("שלום לכולם", "he"),
        Quotation("Bonjour", "fr"),
        Quotation("Hello", '" onclick="x'),
    )
    parsed = page(documents.report(themes=(), said=(Said("fares", quoted),), about=()))
    marks = [(one.get("dir"), one.get("lang")) for one in parsed.all("blockquote")[:3]]
    assert marks == [("auto", "he"), ("auto", "fr"), ("auto", None)]
    assert way("… שלום") == " rtl" and way("Hello שלום") == way("123") == ""


def test_paragraphs_and_lines_of_a_quotation_are_kept() -> None:
    said = (Said("fares", (Quotation("One\ntwo\n\nthree", "en"),)),)
    html = render_html(documents.report(said=said), templates()).decode()
    assert "<p>One<br>two</p>" in html and "<p>three</p>" in html


def test_staff_prose_is_gathered_into_lists() -> None:
    prose = tuple(Block(kind, kind) for kind in ("p", "ul", "ul", "ol", "h", "ol"))
    kinds = [(piece.kind, len(piece.lines)) for piece in pieces(prose)]
    assert kinds == [("p", 1), ("ul", 2), ("ol", 1), ("h", 1), ("ol", 1)]


def test_the_page_shows_the_fingerprint_and_every_note_on_method(any_report: Report) -> None:
    text = page(any_report).text
    assert content_hash(any_report) in text
    for paragraph in any_report.method:
        assert " ".join(paragraph.split()) in text


def test_a_running_head_has_one_line() -> None:
    assert shortened("Ferries") == "Ferries"
    assert shortened("word " * 40) == f"{'word ' * 15}word…"
    assert len(shortened("a" * 300)) == 81


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\u2003+1",
        "＝1+1",  # noqa: RUF001
        "＋1",  # noqa: RUF001
        "－1",  # noqa: RUF001
        "＠SUM(A1)",  # noqa: RUF001
        "﹣1",
    ],
)
def test_no_cell_begins_like_a_formula(formula: str) -> None:
    assert guarded(formula) == f"'{formula}"


@settings(max_examples=200)
@given(st.text())
def test_only_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) in (text, f"'{text}")
    if text[:1].isalnum():
        assert guarded(text) == text


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(), max_size=6), st.text(), st.text())
def test_whatever_people_type_the_page_stays_whole(
    texts: list[str], title: str, language: str
) -> None:
    said = (Said("fares", tuple(Quotation(text, language) for text in texts)),)
    report = documents.report(title=title, summary=title, said=said, themes=(), about=())
    parsed = page(report)
    assert len(parsed.all("blockquote")) == len(texts) + len(report.campaigns)
    assert parsed.tags[-1][0] == "p"
