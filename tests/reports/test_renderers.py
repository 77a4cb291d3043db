"""The finished files: whole, closed, readable by people and programs, and harmless to open."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.core.sheets import guarded
from engage.reports.build import build_report
from engage.reports.renderers import render_files
from engage.reports.renderers.csv import render_comments_csv, render_counts_csv
from engage.reports.renderers.html import render_html
from engage.reports.renderers.json import render_json
from engage.reports.rules import as_json, content_hash
from tests.reports.factories import many_comments, published, source, templates


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(*comments, **changes) -> str:
    return render_html(build_report(source(*comments, **changes)), templates()).decode()


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_the_same_report_gives_the_same_files() -> None:
    report = build_report(source(*many_comments()))
    assert render_files(report, templates()) == render_files(report, templates())


def test_file_names_come_from_the_slug_alone() -> None:
    report = build_report(source(title="Jane Hume's idea", ministry="../../etc"))
    assert sorted(render_files(report, templates())) == [
        "small-island-ferries-comments.csv",
        "small-island-ferries-counts.csv",
        "small-island-ferries-report.html",
        "small-island-ferries-report.json",
    ]


def test_the_page_has_a_language_one_title_and_headings_in_order() -> None:
    html = page(*many_comments())
    levels = [int(tag[1]) for tag, _ in Page(html).tags if re.fullmatch("h[1-6]", tag)]
    assert Page(html).all("html") == [{"lang": "en-CA"}]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scoped_headings() -> None:
    parsed = Page(page(*many_comments()))
    assert len(parsed.all("table")) == len(parsed.all("caption")) == 5
    assert {heading.get("scope") for heading in parsed.all("th")} == {"row", "col"}


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    html = page(*many_comments())
    parsed = Page(html)
    assert not [tag for tag, _ in parsed.tags if tag in ("script", "link", "img", "iframe")]
    for _, attributes in parsed.tags:
        assert not [name for name in attributes if name in ("src", "style") or name[:2] == "on"]
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in html and "@import" not in html and "//" not in html


def test_every_link_in_the_contents_leads_somewhere() -> None:
    parsed = Page(page(*many_comments()))
    places = {attributes.get("id") for _, attributes in parsed.tags}
    assert {str(link["href"])[1:] for link in parsed.all("a")} <= places


def test_markup_in_what_people_wrote_stays_text() -> None:
    attack = '</style><script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }}'
    html = page(published(attack), title=attack, ministry=attack, summary=attack, contact=attack)
    assert "script" not in {tag for tag, _ in Page(html).tags}
    assert "img" not in {tag for tag, _ in Page(html).tags}
    assert "{{ 7*7 }}" in html


def test_a_title_cannot_leave_the_style_of_the_running_head() -> None:
    html = page(title='Parks"; } body { display: none } /* \\')
    style = html[html.index("<style>") : html.index("</style>")]
    assert "display: none }" not in style
    assert style.count('"') % 2 == 0


def test_the_page_is_escaped_even_if_the_theme_forgot_it() -> None:
    careless = templates()
    careless.autoescape = False
    html = render_html(build_report(source(published("<b>bold</b>"))), careless).decode()
    assert "&lt;b&gt;bold" in html


def test_each_comment_is_kept_apart_in_its_own_direction() -> None:
    html = page(published("שלום לכולם"), published("Hello"))
    assert [quote.get("dir") for quote in Page(html).all("blockquote")] == ["auto", "auto"]


def test_paragraphs_and_lines_of_a_comment_are_kept() -> None:
    html = page(published("One\ntwo\n\nthree"))
    assert "<p>One<br>two</p>" in html and "<p>three</p>" in html


def test_the_page_shows_the_fingerprint_and_every_note_on_method() -> None:
    report = build_report(source(*many_comments()))
    html = render_html(report, templates()).decode()
    assert content_hash(report) in html
    assert html.count("<p>") > len(report.method)
    assert "fewer than 10" in html


def test_an_empty_engagement_still_makes_every_file() -> None:
    files = render_files(build_report(source(topics=())), templates())
    assert all(files.values())
    assert cells(files["small-island-ferries-comments.csv"]) == [["Topic", "Period", "Comment"]]


def test_json_holds_the_value_and_its_hash() -> None:
    report = build_report(source(*many_comments(), published("Ça va? 👍🏽")))
    document = json.loads(render_json(report))
    assert document["report"] == as_json(report)
    assert document["content_hash"] == content_hash(report)
    assert "👍🏽".encode() in render_json(report)


def test_spreadsheets_open_as_unicode_and_keep_every_comment() -> None:
    report = build_report(source(*many_comments(), published('He said "no", then\nleft; ça va')))
    content = render_comments_csv(report)
    assert content.startswith(b"\xef\xbb\xbf")
    assert [row[2] for row in cells(content)[1:]] == [comment.text for comment in report.comments]


def test_counts_are_in_a_spreadsheet_of_their_own() -> None:
    told = cells(render_counts_csv(build_report(source(*many_comments()))))
    assert ["What became of the comments", "Received", "Number", "87"] in told
    assert told[-1] == [
        "Why moderators declined comments",
        "Each of the other reasons",
        "Comments",
        "fewer than 10",
    ]


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


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(), max_size=12), st.text(), st.text())
def test_whatever_people_type_the_files_stay_readable(
    texts: list[str], title: str, prompt: str
) -> None:
    made = source(*(published(text) for text in texts), title=title, summary=prompt)
    report = build_report(
        replace(made, topics=tuple(replace(topic, title=title) for topic in made.topics))
    )
    files = render_files(report, templates())
    assert json.loads(files["small-island-ferries-report.json"])["report"] == as_json(report)
    for row in cells(files["small-island-ferries-comments.csv"]):
        assert len(row) == 3
        assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
    html = Page(files["small-island-ferries-report.html"].decode())
    assert len(html.all("blockquote")) == len(texts)
