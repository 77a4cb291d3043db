"""The report as a document that people can edit, quote from, and read aloud (R84).

The same parts in the same order as the page. Data files hold the comments themselves.
"""

from pathlib import Path

from jinja2 import Environment

from engage.reports.renderers.docx.chapters import add_chapters, add_cover, add_summary
from engage.reports.renderers.docx.edges import set_properties, set_running_lines
from engage.reports.renderers.docx.pictures import Pen, pen_of
from engage.reports.renderers.docx.template import empty_paper, finished
from engage.reports.renderers.docx.writing import Writer
from engage.reports.rules import Report
from engage.reports.words import Words


def render_docx(report: Report, templates: Environment, fingerprint: str) -> bytes:
    """The document's file. `fingerprint` is the content hash of the release's data.

    Charts are drawn with the letters of the theme whose templates these are.
    """
    words = Words(report.language)
    paper = empty_paper()
    writer = Writer(paper)
    set_properties(paper, report, words)
    set_running_lines(paper, report, words)
    add_cover(writer, report, words)
    after_contents = add_summary(writer, report, words)
    add_chapters(writer, report, words, fingerprint, _pen(templates))
    writer.contents(words("page.contents"), after_contents)
    return finished(paper)


def _pen(templates: Environment) -> Pen | None:
    """None for a theme that has no fonts beside its templates."""
    name = templates.get_template("report.html").filename or ""
    fonts = Path(name).parent.parent / "static" / "fonts"
    return pen_of(fonts) if fonts.is_dir() else None
