"""The finished files of a report, by name. Renderers see a `Report` and nothing else.

File names come from the engagement's slug alone, never from anything that a person typed. The same
reports give the same bytes in every file.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # The press of PDFs is among these rooms, and starts without all that.
    from jinja2 import Environment

    from engage.reports.rules import Report

Progress = Callable[[float], object]
_DATA: Final = 0.7
"""The share of the work that the data files are."""
_NAMES: Final = {"en": "report", "fr": "rapport"}


def render_files(
    reports: "Sequence[Report]", folder: Path, templates: "Environment", progress: Progress
) -> dict[str, Path]:
    """Writes every file into the folder: documents of each report, data files of the first.

    `progress` is told the share that is done, from 0 to 1.
    """
    # Here, because posters and the press of PDFs need the latter alone, and start without the rest.
    from engage.reports.renderers.data import write_data  # noqa: PLC0415

    files, fingerprint = write_data(reports[0], folder, lambda share: progress(_DATA * share))
    for done, report in enumerate(reports, 1):
        name = f"{report.slug}-{_NAMES[report.language]}"
        files += _documents(report, templates, fingerprint, folder / name)
        progress(_DATA + (1 - _DATA) * done / len(reports))
    return {path.name: path for path in files}


def _documents(
    report: "Report", templates: "Environment", fingerprint: str, name: Path
) -> list[Path]:
    """Page, PDF and document. All of them name the content hash that the JSON file can be checked
    by."""
    from engage.reports.renderers.docx import render_docx  # noqa: PLC0415  as above
    from engage.reports.renderers.html import render_html  # noqa: PLC0415
    from engage.reports.renderers.pdf import begun_pdf  # noqa: PLC0415

    page, pdf, document = (Path(f"{name}.{kind}") for kind in ("html", "pdf", "docx"))
    page.write_bytes(render_html(report, templates, fingerprint))
    pressed = begun_pdf(report, templates, page)
    document.write_bytes(render_docx(report, templates, fingerprint))
    pdf.write_bytes(pressed())
    return [page, pdf, document]
