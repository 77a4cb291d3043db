"""The Word document says what the page says: nobody reads two reports of one engagement."""

import io
import re

import pytest
from docx import Document
from lxml import html

from engage.reports.build import build_report
from engage.reports.renderers.docx import render_docx
from engage.reports.renderers.html import render_html
from engage.reports.rules import Report
from tests.reports import documents
from tests.reports.factories import published, source, templates

HASH = "ab" * 32
SAID = ("p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "th", "td", "caption")
REPORTS = {
    "lively": documents.report,
    "french": lambda: documents.report(language="fr"),
    "empty": documents.empty,
    "interim": lambda: documents.interim(tables=(documents.OUTCOME,)),
    "all published": lambda: build_report(source(*(published("Yes.") for _ in range(12)))),
    "a single comment": lambda: build_report(source(published("The only one."))),
}


def bare(text: str) -> str:
    """Without white space, which both set in their own way."""
    return re.sub(r"\s", "", text)


def words_of_document(report: Report) -> str:
    paper = Document(io.BytesIO(render_docx(report, templates(), HASH)))
    return bare("".join(one.text or "" for one in paper.element.body.iter("{*}t")))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_sentence_of_the_page_stands_in_the_document(report) -> None:
    told = report()
    page = html.fromstring(render_html(told, templates(), HASH).decode())
    document = words_of_document(told)
    texts = [text for one in page.iter(*SAID) for text in one.itertext()]
    assert [text for text in texts if bare(text) not in document] == []
