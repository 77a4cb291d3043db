"""What stands around the text: running head and foot, and what the file says about itself."""

from datetime import datetime
from typing import Final

from docx.document import Document
from docx.oxml.ns import qn

from engage.core.xml_text import visible
from engage.reports.renderers.docx.writing import add_field, styled, write
from engage.reports.renderers.html import shortened
from engage.reports.rules import Report
from engage.reports.words import Words

_EPOCH: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - python-docx wants it so
_LONGEST_PROPERTY: Final = 255


def set_properties(paper: Document, report: Report, words: Words) -> None:
    """No person is named, and no date but one that is always the same."""
    about = paper.core_properties
    about.title = visible(report.title)[:_LONGEST_PROPERTY]
    about.subject = words("page.heard" if report.is_final else "page.heard_so_far")
    about.author = about.last_modified_by = words("data.publisher")
    about.category = visible(report.ministry)[:_LONGEST_PROPERTY]
    about.language = words("tag")
    about.created = about.modified = _EPOCH
    about.revision = 1
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), words("tag"))


def set_running_lines(paper: Document, report: Report, words: Words) -> None:
    """The title above, kind and page below; nothing on the cover."""
    section = paper.sections[0]
    write(styled(section.header.paragraphs[0], "Header"), shortened(report.title))
    foot = styled(section.footer.paragraphs[0], "Footer")
    write(foot, f"{words('page.report' if report.is_final else 'page.interim')}\t")
    before, between, after = words("page.of", page="\0", pages="\0").split("\0")
    write(foot, before)
    add_field(foot, "PAGE", "1")
    write(foot, between)
    add_field(foot, "NUMPAGES", "1")
    write(foot, after)
    styled(section.first_page_header.paragraphs[0], "Normal")
    styled(section.first_page_footer.paragraphs[0], "Normal")
