"""The report as a PDF that can be read aloud (PDF/UA-1), from the same page as the HTML.

The same report gives the same bytes wherever the same fonts are installed. Making it needs the
system's Pango, so all of that is imported with the first PDF: a machine without it can do the rest,
and `missing_library` tells what is wrong.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from jinja2 import Environment

from engage.core.errors import EngageError
from engage.reports.renderers.html import render_html
from engage.reports.rules import Report
from engage.reports.words import Words

NO_PANGO: Final = (
    "PDF cannot be made: the libraries Pango and HarfBuzz are missing (Debian: libpango-1.0-0,"
    " libpangoft2-1.0-0, libharfbuzz-subset0)"
)
_PRESS: Final = "engage.reports.renderers.pdf_press"


class NoPdf(EngageError):
    """PDFs cannot be made on this machine."""


def missing_library() -> str | None:
    """What is wrong, in a line; None when PDFs can be made."""
    try:
        _press()
    except NoPdf as error:
        return str(error)
    return None


def render_pdf(report: Report, templates: Environment, html: bytes | None = None) -> bytes:
    """The PDF. `html` is the report's page, where it was rendered already. Raises NoPdf."""
    press = _press()
    words = Words(report.language)
    page = (html or render_html(report, templates)).decode()
    style = templates.get_template("report_pdf.css")
    pdf: bytes = press.pressed(
        page,
        style.render(),
        _fonts_beside(style.filename or ""),
        lambda count: words("pdf.cannot_show", count=words.number(count)),
    )
    return pdf


def _press() -> ModuleType:
    try:
        return import_module(_PRESS)
    except OSError:
        raise NoPdf(NO_PANGO) from None


def _fonts_beside(template: str) -> Path:
    """The theme whose page it is brings its letters too."""
    return Path(template).parent.parent / "static" / "fonts"
