"""The report as a PDF that can be read aloud (PDF/UA-1), from the same page as the HTML.

The same report gives the same bytes wherever the same fonts are installed. Making it needs the
system's Pango, so all of that is imported with the first PDF: a machine without it can do the rest,
and `missing_library` tells what is wrong.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from jinja2 import Environment

from engage.core.errors import EngageError
from engage.reports.renderers.html import render_html
from engage.reports.renderers.pdf_apart import press_beside
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
    page = (html or render_html(report, templates)).decode()
    style = templates.get_template("report_pdf.css")
    pdf: bytes = press.pressed(
        page,
        style.render(),
        _fonts_beside(style.filename or ""),
        partial(cannot_show_in, report.language),
    )
    return pdf


def begun_pdf(report: Report, templates: Environment, page: Path) -> Callable[[], bytes]:
    """Begins the PDF of the report's page, which lies in a file; what is returned waits for it, and
    raises NoPdf. Begun at once where another process presses, and only then where none does."""
    beside = press_beside()
    if beside is None:
        return lambda: render_pdf(report, templates, page.read_bytes())
    style = templates.get_template("report_pdf.css")
    fonts = _fonts_beside(style.filename or "")
    pressed = beside.ask(page, style.render(), fonts, report.language)
    return lambda: pressed() or render_pdf(report, templates, page.read_bytes())


def expect_pdf(templates: Environment) -> None:
    """Tells the process that presses, if there is one, what PDFs will be made with."""
    if beside := press_beside():
        style = templates.get_template("report_pdf.css")
        beside.expect(style.render(), _fonts_beside(style.filename or ""))


def cannot_show_in(language: str, count: int) -> str:
    """What stands in place of so many signs that no font has a letter for."""
    words = Words(language)
    return words("pdf.cannot_show", count=words.number(count))


def _press() -> ModuleType:
    try:
        return import_module(_PRESS)
    except OSError:
        raise NoPdf(NO_PANGO) from None


def _fonts_beside(template: str) -> Path:
    """The theme whose page it is brings its letters too."""
    return Path(template).parent.parent / "static" / "fonts"
