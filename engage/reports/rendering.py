"""The renderer that reports are built with.

A room of its own, which needs no database: a command says by it what will be made before it loads
the rest.
"""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment

from engage.core.settings import Settings
from engage.core.themes import template_loader
from engage.reports.rendered import Render, Rendered, Told
from engage.reports.renderers import render_files
from engage.reports.renderers.pdf import expect_pdf
from engage.reports.rules import Report
from engage.web.paper import configured_logo


def renderer(settings: Settings) -> Render:
    """Renders with the templates of the configured theme, and its logo or that of the settings."""
    loader = template_loader(settings.themes_dir / settings.theme)
    templates = Environment(loader=loader, autoescape=True)
    templates.globals["logo"] = configured_logo(settings)
    expect_pdf(templates)

    def render(reports: Sequence[Report], into: Path, told: Told) -> Rendered:
        return render_files(reports, into, templates, told)

    return render
