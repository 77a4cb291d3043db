"""The pages that every engagement shares: terms, moderation policy, privacy, accessibility.

They are files under version control (R65: the corporate text is locked), read once per process.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from markupsafe import Markup

from engage.core.text import render_markdown

FOLDER: Final = Path(__file__).parent / "pages"


@cache
def policy_page(name: str) -> dict[str, Any]:
    """Title, version and sanitized HTML of one page."""
    _, head, body = (FOLDER / f"{name}.md").read_text("utf-8").split("---\n", 2)
    values = yaml.safe_load(head)
    html = Markup(render_markdown(body))  # noqa: S704  sanitized by render_markdown
    return {"title": values["title"], "version": str(values["version"]), "body_html": html}
