"""The finished files of a report, by name. Renderers see a `Report` and nothing else.

File names come from the engagement's slug alone, never from anything that a person typed. The same
reports give the same bytes in every file.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engage.reports.rendered import Rendered, Told

if TYPE_CHECKING:  # The press of PDFs is among these rooms, and starts without all that.
    from jinja2 import Environment

    from engage.reports.rules import Report

_DATA: Final = 0.7
"""The share of the work that the data files are."""
_NAMES: Final = {"en": "report", "fr": "rapport"}


def render_files(
    reports: "Sequence[Report]", folder: Path, templates: "Environment", progress: Told
) -> Rendered:
    """Writes the files into the folder: documents of each report, data files of the first.

    `progress` is told the share that is done, from 0 to 1.
    """
    # Here, because posters and the press of PDFs need the latter alone, and start without the rest.
    from engage.reports.renderers.data import write_data  # noqa: PLC0415
    from engage.reports.renderers.pdf_apart import press_beside  # noqa: PLC0415

    files, content_hash = write_data(reports[0], folder, lambda share: progress(_DATA * share))
    rendered = Rendered({path.name: path for path in files}, content_hash)
    for done, report in enumerate(reports, 1):
        name = folder / f"{report.slug}-{_NAMES[report.language]}"
        rendered = _with_documents(rendered, report, templates, name)
        if press_beside() is None:
            rendered.wait_for(f"{name.name}.pdf")
        progress(_DATA + (1 - _DATA) * done / len(reports))
    return rendered


def _with_documents(
    rendered: Rendered, report: "Report", templates: "Environment", name: Path
) -> Rendered:
    """Page, PDF and document besides. All of them name the content hash that the JSON file can be
    checked by."""
    from engage.reports.renderers.docx import render_docx  # noqa: PLC0415  as above
    from engage.reports.renderers.html import render_html  # noqa: PLC0415
    from engage.reports.renderers.pdf import begun_pdf  # noqa: PLC0415

    page, pdf, document = (Path(f"{name}.{kind}") for kind in ("html", "pdf", "docx"))
    page.write_bytes(render_html(report, templates, rendered.content_hash))
    pressed = begun_pdf(report, templates, page)
    document.write_bytes(render_docx(report, templates, rendered.content_hash))
    files = {path.name: path for path in (page, pdf, document)}
    return Rendered(
        {**rendered.files, **files}, rendered.content_hash, {**rendered.pending, pdf: pressed}
    )
