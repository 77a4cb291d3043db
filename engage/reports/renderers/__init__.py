"""The finished files of a report, by name. Renderers see a `Report` and nothing else.

File names come from the engagement's slug alone, never from anything that a person typed.
"""

from jinja2 import Environment

from engage.reports.renderers.csv import render_comments_csv, render_counts_csv
from engage.reports.renderers.html import render_html
from engage.reports.renderers.json import render_json
from engage.reports.rules import Report


def render_files(report: Report, templates: Environment) -> dict[str, bytes]:
    """Every file of a report. The same report gives the same bytes."""
    return {
        f"{report.slug}-report.html": render_html(report, templates),
        f"{report.slug}-report.json": render_json(report),
        f"{report.slug}-comments.csv": render_comments_csv(report),
        f"{report.slug}-counts.csv": render_counts_csv(report),
    }
