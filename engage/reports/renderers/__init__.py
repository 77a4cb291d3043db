"""The finished files of a report, by name. Renderers see a `Report` and nothing else.

File names come from the engagement's slug alone, never from anything that a person typed. The same
reports give the same bytes in every file.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from jinja2 import Environment

from engage.reports.renderers.html import render_html
from engage.reports.renderers.pdf import render_pdf
from engage.reports.rules import Report

Progress = Callable[[float], object]
_DATA: Final = 0.7
"""The share of the work that the data files are."""
_NAMES: Final = {"en": "report", "fr": "rapport"}


def render_files(
    reports: Sequence[Report], folder: Path, templates: Environment, progress: Progress
) -> dict[str, Path]:
    """Writes every file into the folder: documents of each report, data files of the first.

    `progress` is told the share that is done, from 0 to 1.
    """
    # Here, because the site's posters need the PDF alone, and it starts without the rest.
    from engage.reports.renderers.data import write_data  # noqa: PLC0415

    files, fingerprint = write_data(reports[0], folder, lambda share: progress(_DATA * share))
    for done, report in enumerate(reports, 1):
        name = f"{report.slug}-{_NAMES[report.language]}"
        for kind, content in _documents(report, templates, fingerprint):
            files.append(folder / f"{name}.{kind}")
            files[-1].write_bytes(content)
        progress(_DATA + (1 - _DATA) * done / len(reports))
    return {path.name: path for path in files}


def _documents(
    report: Report, templates: Environment, fingerprint: str
) -> Iterator[tuple[str, bytes]]:
    """Each by its kind. All of them name the content hash that the JSON file can be checked by."""
    from engage.reports.renderers.docx import render_docx  # noqa: PLC0415  as above

    page = render_html(report, templates, fingerprint)
    yield "html", page
    yield "pdf", render_pdf(report, templates, page)
    yield "docx", render_docx(report, templates, fingerprint)
