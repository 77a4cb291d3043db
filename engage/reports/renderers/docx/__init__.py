"""The report as a document that people can edit, quote from, and read aloud (R84).

The same parts in the same order as the page. Data files hold the comments themselves.
"""

from engage.reports.renderers.docx.chapters import add_chapters, add_cover
from engage.reports.renderers.docx.edges import set_properties, set_running_lines
from engage.reports.renderers.docx.template import empty_paper, finished
from engage.reports.renderers.docx.writing import Writer
from engage.reports.rules import Report
from engage.reports.words import Words


def render_docx(report: Report, fingerprint: str) -> bytes:
    """The document's file. `fingerprint` is the content hash of the release's data."""
    words = Words(report.language)
    paper = empty_paper()
    writer = Writer(paper)
    set_properties(paper, report, words)
    set_running_lines(paper, report, words)
    end_of_cover = add_cover(writer, report, words)
    add_chapters(writer, report, words, fingerprint)
    writer.contents(words("page.contents"), end_of_cover)
    return finished(paper)
